#pragma once
// Prompts and condition maps that are added to a run after its start: RUN/validation.json, whose keys are those of the options,
//   {"validation_prompt": ["a red house", ...], "validation_image": ["/maps/house.png", ...]}
// The run looks at it before every round, so whoever can write the file can add to a run that trains, wherever that runs.

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace armature {

struct ShownPrompt
{
    std::string prompt;
    std::filesystem::path condition;
    bool operator==(const ShownPrompt &) const = default;
};

// Empty where nothing was added. Errors: Corrupt, naming the file, where it is not such an object or the lists differ in length.
Result<std::vector<ShownPrompt>> readAddedValidation(const std::filesystem::path &runFolder);
// At the end of those that are there; one that is there already is not added again. Errors: as above, Io, DiskFull.
Status addValidation(const std::filesystem::path &runFolder, const ShownPrompt &added);

} // namespace armature
