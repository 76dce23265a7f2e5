#include "core/io/layouts/controlnet_config.h"

#include "core/io/layouts/config_json.h"
#include "core/io/layouts/family.h"

namespace armature {

namespace {

using Json = nlohmann::json;

const Json &classDefaults()
{
    static const Json kDefaults = {
        {"act_fn", "silu"},
        {"addition_embed_type", nullptr},
        {"addition_embed_type_num_heads", 64},
        {"addition_time_embed_dim", nullptr},
        {"attention_head_dim", 8},
        {"block_out_channels", {320, 640, 1280, 1280}},
        {"class_embed_type", nullptr},
        {"conditioning_channels", 3},
        {"conditioning_embedding_out_channels", {16, 32, 96, 256}},
        {"controlnet_conditioning_channel_order", "rgb"},
        {"cross_attention_dim", 1280},
        {"down_block_types",
         {"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}},
        {"downsample_padding", 1},
        {"encoder_hid_dim", nullptr},
        {"encoder_hid_dim_type", nullptr},
        {"flip_sin_to_cos", true},
        {"freq_shift", 0},
        {"global_pool_conditions", false},
        {"in_channels", 4},
        {"layers_per_block", 2},
        {"mid_block_scale_factor", 1},
        {"mid_block_type", "UNetMidBlock2DCrossAttn"},
        {"norm_eps", 1e-5},
        {"norm_num_groups", 32},
        {"num_attention_heads", nullptr},
        {"num_class_embeds", nullptr},
        {"only_cross_attention", false},
        {"projection_class_embeddings_input_dim", nullptr},
        {"resnet_time_scale_shift", "default"},
        {"transformer_layers_per_block", 1},
        {"upcast_attention", false},
        {"use_linear_projection", false}};
    return kDefaults;
}

// The specification's names of architectures; a family of another size has none, so it gets one that says so.
std::string architectureOf(const Json &config, const std::map<std::string, std::string> &extra)
{
    const std::string family = familyOf(config);
    if (family == "SD 1")
        return "stable-diffusion-v1/controlnet";
    if (family != "SD 2")
        return "stable-diffusion-custom/controlnet";
    const auto prediction = extra.find("modelspec.prediction_type");
    const bool isVelocity = prediction != extra.end() && prediction->second.starts_with("v");
    return isVelocity ? "stable-diffusion-v2-768-v/controlnet" : "stable-diffusion-v2-512/controlnet";
}

} // namespace

Json completeControlNetConfig(const Json &config)
{
    Json complete = classDefaults();
    for (auto &[key, value] : complete.items()) {
        if (config.contains(key))
            value = config.at(key);
    }
    complete["_class_name"] = "ControlNetModel";
    complete["_diffusers_version"] = kDiffusersVersion;
    return complete;
}

std::string controlNetConfigText(const Json &config)
{
    return completeControlNetConfig(config).dump(2) + "\n";
}

std::map<std::string, std::string> controlNetHeader(const Json &config,
                                                    const std::map<std::string, std::string> &extra)
{
    std::map<std::string, std::string> header = extra;
    header.emplace("modelspec.sai_model_spec", "1.0.0");
    header.emplace("modelspec.architecture", architectureOf(config, extra));
    header.emplace("modelspec.implementation", "https://github.com/lllyasviel/ControlNet");
    header.emplace("modelspec.title", "ControlNet");
    header["format"] = "pt";
    header[kConfigMetadataKey] = Json{{"controlnet", completeControlNetConfig(config)}}.dump();
    return header;
}

} // namespace armature
