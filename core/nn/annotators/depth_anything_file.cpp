#include "core/base/fs.h"
#include "core/nn/annotators/depth_anything.h"
#include "core/nn/annotators/renamed_source.h"
#include "core/nn/annotators/weight_signs.h"
#include "core/nn/config_reader.h"
#include "core/nn/weights.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <set>

namespace armature {

namespace {

namespace fs = std::filesystem;

// The authors' names as transformers spells them, in this order; their fusion layers count from the
// shallowest.
const Renames &officialNames()
{
    static const Renames names{
        {"pretrained.cls_token", "backbone.embeddings.cls_token"},
        {"pretrained.mask_token", "backbone.embeddings.mask_token"},
        {"pretrained.pos_embed", "backbone.embeddings.position_embeddings"},
        {"pretrained.patch_embed.proj.", "backbone.embeddings.patch_embeddings.projection."},
        {"pretrained.blocks.", "backbone.encoder.layer."},
        {"pretrained.norm.", "backbone.layernorm."},
        {".attn.proj.", ".attention.output.dense."},
        {".attn.qkv.", ".attention.attention.qkv."},
        {".ls1.gamma", ".layer_scale1.lambda1"},
        {".ls2.gamma", ".layer_scale2.lambda1"},
        {"depth_head.scratch.refinenet4.", "neck.fusion_stage.layers.0."},
        {"depth_head.scratch.refinenet3.", "neck.fusion_stage.layers.1."},
        {"depth_head.scratch.refinenet2.", "neck.fusion_stage.layers.2."},
        {"depth_head.scratch.refinenet1.", "neck.fusion_stage.layers.3."},
        {".out_conv.", ".projection."},
        {".resConfUnit1.conv", ".residual_layer1.convolution"},
        {".resConfUnit2.conv", ".residual_layer2.convolution"},
        {"depth_head.scratch.layer1_rn.", "neck.convs.0."},
        {"depth_head.scratch.layer2_rn.", "neck.convs.1."},
        {"depth_head.scratch.layer3_rn.", "neck.convs.2."},
        {"depth_head.scratch.layer4_rn.", "neck.convs.3."},
        {"depth_head.scratch.output_conv1.", "head.conv1."},
        {"depth_head.scratch.output_conv2.0.", "head.conv2."},
        {"depth_head.scratch.output_conv2.2.", "head.conv3."}};
    return names;
}

const Renames &newerNames() // how transformers 5 calls its modules
{
    static const Renames names{{".attention.q_proj.", ".attention.attention.query."},
                               {".attention.k_proj.", ".attention.attention.key."},
                               {".attention.v_proj.", ".attention.attention.value."},
                               {".attention.o_proj.", ".attention.output.dense."}};
    return names;
}

// A name as ours; none for what only training needs.
std::string ourName(const std::string &theirs)
{
    auto name = renamed(renamed(theirs, officialNames()), newerNames());
    for (const auto &[part, place] :
         {std::pair{"depth_head.projects.", ".projection."}, {"depth_head.resize_layers.", ".resize."}})
        if (name.rfind(part, 0) == 0) {
            const auto index = std::string_view(part).size(), end = name.find('.', index);
            name = "neck.reassemble_stage.layers." + name.substr(index, end - index) + place +
                   name.substr(end + 1);
        }
    return name == "backbone.embeddings.mask_token" ? std::string() : name;
}

// What the tensors' shapes say.
Result<DepthAnythingConfig> configFrom(const RenamedSource &source, bool isOfficial)
{
    bool isWhole = true;
    const auto size = [&](const std::string &name, size_t dimension) -> int64_t {
        const auto view = source.find(name);
        isWhole = isWhole && view && view->shape.size() > dimension && view->shape[dimension] > 0;
        return isWhole ? view->shape[dimension] : 1;
    };
    DepthAnythingConfig config;
    config.isOfficial = isOfficial;
    config.width = size("backbone.embeddings.cls_token", 2);
    config.patch = size("backbone.embeddings.patch_embeddings.projection.weight", 2);
    config.grid =
        int64_t(std::lround(std::sqrt(double(size("backbone.embeddings.position_embeddings", 1) - 1))));
    config.mlpWidth = size("backbone.encoder.layer.0.mlp.fc1.weight", 0);
    for (size_t i = 0; i < 4; ++i)
        config.neck[i] = size("neck.reassemble_stage.layers." + std::to_string(i) + ".projection.weight", 0);
    config.fusion = size("neck.convs.0.weight", 0);
    config.head = size("head.conv2.weight", 0);
    if (!isWhole)
        return fail(ErrorCode::BadInput,
                    source.origin() + " is not Depth Anything; it looks like " + looksLike(source) + ".",
                    "Choose depth_anything_v2_vits.pth, vitb or vitl, or a folder that transformers saved.");
    config.layers = source.count("backbone.encoder.layer.", ".norm1.weight");
    config.heads = std::max<int64_t>(config.width / 64, 1);
    const int64_t quarter = config.layers / 4;
    config.taps = config.layers == 24
                      ? std::array<int64_t, 4>{5, 12, 18, 24}
                      : std::array<int64_t, 4>{quarter, 2 * quarter, 3 * quarter, config.layers};
    return config;
}

// What only transformers' config.json says.
Status readConfig(DepthAnythingConfig &config, const fs::path &file)
{
    ARMATURE_TRY(const auto text, readText(file, 1 << 20));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("backbone_config") || !json["backbone_config"].is_object())
        return fail(ErrorCode::BadInput, file.string() + " is not the config.json of Depth Anything.");
    ConfigReader reader(json, file.string()), backbone(json["backbone_config"], file.string());
    config.isMetric = reader.text("depth_estimation_type", "relative") == "metric";
    config.maxDepth = reader.real("max_depth", 1);
    backbone.refuseUnless("hidden_act", "gelu");
    backbone.refuseUnless("use_swiglu_ffn", false);
    backbone.refuseUnless("apply_layernorm", true);
    config.heads = backbone.integer("num_attention_heads", config.heads, 1);
    config.normEps = backbone.real("layer_norm_eps", config.normEps);
    const auto taps = backbone.integers("out_indices", {config.taps.begin(), config.taps.end()}, 1);
    if (taps.size() != 4 || taps.back() > config.layers || !std::is_sorted(taps.begin(), taps.end()))
        backbone.bad("out_indices must be four rising numbers up to the number of layers");
    if (config.width % config.heads != 0)
        backbone.bad("num_attention_heads does not divide the width");
    ARMATURE_CHECK(reader.status());
    ARMATURE_CHECK(backbone.status());
    std::copy(taps.begin(), taps.end(), config.taps.begin());
    return {};
}

// The authors' files of metres, of two data sets, and of the first version have the same tensors as the
// others; only their names tell them apart (DepthAnything/Depth-Anything-V2, metric_depth;
// LiheYoung/Depth-Anything).
void readName(DepthAnythingConfig &config, std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    const auto has = [&](const char *part) { return name.find(part) != std::string::npos; };
    config.isMetric = has("metric");
    constexpr double kIndoors = 20, kOutdoors = 80; // metres
    if (config.isMetric)
        config.maxDepth = has("vkitti") || has("outdoor") ? kOutdoors : kIndoors;
    if (has("depth_anything_vit") && config.layers >= 4) // the first version looks at the last four blocks
        config.taps = {config.layers - 3, config.layers - 2, config.layers - 1, config.layers};
}

bool isKnownSize(int64_t width, int64_t layers)
{
    constexpr std::array<int64_t, 3> kWidths{384, 768, 1024};
    return std::find(kWidths.begin(), kWidths.end(), width) != kWidths.end() &&
           (layers == 12 || layers == 24);
}

} // namespace

Result<std::unique_ptr<DepthAnything>> DepthAnything::open(const std::string &path)
{
    std::error_code error;
    const bool isFolder = fs::is_directory(path, error);
    ARMATURE_TRY(auto file, isFolder ? openModelFolder(path, "model") : openTensorFile(path));
    const bool isOfficial = file->find("pretrained.cls_token").has_value();
    const auto source = std::make_shared<const RenamedSource>(std::move(file), ourName);
    ARMATURE_TRY(auto config, configFrom(*source, isOfficial));
    if (isOfficial)
        readName(config, fs::path(path).filename().string());
    const auto configFile = (isFolder ? fs::path(path) : fs::path(path).parent_path()) / "config.json";
    if (!config.isOfficial && (isFolder || fs::exists(configFile, error)))
        ARMATURE_CHECK(readConfig(config, configFile));
    else if (!isOfficial &&
             !isKnownSize(config.width, config.layers)) // heads and taps are in no tensor's shape
        return fail(ErrorCode::NotFound,
                    path + " is a network of a size of its own, and its config.json is missing.",
                    "Put the config.json that was saved with it beside it.");
    if (config.layers < 4 || std::set<int64_t>(config.taps.begin(), config.taps.end()).size() != 4 ||
        config.width % config.heads != 0)
        return fail(ErrorCode::Unsupported, path + " is a Depth Anything of a size that is not known.",
                    "Choose the Small, Base or Large one.");
    auto network = std::make_unique<DepthAnything>(config);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "Depth Anything of " + path));
    return network;
}

} // namespace armature
