#include "core/io/layouts/controlnet_file.h"

#include "core/io/layouts/config_json.h"
#include "core/io/layouts/family.h"
#include "core/io/layouts/identify.h"
#include "core/io/layouts/ldm_names.h"
#include "core/io/layouts/original_yaml.h"
#include "core/io/layouts/renamed_source.h"
#include "core/io/layouts/shape_configs.h"

#include <fmt/format.h>

#include <filesystem>

namespace armature {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char *kUseAnother = "Choose a ControlNet for Stable Diffusion 1 or 2.";

Status refuseFamily(const ControlNetSource &source, const std::string &origin)
{
    if (source.family != "SDXL")
        return {};
    return fail(ErrorCode::Unsupported, fmt::format("{} is an SDXL ControlNet.", origin), kUseAnother);
}

Result<Json> configOf(const TensorSource &file, const TensorSource &weights)
{
    ARMATURE_TRY(const auto embedded, embeddedConfig(file, "controlnet"));
    if (embedded)
        return *embedded;
    HeadHint hint;
    if (const auto yaml = readYamlBeside(file.origin()))
        hint = {yaml->headCount.value_or(0), yaml->headWidth.value_or(0)};
    return controlNetConfigFromShapes(weights, hint);
}

Result<ControlNetSource> openLdm(const TensorSourcePtr &file, const ModelIdentity &identity)
{
    const std::string &prefix = identity.prefix;
    ARMATURE_TRY(const UNetTopology topology, unetTopologyOf(*file, prefix));
    const NameMap names = ldmControlNetNames(topology, hintBlockCount(*file, prefix));
    // Without a prefix everything is the ControlNet's, except the model that it was trained with.
    const auto isOther = [](std::string_view name) {
        return name.starts_with(kLdmUNetPrefix) || name.starts_with(kLdmVaePrefix) ||
               name.starts_with("cond_stage_model.") || name.starts_with("model_ema.");
    };
    ControlNetSource source;
    source.layout = ControlNetLayout::LdmFile;
    ARMATURE_TRY(source.weights, inDiffusersNames(file, prefix, names, isOther));
    ARMATURE_TRY(source.config, configOf(*file, *source.weights));
    if (identity.hasBaseModel)
        source.notes.push_back("This is a training checkpoint; only its ControlNet was taken.");
    return source;
}

// A weight file given instead of the diffusers folder that it lies in still has its config.json.
Result<Json> configBeside(const fs::path &path, const TensorSource &file)
{
    const auto beside = readJsonObject(path.parent_path() / "config.json");
    if (beside && beside->value("_class_name", Json()) == "ControlNetModel")
        return *beside;
    return configOf(file, file);
}

Result<ControlNetSource> openFile(const std::string &path)
{
    ARMATURE_TRY(const TensorSourcePtr file, openTensorFile(path));
    const ModelIdentity identity = identifyModel(*file);
    ControlNetSource source;
    if (identity.kind == ModelKind::ControlNetLdm) {
        ARMATURE_TRY(source, openLdm(file, identity));
    } else if (identity.kind == ModelKind::ControlNet) {
        source.layout = ControlNetLayout::DiffusersFile;
        source.weights = file;
        ARMATURE_TRY(source.config, configBeside(path, *file));
    } else {
        const bool isKnown = identity.kind == ModelKind::Foreign;
        return fail(isKnown ? ErrorCode::Unsupported : ErrorCode::BadInput,
                    fmt::format("{} is {}, not a ControlNet that can be used here.", path, identity.what),
                    kUseAnother);
    }
    source.family = familyOf(source.config);
    ARMATURE_CHECK(refuseFamily(source, path));
    return source;
}

Result<ControlNetSource> openFolder(const fs::path &folder)
{
    ControlNetSource source;
    ARMATURE_TRY(source.config, readJsonObject(folder / "config.json"));
    const auto name = source.config.find("_class_name");
    if (name != source.config.end() && *name != "ControlNetModel") {
        return fail(ErrorCode::BadInput,
                    fmt::format("{} holds a {}, not a ControlNetModel.", folder.string(),
                                name->is_string() ? name->get<std::string>() : name->dump()),
                    "Give --controlnet the folder of a ControlNet.");
    }
    source.family = familyOf(source.config);
    ARMATURE_CHECK(refuseFamily(source, folder.string()));
    ARMATURE_TRY(source.weights, openModelFolder(folder.string(), "diffusion_pytorch_model"));
    return source;
}

} // namespace

Result<ControlNetSource> openControlNet(const std::string &path)
{
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored))
        return openFile(path);
    if (!fs::is_directory(path, ignored))
        return fail(ErrorCode::NotFound, fmt::format("There is no ControlNet at {}.", path),
                    "Check --controlnet.");
    const fs::path folder(path);
    if (fs::exists(folder / "config.json", ignored))
        return openFolder(folder);
    if (fs::is_directory(folder / "controlnet", ignored)) // a checkpoint of a run, or a ControlNet pipeline
        return openFolder(folder / "controlnet");
    const bool isPipeline = fs::exists(folder / "model_index.json", ignored);
    return fail(
        isPipeline ? ErrorCode::BadInput : ErrorCode::NotFound,
        isPipeline ? fmt::format("{} is a base model, not a ControlNet.", path)
                   : fmt::format("{} has no config.json, so it is not a ControlNet's folder.", path),
        "Give --controlnet a folder with config.json and diffusion_pytorch_model.safetensors, or a file.");
}

} // namespace armature
