#include "core/io/layouts/shape_configs.h"

#include "core/io/layouts/topology.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace armature {

namespace {

using Json = nlohmann::json;

constexpr int64_t kGroups = 32;
constexpr int64_t kSd1Heads = 8;
constexpr int64_t kSd2HeadWidth = 64;
constexpr int64_t kSdxlTextWidth = 2048;

Result<int64_t> sizeAt(const TensorSource &file, const std::string &name, size_t axis)
{
    const auto view = file.find(name);
    if (!view)
        return fail(ErrorCode::NotFound, fmt::format("{}: tensor {} is missing.", file.origin(), name));
    if (view->shape.size() <= axis || view->shape[axis] < 1)
        return fail(ErrorCode::Corrupt,
                    fmt::format("{}: tensor {} has an impossible shape.", file.origin(), name));
    return view->shape[axis];
}

// The first tensor whose name ends so, or none.
std::optional<TensorView> findEnding(const TensorSource &file, const std::string &ending)
{
    for (const std::string &name : file.names()) {
        if (name.ends_with(ending))
            return file.find(name);
    }
    return std::nullopt;
}

tl::unexpected<Error> needsConfig(const TensorSource &file, const std::string &why)
{
    return fail(ErrorCode::Unsupported,
                fmt::format("{} does not say how it is built: {}.", file.origin(), why),
                "Use the diffusers folder of this model, which has a config.json.");
}

Status refuseForeign(const TensorSource &file, int64_t inChannels)
{
    const auto refuse = [&file](const std::string &what) {
        return fail(ErrorCode::Unsupported, fmt::format("{} is {}.", file.origin(), what),
                    "Use a plain Stable Diffusion 1 or 2 model.");
    };
    if (inChannels == 9)
        return refuse("an inpainting model (9 input channels)");
    if (inChannels == 8)
        return refuse("an InstructPix2Pix model (8 input channels)");
    if (inChannels == 7)
        return refuse("an upscaling model (7 input channels)");
    if (inChannels == 5)
        return refuse("a depth-to-image model (5 input channels)");
    const auto key = findEnding(file, "attn2.to_k.weight");
    const bool hasXlWidth = key && key->shape.size() == 2 && key->shape[1] == kSdxlTextWidth;
    if (hasXlWidth || hasNameBelow(file, "add_embedding."))
        return refuse("an SDXL model");
    if (hasNameBelow(file, "label_emb.") || hasNameBelow(file, "class_embedding."))
        return refuse("a class-conditional model (unCLIP or an upscaler)");
    return {};
}

Result<Json> headCounts(const TensorSource &file, const std::vector<int64_t> &channels, bool isLinear,
                        const HeadHint &hint)
{
    const auto divides = [&channels](int64_t number) {
        return std::all_of(channels.begin(), channels.end(), [number](int64_t c) { return c % number == 0; });
    };
    if (hint.headCount > 0 && divides(hint.headCount))
        return Json(hint.headCount);
    const int64_t width = hint.headWidth > 0 ? hint.headWidth : kSd2HeadWidth;
    if (isLinear || hint.headWidth > 0) {
        if (!divides(width))
            return needsConfig(file, "its attention heads cannot be counted");
        Json counts = Json::array();
        for (const int64_t count : channels)
            counts.push_back(count / width);
        return counts;
    }
    if (!divides(kSd1Heads))
        return needsConfig(file, "its attention heads cannot be counted");
    return Json(kSd1Heads);
}

// One number where all blocks agree, as diffusers' own configs have it, else a list.
Json oneOrAll(const std::vector<int> &numbers)
{
    const bool areEqual =
        std::all_of(numbers.begin(), numbers.end(), [&](int n) { return n == numbers.front(); });
    return areEqual ? Json(numbers.front()) : Json(numbers);
}

struct DownBlocks
{
    std::vector<int64_t> channels;
    std::vector<int> layers, transformerLayers;
    Json types = Json::array();
};

Result<DownBlocks> readDownBlocks(const TensorSource &file)
{
    DownBlocks blocks;
    const std::set<int> numbers = numbersAfter(file, "down_blocks.");
    if (numbers.empty() || *numbers.rbegin() != static_cast<int>(numbers.size()) - 1)
        return fail(ErrorCode::NotFound, fmt::format("{} lacks down blocks.", file.origin()));
    int depth = 1;
    for (const int number : numbers) {
        const std::string here = fmt::format("down_blocks.{}.", number);
        ARMATURE_TRY(const int64_t channels, sizeAt(file, here + "resnets.0.conv1.weight", 0));
        const auto transformers = numbersAfter(file, here + "attentions.0.transformer_blocks.");
        if (!transformers.empty())
            depth = *transformers.rbegin() + 1;
        blocks.channels.push_back(channels);
        blocks.layers.push_back(static_cast<int>(numbersAfter(file, here + "resnets.").size()));
        blocks.transformerLayers.push_back(transformers.empty() ? 0 : depth);
        blocks.types.push_back(transformers.empty() ? "DownBlock2D" : "CrossAttnDownBlock2D");
        if (channels % kGroups != 0)
            return needsConfig(file, fmt::format("{} channels are not a multiple of {}", channels, kGroups));
    }
    // Blocks without attention have no depth; give them a neighbour's, so that one number can stand for all.
    for (int &layers : blocks.transformerLayers)
        layers = layers == 0 ? depth : layers;
    return blocks;
}

Result<Json> encoderConfig(const TensorSource &file, const HeadHint &hint)
{
    ARMATURE_TRY(const int64_t inChannels, sizeAt(file, "conv_in.weight", 1));
    ARMATURE_CHECK(refuseForeign(file, inChannels));
    ARMATURE_TRY(const DownBlocks blocks, readDownBlocks(file));
    const auto key = findEnding(file, "attn2.to_k.weight");
    const auto projection = findEnding(file, ".proj_in.weight");
    if (!key || key->shape.size() != 2 || !projection)
        return fail(ErrorCode::Unsupported, fmt::format("{} has no attention to text.", file.origin()));
    const bool isLinear = projection->shape.size() == 2;
    ARMATURE_TRY(const Json heads, headCounts(file, blocks.channels, isLinear, hint));
    return Json{{"_diffusers_version", "0.42.1"},
                {"act_fn", "silu"},
                {"attention_head_dim", heads},
                {"block_out_channels", blocks.channels},
                {"cross_attention_dim", key->shape[1]},
                {"down_block_types", blocks.types},
                {"downsample_padding", 1},
                {"flip_sin_to_cos", true},
                {"freq_shift", 0},
                {"in_channels", inChannels},
                {"layers_per_block", oneOrAll(blocks.layers)},
                {"mid_block_scale_factor", 1},
                {"mid_block_type", "UNetMidBlock2DCrossAttn"},
                {"norm_eps", 1e-5},
                {"norm_num_groups", kGroups},
                {"only_cross_attention", false},
                {"transformer_layers_per_block", oneOrAll(blocks.transformerLayers)},
                {"upcast_attention", isLinear && key->shape[1] == 1024},
                {"use_linear_projection", isLinear}};
}

} // namespace

Result<Json> unetConfigFromShapes(const TensorSource &unet, const HeadHint &hint)
{
    ARMATURE_TRY(Json config, encoderConfig(unet, hint));
    ARMATURE_TRY(const int64_t outChannels, sizeAt(unet, "conv_out.weight", 0));
    Json upTypes = Json::array();
    for (const int number : numbersAfter(unet, "up_blocks.")) {
        const bool attends = hasNameBelow(unet, fmt::format("up_blocks.{}.attentions.", number));
        upTypes.push_back(attends ? "CrossAttnUpBlock2D" : "UpBlock2D");
    }
    config["_class_name"] = "UNet2DConditionModel";
    config["out_channels"] = outChannels;
    config["up_block_types"] = upTypes;
    config["sample_size"] = 64;
    return config;
}

Result<Json> controlNetConfigFromShapes(const TensorSource &controlNet, const HeadHint &hint)
{
    ARMATURE_TRY(Json config, encoderConfig(controlNet, hint));
    const std::string embedding = "controlnet_cond_embedding.";
    ARMATURE_TRY(const int64_t conditioning, sizeAt(controlNet, embedding + "conv_in.weight", 1));
    ARMATURE_TRY(const int64_t first, sizeAt(controlNet, embedding + "conv_in.weight", 0));
    Json widths = Json::array({first});
    const int hintBlocks = static_cast<int>(numbersAfter(controlNet, embedding + "blocks.").size());
    for (int block = 1; block < hintBlocks; block += 2) { // the odd ones widen
        ARMATURE_TRY(const int64_t width,
                     sizeAt(controlNet, fmt::format("{}blocks.{}.weight", embedding, block), 0));
        widths.push_back(width);
    }
    config["_class_name"] = "ControlNetModel";
    config["conditioning_channels"] = conditioning;
    config["conditioning_embedding_out_channels"] = widths;
    config["controlnet_conditioning_channel_order"] = "rgb";
    config["global_pool_conditions"] = false;
    return config;
}

Result<Json> vaeConfigFromShapes(const TensorSource &vae)
{
    ARMATURE_TRY(const int64_t inChannels, sizeAt(vae, "encoder.conv_in.weight", 1));
    ARMATURE_TRY(const int64_t outChannels, sizeAt(vae, "decoder.conv_out.weight", 0));
    ARMATURE_TRY(const int64_t latentChannels, sizeAt(vae, "decoder.conv_in.weight", 1));
    std::vector<int64_t> channels;
    const size_t blocks = numbersAfter(vae, "encoder.down_blocks.").size();
    for (size_t block = 0; block < blocks; ++block) {
        ARMATURE_TRY(const int64_t width,
                     sizeAt(vae, fmt::format("encoder.down_blocks.{}.resnets.0.conv1.weight", block), 0));
        if (width % kGroups != 0)
            return needsConfig(vae, fmt::format("{} VAE channels are not a multiple of {}", width, kGroups));
        channels.push_back(width);
    }
    const size_t layers = numbersAfter(vae, "encoder.down_blocks.0.resnets.").size();
    return Json{{"_class_name", "AutoencoderKL"},
                {"_diffusers_version", "0.42.1"},
                {"act_fn", "silu"},
                {"block_out_channels", channels},
                {"down_block_types", std::vector<std::string>(blocks, "DownEncoderBlock2D")},
                {"in_channels", inChannels},
                {"latent_channels", latentChannels},
                {"layers_per_block", layers},
                {"mid_block_add_attention", hasNameBelow(vae, "encoder.mid_block.attentions.")},
                {"norm_num_groups", kGroups},
                {"out_channels", outChannels},
                {"sample_size", 512},
                {"scaling_factor", 0.18215},
                {"up_block_types", std::vector<std::string>(blocks, "UpDecoderBlock2D")},
                {"use_post_quant_conv", hasNameBelow(vae, "post_quant_conv.")},
                {"use_quant_conv", hasNameBelow(vae, "quant_conv.")}};
}

Result<Json> textConfigFromShapes(const TensorSource &text, bool isOpenClip)
{
    const std::string prefix = hasNameBelow(text, "text_model.") ? "text_model." : "";
    const std::string tokens = prefix + "embeddings.token_embedding.weight";
    ARMATURE_TRY(const int64_t vocabulary, sizeAt(text, tokens, 0));
    ARMATURE_TRY(const int64_t width, sizeAt(text, tokens, 1));
    ARMATURE_TRY(const int64_t positions, sizeAt(text, prefix + "embeddings.position_embedding.weight", 0));
    ARMATURE_TRY(const int64_t inner, sizeAt(text, prefix + "encoder.layers.0.mlp.fc1.weight", 0));
    if (width % kSd2HeadWidth != 0)
        return needsConfig(text, "the text encoder's attention heads cannot be counted");
    return Json{{"architectures", {"CLIPTextModel"}},
                {"bos_token_id", 0},
                {"eos_token_id", 2},
                {"hidden_act", isOpenClip ? "gelu" : "quick_gelu"},
                {"hidden_size", width},
                {"intermediate_size", inner},
                {"layer_norm_eps", 1e-5},
                {"max_position_embeddings", positions},
                {"model_type", "clip_text_model"},
                {"num_attention_heads", width / kSd2HeadWidth},
                {"num_hidden_layers", numbersAfter(text, prefix + "encoder.layers.").size()},
                {"projection_dim", width},
                {"vocab_size", vocabulary}};
}

} // namespace armature
