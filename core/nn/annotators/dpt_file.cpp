#include "core/base/fs.h"
#include "core/nn/annotators/dpt.h"
#include "core/nn/annotators/renamed_source.h"
#include "core/nn/annotators/weight_signs.h"
#include "core/nn/config_reader.h"
#include "core/nn/weights.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

namespace armature {

namespace {

namespace fs = std::filesystem;

// MiDaS' names as transformers spells them, in this order; their fusion layers count from the shallowest.
Renames officialNames(bool isHybrid)
{
    Renames names{
        {"pretrained.model.cls_token", "dpt.embeddings.cls_token"},
        {"pretrained.model.pos_embed", "dpt.embeddings.position_embeddings"},
        {"pretrained.model.patch_embed.backbone.stem.conv.",
         "dpt.embeddings.backbone.bit.embedder.convolution."},
        {"pretrained.model.patch_embed.backbone.stem.norm.", "dpt.embeddings.backbone.bit.embedder.norm."},
        {"pretrained.model.patch_embed.backbone.stages.", "dpt.embeddings.backbone.bit.encoder.stages."},
        {".blocks.", ".layers."},
        {"pretrained.model.patch_embed.proj.",
         isHybrid ? "dpt.embeddings.projection." : "dpt.embeddings.patch_embeddings.projection."},
        {"pretrained.model.layers.", "dpt.encoder.layer."},
        {".norm1.", ".layernorm_before."},
        {".norm2.", ".layernorm_after."},
        {".attn.qkv.", ".attention.attention.qkv."},
        {".attn.proj.", ".attention.output.dense."},
        {".mlp.fc1.", ".intermediate.dense."},
        {".mlp.fc2.", ".output.dense."},
        {"scratch.output_conv.", "head.head."},
        {".out_conv.", ".projection."},
        {".resConfUnit1.conv", ".residual_layer1.convolution"},
        {".resConfUnit2.conv", ".residual_layer2.convolution"}};
    for (int i = 1; i <= 4; ++i) {
        const auto stage = "pretrained.act_postprocess" + std::to_string(i), level = std::to_string(i - 1);
        const std::string reassemble = "neck.reassemble_stage.";
        names.push_back({stage + ".0.project.0.", reassemble + "readout_projects." + level + ".0."});
        names.push_back({stage + ".3.", reassemble + "layers." + level + ".projection."});
        names.push_back({stage + ".4.", reassemble + "layers." + level + ".resize."});
        names.push_back({"scratch.layer" + std::to_string(i) + "_rn.", "neck.convs." + level + "."});
        names.push_back({"scratch.refinenet" + std::to_string(i) + ".",
                         "neck.fusion_stage.layers." + std::to_string(4 - i) + "."});
    }
    return names;
}

// What classifying needs, and the unit that has nothing beside it.
bool isLeftOut(const std::string &name)
{
    constexpr const char *kLeftOut[] = {"pretrained.model.norm.",
                                        "pretrained.model.head",
                                        "pretrained.model.fc_norm.",
                                        "pretrained.model.pre_logits.",
                                        "dpt.layernorm.",
                                        "dpt.pooler.",
                                        "neck.fusion_stage.layers.0.residual_layer1."};
    return std::any_of(std::begin(kLeftOut), std::end(kLeftOut),
                       [&](const char *start) { return name.starts_with(start); });
}

std::shared_ptr<const RenamedSource> ourNames(TensorSourcePtr file)
{
    const bool isOfficial = file->find("pretrained.model.cls_token").has_value();
    const bool isHybrid = file->find("pretrained.model.patch_embed.backbone.stem.conv.weight").has_value();
    const auto renames = isOfficial ? officialNames(isHybrid) : Renames();
    return std::make_shared<const RenamedSource>(std::move(file), [&](const std::string &theirs) {
        // BiT's own norms are called norm1 and norm2 in both spellings.
        const bool isBit = theirs.find("patch_embed.backbone") != std::string::npos;
        auto name = theirs;
        for (const auto &one : renames)
            if (!(isBit && one.first.starts_with(".norm")))
                name = renamed(name, {one});
        return isLeftOut(name) ? std::string() : name;
    });
}

// What the tensors' shapes say.
Result<DptConfig> configFrom(const RenamedSource &source)
{
    bool isWhole = true;
    const auto size = [&](const std::string &name, size_t dimension) -> int64_t {
        const auto found = source.size(name, dimension);
        isWhole = isWhole && found > 0;
        return isWhole ? found : 1;
    };
    const std::string stem = "dpt.embeddings.backbone.bit.embedder.convolution.weight";
    DptConfig config;
    config.isHybrid = source.find(stem).has_value();
    config.width = size("dpt.embeddings.cls_token", 2);
    config.grid = int64_t(std::lround(std::sqrt(double(size("dpt.embeddings.position_embeddings", 1) - 1))));
    config.mlpWidth = size("dpt.encoder.layer.0.intermediate.dense.weight", 0);
    config.layers = source.count("dpt.encoder.layer.", ".layernorm_before.weight");
    config.heads = std::max<int64_t>(config.width / 64, 1);
    for (size_t i = 0; i < 4; ++i) {
        config.taps[i] = int64_t(i + 1) * config.layers / 4;
        config.neck[i] = size("neck.convs." + std::to_string(i) + ".weight", 1);
    }
    config.fusion = size("neck.convs.0.weight", 0);
    config.head = size("head.head.2.weight", 0);
    if (config.isHybrid) {
        config.bit.stem = size(stem, 0);
        for (size_t s = 0; s < 3; ++s) {
            const auto stage = "dpt.embeddings.backbone.bit.encoder.stages." + std::to_string(s) + ".layers.";
            config.bit.depths[s] = source.count(stage, ".conv1.weight");
            config.bit.inner[s] = size(stage + "0.conv1.weight", 0);
            config.bit.widths[s] = size(stage + "0.conv3.weight", 0);
        }
    } else {
        config.patch = size("dpt.embeddings.patch_embeddings.projection.weight", 2);
    }
    if (!isWhole || config.layers < 4)
        return fail(
            ErrorCode::BadInput, source.origin() + " is not DPT; it looks like " + looksLike(source) + ".",
            "Choose dpt_hybrid_384.pt, dpt_large_384.pt, dpt_hybrid-midas-501f0c75.pt, or a folder that "
            "transformers saved.");
    return config;
}

void readBit(BitConfig &bit, const nlohmann::json &json, const std::string &file, ConfigReader &reader)
{
    ConfigReader inner(json, file);
    inner.refuseUnless("layer_type", "bottleneck");
    inner.refuseUnless("hidden_act", "relu");
    inner.refuseUnless("output_stride", 32);
    if (const auto padding = inner.text("global_padding", "same"); padding != "same" && padding != "SAME")
        reader.unsupported("global_padding " + padding + " in backbone_config");
    bit.groups = inner.integer("num_groups", bit.groups, 1);
    if (!inner.status())
        reader.bad("backbone_config: " + inner.status().error().message);
}

// What only transformers' config.json says.
Status readConfig(DptConfig &config, const fs::path &file)
{
    ARMATURE_TRY(const auto text, readText(file, 1 << 20));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || json.value("model_type", "") != "dpt")
        return fail(ErrorCode::BadInput, file.string() + " is not the config.json of DPT.");
    ConfigReader reader(json, file.string());
    reader.refuseUnless("hidden_act", "gelu");
    reader.refuseUnless("readout_type", "project");
    reader.refuseUnless("use_batch_norm_in_fusion_residual", false);
    reader.refuseUnless("add_projection", false);
    config.heads = reader.integer("num_attention_heads", config.heads, 1);
    config.normEps = reader.real("layer_norm_eps", 1e-12);
    const auto taps = reader.integers("backbone_out_indices", {2, 5, 8, 11}, 0);
    if (taps.size() != 4 || taps.back() >= config.layers || !std::is_sorted(taps.begin(), taps.end()))
        reader.bad("backbone_out_indices must be four rising numbers below the number of layers");
    if (config.isHybrid && reader.has("backbone_config"))
        readBit(config.bit, json["backbone_config"], file.string(), reader);
    ARMATURE_CHECK(reader.status());
    std::transform(taps.begin(), taps.end(), config.taps.begin(), [](int64_t index) { return index + 1; });
    return {};
}

Status checkShape(const DptConfig &config, const std::string &path)
{
    bool isKnown = config.width % config.heads == 0;
    for (size_t i = config.isHybrid ? 2 : 0; i + 1 < 4; ++i)
        isKnown = isKnown && config.taps[i] < config.taps[i + 1];
    for (size_t s = 0; config.isHybrid && s < 3; ++s)
        isKnown = isKnown && config.bit.widths[s] % config.bit.groups == 0 &&
                  config.bit.inner[s] % config.bit.groups == 0 && config.bit.stem % config.bit.groups == 0;
    if (!isKnown)
        return fail(ErrorCode::Unsupported, path + " is a DPT of a kind that is not known.",
                    "Choose DPT-Large or DPT-Hybrid.");
    return {};
}

bool isKnownSize(int64_t width, int64_t layers)
{
    constexpr std::array<int64_t, 2> kWidths{768, 1024};
    return std::find(kWidths.begin(), kWidths.end(), width) != kWidths.end() &&
           (layers == 12 || layers == 24);
}

} // namespace

Result<std::unique_ptr<Dpt>> Dpt::open(const std::string &path)
{
    std::error_code error;
    const bool isFolder = fs::is_directory(path, error);
    ARMATURE_TRY(auto file, isFolder ? openModelFolder(path, "model") : openTensorFile(path));
    const bool isOfficial = file->find("pretrained.model.cls_token").has_value();
    const auto source = ourNames(std::move(file));
    ARMATURE_TRY(auto config, configFrom(*source));
    const auto configFile = (isFolder ? fs::path(path) : fs::path(path).parent_path()) / "config.json";
    if (!isOfficial && (isFolder || fs::exists(configFile, error)))
        ARMATURE_CHECK(readConfig(config, configFile));
    else if (!isOfficial &&
             !isKnownSize(config.width, config.layers)) // heads and taps are in no tensor's shape
        return fail(ErrorCode::NotFound,
                    path + " is a network of a size of its own, and its config.json is missing.",
                    "Put the config.json that was saved with it beside it.");
    ARMATURE_CHECK(checkShape(config, path));
    auto network = std::make_unique<Dpt>(config);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "DPT of " + path));
    return network;
}

} // namespace armature
