#pragma once
// The options of a training run on the command line, made from the schema, spelled as for diffusers' scripts:
// --key value,
// --key=value, switches with or without true or false, lists as --key a b c or by repeating the key.
//
// A command that takes them calls acceptTrainOptions, declares only options of its own with CLI11 (no
// positionals, which would swallow values), and in its callback hands command.remaining() to
// parseTrainArguments.

#include "core/config/train_config.h"
#include "core/config/train_validate.h"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace armature {

void acceptTrainOptions(CLI::App &command);

struct TrainArguments
{
    GivenTrainOptions given;              // defaults < --config FILE < flags; valid
    std::vector<std::string> positionals; // as many as asked for
};

// positionalNames: what must stand beside the options, in order, such as "MODEL_DIR". ownOptions: names of
// the command's CLI11 options, only to suggest them for typing mistakes. Errors: those of
// applyTrainConfigFile; BadInput for an unknown option (naming the nearest), a refused option, a missing or
// wrong value, too many or too few positionals, and what validate() finds.
Result<TrainArguments> parseTrainArguments(const std::vector<std::string> &arguments, TrainPurpose purpose,
                                           const std::vector<std::string_view> &positionalNames = {},
                                           const std::vector<std::string_view> &ownOptions = {});

// Every option with its default and what it does, by section.
std::string trainOptionsHelp();

} // namespace armature
