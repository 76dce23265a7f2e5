#include "core/nn/model_config.h"

#include "core/nn/config_reader.h"

#include <algorithm>

namespace armature {

namespace {

// layers.cpp knows how to compute them; this list keeps the configs torch-free.
bool isUNetActivation(const std::string &name)
{
    return name == "silu" || name == "swish" || name == "gelu" || name == "relu" || name == "mish";
}

bool isTextActivation(const std::string &name)
{
    return name == "quick_gelu" || name == "gelu" || name == "gelu_new" || name == "gelu_pytorch_tanh" ||
           name == "silu" || name == "swish" || name == "relu";
}

// The keys that would add inputs or layers which no SD 1.x / 2.x model has.
void refuseOtherFamilies(ConfigReader &reader)
{
    for (const char *key :
         {"addition_embed_type", "class_embed_type", "num_class_embeds", "encoder_hid_dim",
          "encoder_hid_dim_type", "time_embedding_dim", "time_embedding_act_fn", "timestep_post_act",
          "time_cond_proj_dim", "reverse_transformer_layers_per_block"})
        reader.refuseUnless(key);
    reader.refuseUnless("time_embedding_type", "positional");
    reader.refuseUnless("resnet_time_scale_shift", "default");
    reader.refuseUnless("attention_type", "default");
    reader.refuseUnless("dual_cross_attention", false);
    reader.refuseUnless("class_embeddings_concat", false);
    reader.refuseUnless("conv_in_kernel", 3);
    reader.refuseUnless("conv_out_kernel", 3);
}

void readBlockTypes(ConfigReader &reader, const char *key, std::vector<std::string> &types, size_t blocks,
                    const char *withAttention, const char *plain)
{
    types = reader.texts(key, types);
    if (types.size() != blocks)
        reader.bad(std::string("lists ") + std::to_string(types.size()) + " " + key + " for " +
                   std::to_string(blocks) + " block_out_channels");
    for (const auto &type : types)
        if (type != withAttention && type != plain)
            reader.unsupported(std::string("has the block type ") + type);
    types.resize(blocks, plain);
}

int64_t readCrossAttentionDim(ConfigReader &reader, size_t blocks)
{
    const auto widths = reader.perBlock("cross_attention_dim", 1280, 1, blocks);
    if (std::any_of(widths.begin(), widths.end(), [&](int64_t width) { return width != widths[0]; }))
        reader.unsupported("has a cross_attention_dim that differs from block to block");
    return widths[0];
}

EncoderConfig readEncoder(ConfigReader &reader)
{
    EncoderConfig config;
    config.inChannels = reader.integer("in_channels", config.inChannels, 1);
    config.blockOutChannels = reader.integers("block_out_channels", config.blockOutChannels, 1);
    const size_t blocks = config.blockOutChannels.size();
    readBlockTypes(reader, "down_block_types", config.downBlockTypes, blocks, "CrossAttnDownBlock2D",
                   "DownBlock2D");
    config.midBlockType = reader.text("mid_block_type", config.midBlockType);
    if (config.midBlockType != "UNetMidBlock2DCrossAttn" && config.midBlockType != "UNetMidBlock2D")
        reader.unsupported("has the middle block type " + config.midBlockType);
    config.layersPerBlock = reader.perBlock("layers_per_block", 2, 1, blocks);
    config.transformerLayersPerBlock = reader.perBlock("transformer_layers_per_block", 1, 0, blocks);
    config.headCount = reader.perBlock("attention_head_dim", 8, 1, blocks);
    if (reader.has("num_attention_heads"))
        config.headCount = reader.perBlock("num_attention_heads", 8, 1, blocks);
    config.onlyCrossAttention = reader.flagPerBlock("only_cross_attention", false, blocks);
    config.crossAttentionDim = readCrossAttentionDim(reader, blocks);
    config.normGroups = reader.integer("norm_num_groups", 32, 1);
    config.normEps = reader.real("norm_eps", 1e-5);
    config.downsamplePadding = reader.integer("downsample_padding", 1, 0);
    config.midBlockScaleFactor = reader.real("mid_block_scale_factor", 1.0);
    config.flipSinToCos = reader.boolean("flip_sin_to_cos", true);
    config.freqShift = reader.real("freq_shift", 0.0);
    config.useLinearProjection = reader.boolean("use_linear_projection", false);
    config.upcastAttention = reader.boolean("upcast_attention", false);
    config.activation = reader.text("act_fn", "silu");
    if (!isUNetActivation(config.activation))
        reader.unsupported("has act_fn = " + config.activation);
    refuseOtherFamilies(reader);

    for (size_t i = 0; i < blocks; ++i) {
        const auto channels = config.blockOutChannels[i];
        if (channels % config.normGroups != 0)
            reader.bad("has norm_num_groups = " + std::to_string(config.normGroups) +
                       ", which does not divide the " + std::to_string(channels) + " channels of block " +
                       std::to_string(i));
        if (config.headCount[i] > channels)
            reader.bad("has more attention heads (" + std::to_string(config.headCount[i]) +
                       ") than channels (" + std::to_string(channels) + ") in block " + std::to_string(i));
    }
    return config;
}

void refuseNullGroups(ConfigReader &reader)
{
    const auto &json = reader.json();
    if (json.is_object() && json.contains("norm_num_groups") && json["norm_num_groups"].is_null())
        reader.unsupported("has norm_num_groups = null");
}

} // namespace

Result<UNetConfig> parseUNetConfig(const nlohmann::json &json, const std::string &origin)
{
    ConfigReader reader(json, origin);
    reader.expectClass("UNet2DConditionModel");
    refuseNullGroups(reader);
    UNetConfig config;
    config.encoder = readEncoder(reader);
    if (json.is_object() && json.contains("mid_block_type") && json["mid_block_type"].is_null())
        config.encoder.midBlockType.clear();
    readBlockTypes(reader, "up_block_types", config.upBlockTypes, config.encoder.blockOutChannels.size(),
                   "CrossAttnUpBlock2D", "UpBlock2D");
    config.outChannels = reader.integer("out_channels", 4, 1);
    if (reader.has("sample_size")) // one number, or height and width
        config.sampleSize = json["sample_size"].is_array() ? reader.integers("sample_size", {0}, 1)[0]
                                                           : reader.integer("sample_size", 0, 1);
    config.centersInput = reader.boolean("center_input_sample", false);
    config.raw = json;
    ARMATURE_CHECK(reader.status());
    return config;
}

Result<ControlNetConfig> parseControlNetConfig(const nlohmann::json &json, const std::string &origin)
{
    ConfigReader reader(json, origin);
    reader.expectClass("ControlNetModel");
    refuseNullGroups(reader);
    ControlNetConfig config;
    config.encoder = readEncoder(reader);
    config.conditioningChannels = reader.integer("conditioning_channels", 3, 1);
    config.conditioningEmbeddingChannels =
        reader.integers("conditioning_embedding_out_channels", config.conditioningEmbeddingChannels, 1);
    const auto order = reader.text("controlnet_conditioning_channel_order", "rgb");
    if (order != "rgb" && order != "bgr")
        reader.bad("has controlnet_conditioning_channel_order = " + order + ", which is neither rgb nor bgr");
    config.isBgr = order == "bgr";
    config.globalPoolConditions = reader.boolean("global_pool_conditions", false);
    config.raw = json;
    ARMATURE_CHECK(reader.status());
    return config;
}

Result<VaeConfig> parseVaeConfig(const nlohmann::json &json, const std::string &origin)
{
    ConfigReader reader(json, origin);
    reader.expectClass("AutoencoderKL");
    VaeConfig config;
    config.inChannels = reader.integer("in_channels", 3, 1);
    config.outChannels = reader.integer("out_channels", 3, 1);
    config.latentChannels = reader.integer("latent_channels", 4, 1);
    config.blockOutChannels = reader.integers("block_out_channels", config.blockOutChannels, 1);
    config.layersPerBlock = reader.integer("layers_per_block", 1, 1);
    config.normGroups = reader.integer("norm_num_groups", 32, 1);
    config.scalingFactor = reader.real("scaling_factor", 0.18215);
    config.shiftFactor = reader.real("shift_factor", 0.0);
    config.useQuantConv = reader.boolean("use_quant_conv", true);
    config.usePostQuantConv = reader.boolean("use_post_quant_conv", true);
    config.midBlockAddAttention = reader.boolean("mid_block_add_attention", true);
    config.forceUpcast = reader.boolean("force_upcast", true);
    config.activation = reader.text("act_fn", "silu");
    if (!isUNetActivation(config.activation))
        reader.unsupported("has act_fn = " + config.activation);
    reader.refuseUnless("latents_mean");
    reader.refuseUnless("latents_std");

    const size_t blocks = config.blockOutChannels.size();
    std::vector<std::string> down{"DownEncoderBlock2D"}, up{"UpDecoderBlock2D"};
    readBlockTypes(reader, "down_block_types", down, blocks, "DownEncoderBlock2D", "DownEncoderBlock2D");
    readBlockTypes(reader, "up_block_types", up, blocks, "UpDecoderBlock2D", "UpDecoderBlock2D");
    for (const auto channels : config.blockOutChannels)
        if (channels % config.normGroups != 0)
            reader.bad("has norm_num_groups = " + std::to_string(config.normGroups) +
                       ", which does not divide " + std::to_string(channels) + " channels");
    config.raw = json;
    ARMATURE_CHECK(reader.status());
    return config;
}

Result<TextEncoderConfig> parseTextEncoderConfig(const nlohmann::json &json, const std::string &origin)
{
    if (json.is_object() && json.contains("text_config") && json["text_config"].is_object() &&
        json.value("model_type", std::string()) == "clip")
        return parseTextEncoderConfig(json["text_config"], origin); // a whole CLIP: its text half
    ConfigReader reader(json, origin);
    const auto type = reader.text("model_type", "clip_text_model");
    if (type != "clip_text_model")
        reader.bad("describes a " + type + ", not a CLIP text encoder (clip_text_model)");
    TextEncoderConfig config;
    config.vocabSize = reader.integer("vocab_size", config.vocabSize, 1);
    config.hiddenSize = reader.integer("hidden_size", config.hiddenSize, 1);
    config.intermediateSize = reader.integer("intermediate_size", config.intermediateSize, 1);
    config.layerCount = reader.integer("num_hidden_layers", config.layerCount, 1);
    config.headCount = reader.integer("num_attention_heads", config.headCount, 1);
    config.maxPositions = reader.integer("max_position_embeddings", config.maxPositions, 1);
    config.activation = reader.text("hidden_act", config.activation);
    if (!isTextActivation(config.activation))
        reader.unsupported("has hidden_act = " + config.activation);
    config.layerNormEps = reader.real("layer_norm_eps", config.layerNormEps);
    config.eosTokenId = reader.integer("eos_token_id", config.eosTokenId, 0);
    if (config.hiddenSize % config.headCount != 0)
        reader.bad("has hidden_size = " + std::to_string(config.hiddenSize) + ", which its " +
                   std::to_string(config.headCount) + " attention heads do not divide");
    config.raw = json;
    ARMATURE_CHECK(reader.status());
    return config;
}

Result<ControlNetConfig> controlNetConfigFor(const UNetConfig &unet)
{
    if (unet.encoder.midBlockType.empty())
        return fail(ErrorCode::Unsupported, "This UNet has no middle block, and a ControlNet needs one.");
    nlohmann::json json = {
        // ControlNetModel's own defaults, as diffusers' from_unet leaves them
        {"_class_name", "ControlNetModel"},
        {"_diffusers_version", "0.42.1"},
        {"addition_embed_type_num_heads", 64},
        {"conditioning_channels", 3},
        {"conditioning_embedding_out_channels", {16, 32, 96, 256}},
        {"controlnet_conditioning_channel_order", "rgb"},
        {"global_pool_conditions", false},
        // what it takes from the UNet where the UNet's file says nothing
        {"act_fn", "silu"},
        {"addition_embed_type", nullptr},
        {"addition_time_embed_dim", nullptr},
        {"attention_head_dim", 8},
        {"block_out_channels", unet.encoder.blockOutChannels},
        {"class_embed_type", nullptr},
        {"cross_attention_dim", 1280},
        {"down_block_types", unet.encoder.downBlockTypes},
        {"downsample_padding", 1},
        {"encoder_hid_dim", nullptr},
        {"encoder_hid_dim_type", nullptr},
        {"flip_sin_to_cos", true},
        {"freq_shift", 0},
        {"in_channels", unet.encoder.inChannels},
        {"layers_per_block", 2},
        {"mid_block_scale_factor", 1},
        {"mid_block_type", unet.encoder.midBlockType},
        {"norm_eps", 1e-05},
        {"norm_num_groups", 32},
        {"num_attention_heads", nullptr},
        {"num_class_embeds", nullptr},
        {"only_cross_attention", false},
        {"projection_class_embeddings_input_dim", nullptr},
        {"resnet_time_scale_shift", "default"},
        {"transformer_layers_per_block", 1},
        {"upcast_attention", false},
        {"use_linear_projection", false},
    };
    for (auto &[key, value] : json.items())
        if (key[0] != '_' && unet.raw.is_object() && unet.raw.contains(key))
            value = unet.raw[key];
    // diffusers wants one number of layers and one text width here; a list of equal ones says the same.
    for (const char *key : {"layers_per_block", "cross_attention_dim"})
        if (json[key].is_array() && !json[key].empty() &&
            std::all_of(json[key].begin(), json[key].end(),
                        [&](const auto &value) { return value == json[key][0]; }))
            json[key] = nlohmann::json(json[key][0]);
    return parseControlNetConfig(json, "The UNet's config");
}

} // namespace armature
