#pragma once
// The card that goes with an exported ControlNet: README.md as model hubs read it, with pictures of the test
// room.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace armature::ui {

class ConditionMaker;

struct ModelCard
{
    std::string name;
    std::string base;    // as a person named it, or the folder's name
    std::string licence; // as hubs spell it, "creativeml-openrail-m"; empty: not said
    std::string dtype;   // fp16
    bool hasFolder = true, hasFile = true;
    nlohmann::json config; // of the ControlNet
    std::map<std::string, std::string>
        metadata;              // of its weights: what they were trained with, where it is known
    std::filesystem::path net; // samples of other ControlNets are left out
    std::vector<std::filesystem::path> samples;    // PNGs of the test room; the first few are taken
    std::shared_ptr<const ConditionMaker> maker{}; // of their conditions; may be empty
};

// FOLDER/README.md and FOLDER/images/sample-N.png with sample-N-condition.png. A sample that cannot be read
// is left out. Errors: Io.
Status writeModelCard(const ModelCard &card, const std::filesystem::path &folder);

} // namespace armature::ui
