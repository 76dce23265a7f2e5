#pragma once
// Rules between options, beyond the range that each has of its own.

#include "core/base/result.h"
#include "core/config/train_options.h"

#include <set>
#include <string>
#include <vector>

namespace armature {

// Training from a folder needs a base model, pairs and an output folder; steps on given tensors need none of
// them.
enum class TrainPurpose { Train, StepOnTensors };

struct OptionProblem
{
    std::string key; // the option to change, for a form
    Error error;     // BadInput
};

// Everything that is wrong, in the schema's order. Looks at no file.
std::vector<OptionProblem> trainOptionProblems(const TrainOptions &options,
                                               TrainPurpose purpose = TrainPurpose::Train);
// The first of them.
Status validate(const TrainOptions &options, TrainPurpose purpose = TrainPurpose::Train);

// Sentences to say once about options that were given but change nothing.
std::vector<std::string> trainOptionNotices(const TrainOptions &options,
                                            const std::set<std::string> &explicitKeys);

} // namespace armature
