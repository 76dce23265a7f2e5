#pragma once
// The part of a network's shape that decides its tensors' names: how many blocks, how many layers in each,
// which of them attend. Read from a config.json, or from the names of a file in LDM naming.

#include "core/base/result.h"
#include "core/io/tensor_source.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace armature {

struct UNetTopology
{
    std::vector<int> downLayers; // resnets per down block
    std::vector<bool> downAttention;
    std::vector<int> upLayers; // resnets per up block; empty for a ControlNet
    std::vector<bool> upAttention;
    bool hasMiddleAttention = true;
};

struct VaeTopology
{
    int blockCount = 4;
    int layersPerBlock = 2; // the decoder has one more
    bool hasMiddleAttention = true;
};

// From config.json of UNet2DConditionModel or ControlNetModel (`origin` is the file, for messages). Errors:
// BadInput (wrong types, absurd sizes), Unsupported (block types that SD 1 and 2 do not have).
Result<UNetTopology> unetTopologyOf(const nlohmann::json &config, const std::string &origin);
Result<VaeTopology> vaeTopologyOf(const nlohmann::json &config, const std::string &origin);

// From the names below `prefix` of a file in LDM naming. Errors: NotFound when there is no such network.
Result<UNetTopology> unetTopologyOf(const TensorSource &file, const std::string &prefix);
Result<VaeTopology> vaeTopologyOf(const TensorSource &file, const std::string &prefix);

// How many hint blocks lie between conv_in and conv_out: 6 for the usual four embedding widths.
int hintBlockCount(const TensorSource &file, const std::string &prefix);
Result<int> hintBlockCount(const nlohmann::json &controlNetConfig, const std::string &origin);

// The numbers that follow `prefix` in the file's names, e.g. {0,1,2} for "input_blocks.".
std::set<int> numbersAfter(const TensorSource &file, const std::string &prefix);
bool hasNameBelow(const TensorSource &file, const std::string &prefix);

} // namespace armature
