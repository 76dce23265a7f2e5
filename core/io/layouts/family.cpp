#include "core/io/layouts/family.h"

#include <fmt/format.h>

namespace armature {

namespace {

using Json = nlohmann::json;

int64_t textWidth(const Json &config)
{
    const auto found = config.find("cross_attention_dim");
    if (found == config.end())
        return 1280; // the classes' own default
    if (found->is_number_integer())
        return found->get<int64_t>();
    const bool isList = found->is_array() && !found->empty() && found->front().is_number_integer();
    return isList ? found->front().get<int64_t>() : 0;
}

// A number for every block, however the config writes it; the classes' default where the key is missing.
Json perBlock(const Json &config, const char *key, const Json &fallback, size_t blocks)
{
    const Json value = config.contains(key) ? config.at(key) : fallback;
    return value.is_array() ? value : Json(std::vector<Json>(blocks, value));
}

Json channelsOf(const Json &config)
{
    return config.value("block_out_channels", Json({320, 640, 1280, 1280}));
}

tl::unexpected<Error> sizesDiffer(const std::string &what, const Json &control, const Json &model)
{
    return fail(ErrorCode::BadInput,
                fmt::format("The ControlNet does not fit the model: its {} are {}, the model's {}.", what,
                            control.dump(), model.dump()),
                "Use the base model that the ControlNet was made for.");
}

} // namespace

std::string familyOf(const Json &config)
{
    const auto addition = config.find("addition_embed_type");
    if (textWidth(config) == 2048 || (addition != config.end() && addition->is_string()))
        return "SDXL";
    if (textWidth(config) == 768)
        return "SD 1";
    return textWidth(config) == 1024 ? "SD 2" : "SD-like";
}

std::string describeFamily(const Json &config)
{
    return fmt::format("{} ({}-wide text)", familyOf(config), textWidth(config));
}

Status checkMatches(const Json &controlNetConfig, const Json &unetConfig)
{
    if (textWidth(controlNetConfig) != textWidth(unetConfig)) {
        return fail(ErrorCode::BadInput,
                    fmt::format("This is a ControlNet for {}, but the model is {}.",
                                describeFamily(controlNetConfig), describeFamily(unetConfig)),
                    "Use a base model of the ControlNet's own family.");
    }
    const Json controlChannels = channelsOf(controlNetConfig), modelChannels = channelsOf(unetConfig);
    if (controlChannels != modelChannels)
        return sizesDiffer("block widths", controlChannels, modelChannels);
    const auto layers = [&](const Json &config) {
        return perBlock(config, "layers_per_block", 2, modelChannels.size());
    };
    if (layers(controlNetConfig) != layers(unetConfig))
        return sizesDiffer("layers per block", layers(controlNetConfig), layers(unetConfig));
    const Json controlInputs = controlNetConfig.value("in_channels", Json(4));
    const Json modelInputs = unetConfig.value("in_channels", Json(4));
    if (controlInputs != modelInputs)
        return sizesDiffer("input channels", controlInputs, modelInputs);
    return {};
}

} // namespace armature
