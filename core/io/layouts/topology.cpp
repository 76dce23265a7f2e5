#include "core/io/layouts/topology.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace armature {

namespace {

constexpr int kMaxBlocks = 16; // far above any real network; keeps a hostile config from building huge tables
constexpr int kMaxLayers = 64;
constexpr int kMaxNumber = 9999; // of a module in a list

Result<std::vector<std::string>> stringsAt(const nlohmann::json &config, const char *key,
                                           const std::string &origin)
{
    const auto found = config.find(key);
    if (found == config.end() || !found->is_array() || found->empty() || found->size() > kMaxBlocks)
        return fail(ErrorCode::BadInput, fmt::format("{}: {} is not a list of block names.", origin, key));
    std::vector<std::string> result;
    for (const auto &item : *found) {
        if (!item.is_string())
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: {} is not a list of block names.", origin, key));
        result.push_back(item.get<std::string>());
    }
    return result;
}

// layers_per_block is one number for all blocks or a list.
Result<std::vector<int>> layersPerBlock(const nlohmann::json &config, size_t blocks,
                                        const std::string &origin)
{
    const auto found = config.find("layers_per_block");
    const nlohmann::json value = found == config.end() ? nlohmann::json(2) : *found;
    const auto isCount = [](const nlohmann::json &item) {
        return item.is_number_integer() && item.get<int64_t>() >= 1 && item.get<int64_t>() <= kMaxLayers;
    };
    if (isCount(value))
        return std::vector<int>(blocks, value.get<int>());
    if (value.is_array() && value.size() == blocks && std::all_of(value.begin(), value.end(), isCount))
        return value.get<std::vector<int>>();
    return fail(ErrorCode::BadInput,
                fmt::format("{}: layers_per_block is neither a number from 1 to {} nor a list of {} of them.",
                            origin, kMaxLayers, blocks));
}

Result<std::vector<bool>> attends(const std::vector<std::string> &types, const std::string &with,
                                  const std::string &without, const std::string &origin)
{
    std::vector<bool> result;
    for (const std::string &type : types) {
        if (type != with && type != without) {
            return fail(
                ErrorCode::Unsupported,
                fmt::format("{}: block type {} is not one of Stable Diffusion 1 or 2.", origin, type));
        }
        result.push_back(type == with);
    }
    return result;
}

// LDM splits the network into numbered sequences; a downsampler is a sequence of its own and closes a block.
void readInputBlocks(const TensorSource &file, const std::string &prefix, UNetTopology &topology)
{
    const std::set<int> inputs = numbersAfter(file, prefix + "input_blocks.");
    topology.downLayers.push_back(0);
    topology.downAttention.push_back(false);
    for (const int input : inputs) {
        if (input == 0)
            continue;
        const std::string here = fmt::format("{}input_blocks.{}.", prefix, input);
        if (hasNameBelow(file, here + "0.op.")) {
            topology.downLayers.push_back(0);
            topology.downAttention.push_back(false);
            continue;
        }
        ++topology.downLayers.back();
        if (hasNameBelow(file, here + "1."))
            topology.downAttention.back() = true;
    }
}

void readOutputBlocks(const TensorSource &file, const std::string &prefix, UNetTopology &topology)
{
    const std::set<int> outputs = numbersAfter(file, prefix + "output_blocks.");
    if (outputs.empty())
        return;
    topology.upLayers.push_back(0);
    topology.upAttention.push_back(false);
    for (const int output : outputs) {
        const std::string here = fmt::format("{}output_blocks.{}.", prefix, output);
        const bool upsamplesAtOne = hasNameBelow(file, here + "1.conv.");
        ++topology.upLayers.back();
        if (hasNameBelow(file, here + "1.") && !upsamplesAtOne)
            topology.upAttention.back() = true;
        if ((upsamplesAtOne || hasNameBelow(file, here + "2.conv.")) && output != *outputs.rbegin()) {
            topology.upLayers.push_back(0);
            topology.upAttention.push_back(false);
        }
    }
}

} // namespace

Result<UNetTopology> unetTopologyOf(const nlohmann::json &config, const std::string &origin)
{
    if (!config.is_object())
        return fail(ErrorCode::BadInput, fmt::format("{} is not a JSON object.", origin));
    UNetTopology topology;
    ARMATURE_TRY(const auto downTypes, stringsAt(config, "down_block_types", origin));
    ARMATURE_TRY(topology.downAttention, attends(downTypes, "CrossAttnDownBlock2D", "DownBlock2D", origin));
    ARMATURE_TRY(topology.downLayers, layersPerBlock(config, downTypes.size(), origin));
    if (!config.contains("up_block_types"))
        return topology;
    ARMATURE_TRY(const auto upTypes, stringsAt(config, "up_block_types", origin));
    ARMATURE_TRY(topology.upAttention, attends(upTypes, "CrossAttnUpBlock2D", "UpBlock2D", origin));
    if (upTypes.size() != downTypes.size())
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: as many up blocks as down blocks are needed.", origin));
    topology.upLayers.assign(topology.downLayers.rbegin(), topology.downLayers.rend());
    for (int &layers : topology.upLayers)
        ++layers;
    return topology;
}

Result<VaeTopology> vaeTopologyOf(const nlohmann::json &config, const std::string &origin)
{
    if (!config.is_object())
        return fail(ErrorCode::BadInput, fmt::format("{} is not a JSON object.", origin));
    ARMATURE_TRY(const auto types, stringsAt(config, "down_block_types", origin));
    const nlohmann::json layers = config.value("layers_per_block", nlohmann::json(1));
    if (!layers.is_number_integer() || layers.get<int64_t>() < 1 || layers.get<int64_t>() > kMaxLayers)
        return fail(ErrorCode::BadInput, fmt::format("{}: layers_per_block is not a number.", origin));
    const nlohmann::json attention = config.value("mid_block_add_attention", nlohmann::json(true));
    return VaeTopology{static_cast<int>(types.size()), layers.get<int>(), attention != false};
}

Result<UNetTopology> unetTopologyOf(const TensorSource &file, const std::string &prefix)
{
    if (!hasNameBelow(file, prefix + "input_blocks.0."))
        return fail(ErrorCode::NotFound,
                    fmt::format("{} holds no network named {}input_blocks.", file.origin(), prefix));
    UNetTopology topology;
    readInputBlocks(file, prefix, topology);
    readOutputBlocks(file, prefix, topology);
    topology.hasMiddleAttention = hasNameBelow(file, prefix + "middle_block.2.");
    const auto isEmpty = [](int layers) { return layers < 1 || layers > kMaxLayers; };
    if (topology.downLayers.size() > kMaxBlocks || topology.upLayers.size() > kMaxBlocks ||
        std::any_of(topology.downLayers.begin(), topology.downLayers.end(), isEmpty)) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("{}: its {}input_blocks are incomplete.", file.origin(), prefix),
                    "Copy or download the file again.");
    }
    return topology;
}

Result<VaeTopology> vaeTopologyOf(const TensorSource &file, const std::string &prefix)
{
    const std::set<int> blocks = numbersAfter(file, prefix + "encoder.down.");
    const std::set<int> layers = numbersAfter(file, prefix + "encoder.down.0.block.");
    if (blocks.empty() || layers.empty())
        return fail(ErrorCode::NotFound,
                    fmt::format("{} holds no VAE named {}encoder.", file.origin(), prefix));
    if (*blocks.rbegin() >= kMaxBlocks || *layers.rbegin() >= kMaxLayers)
        return fail(ErrorCode::Corrupt,
                    fmt::format("{}: the VAE has an absurd number of blocks.", file.origin()));
    return VaeTopology{*blocks.rbegin() + 1, *layers.rbegin() + 1,
                       hasNameBelow(file, prefix + "encoder.mid.attn_1.")};
}

int hintBlockCount(const TensorSource &file, const std::string &prefix)
{
    const std::set<int> numbers = numbersAfter(file, prefix + "input_hint_block.");
    return numbers.empty() ? 0 : std::max(0, std::min(*numbers.rbegin(), 2 * kMaxLayers) / 2 - 1);
}

Result<int> hintBlockCount(const nlohmann::json &controlNetConfig, const std::string &origin)
{
    const auto found = controlNetConfig.find("conditioning_embedding_out_channels");
    if (found == controlNetConfig.end() || found->is_null())
        return 6;
    if (!found->is_array() || found->empty() || found->size() > kMaxBlocks) {
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: conditioning_embedding_out_channels is not a list of numbers.", origin));
    }
    return 2 * (static_cast<int>(found->size()) - 1);
}

std::set<int> numbersAfter(const TensorSource &file, const std::string &prefix)
{
    std::set<int> numbers;
    for (const std::string &name : file.names()) {
        if (!name.starts_with(prefix))
            continue;
        int number = -1;
        const char *begin = name.data() + prefix.size(), *end = name.data() + name.size();
        const auto parsed = std::from_chars(begin, end, number);
        if (parsed.ec == std::errc() && number >= 0 && number <= kMaxNumber && parsed.ptr != end &&
            *parsed.ptr == '.')
            numbers.insert(number);
    }
    return numbers;
}

bool hasNameBelow(const TensorSource &file, const std::string &prefix)
{
    const std::vector<std::string> names = file.names();
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string &name) { return name.starts_with(prefix); });
}

} // namespace armature
