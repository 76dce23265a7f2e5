#pragma once
// Training options as JSON: reading a config file, merging, and the resolved configuration that a run keeps.
//
// The file is one JSON object whose keys are the options' names. Values merge in this order, later ones win:
// defaults, the config file, the command line.

#include "core/base/result.h"
#include "core/config/train_options.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <set>
#include <string>

namespace armature {

// Raised when a key changes its meaning; a newer file than this program is refused, not guessed at.
constexpr int kTrainConfigSchemaVersion = 1;

struct GivenTrainOptions
{
    TrainOptions options;
    std::set<std::string> explicitKeys; // what the user gave in a file or as a flag; the rest are defaults
};

// Puts every key of the object over `given`. null means the default and counts as not given.
// Errors, all BadInput: not an object, an unknown key (naming the nearest), a refused option, a wrong type or
// range.
Status applyTrainConfig(const nlohmann::json &object, GivenTrainOptions &given);

// Errors: NotFound, Io; BadInput as above, naming the file, or with line and column where it is no JSON.
Status applyTrainConfigFile(const std::filesystem::path &file, GivenTrainOptions &given);

// Every option with its value, in the schema's order, after "schema_version". Can be given as --config again.
nlohmann::ordered_json trainConfigToJson(const TrainOptions &options);

} // namespace armature
