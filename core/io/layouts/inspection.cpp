#include "core/io/layouts/inspection.h"

#include "core/base/fs.h"
#include "core/io/layouts/config_json.h"
#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/controlnet_writer.h"
#include "core/io/layouts/family.h"
#include "core/io/layouts/identify.h"
#include "core/io/layouts/single_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace armature {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// What an artist or a bug report needs; the rest is in config.json.
constexpr const char *kEssentialKeys[] = {"_class_name",
                                          "block_out_channels",
                                          "layers_per_block",
                                          "attention_head_dim",
                                          "cross_attention_dim",
                                          "in_channels",
                                          "sample_size",
                                          "latent_channels",
                                          "scaling_factor",
                                          "hidden_size",
                                          "num_hidden_layers",
                                          "num_attention_heads",
                                          "vocab_size",
                                          "hidden_act",
                                          "use_linear_projection",
                                          "conditioning_channels",
                                          "conditioning_embedding_out_channels",
                                          "controlnet_conditioning_channel_order"};

Json essentialsOf(const Json &config)
{
    Json essentials = Json::object();
    for (const char *key : kEssentialKeys) {
        if (config.is_object() && config.contains(key) && !config.at(key).is_null())
            essentials[key] = config.at(key);
    }
    return essentials;
}

InspectedPart countPart(const std::string &name, const TensorSource &weights, const Json &config)
{
    InspectedPart part;
    part.name = name;
    part.config = essentialsOf(config);
    for (const std::string &tensor : weights.names()) {
        const auto view = weights.find(tensor);
        if (!view)
            continue;
        ++part.tensorCount;
        part.parameterCount += view->elementCount();
        part.bytes += static_cast<int64_t>(view->bytes.size());
        ++part.tensorsByType[std::string(nameOf(view->dtype))];
    }
    return part;
}

void addProblem(Inspection &inspection, const Error &error) { inspection.problems.push_back(error.message); }

void inspectPartFolder(Inspection &inspection, const fs::path &folder, const std::string &name)
{
    const auto config = readJsonObject(folder / "config.json");
    if (!config)
        return addProblem(inspection, config.error());
    const bool isText = name == "text_encoder";
    const auto weights = openModelFolder(folder.string(), isText ? "model" : "diffusion_pytorch_model");
    if (!weights)
        return addProblem(inspection, weights.error());
    inspection.parts.push_back(countPart(name, **weights, *config));
    if (name == "unet")
        inspection.family = describeFamily(*config);
}

void inspectPipeline(Inspection &inspection, const fs::path &folder)
{
    inspection.kind = "pipeline";
    inspection.layout = "diffusers folder";
    const auto index = readJsonObject(folder / "model_index.json");
    const Json name = index ? index->value("_class_name", Json()) : Json();
    inspection.what =
        fmt::format("a base model ({})", name.is_string() ? name.get<std::string>() : "pipeline folder");
    for (const char *part : {"unet", "vae", "text_encoder"})
        inspectPartFolder(inspection, folder / part, part);
    const auto scheduler = readJsonObject(folder / "scheduler" / "scheduler_config.json");
    if (scheduler)
        inspection.scheduler = *scheduler;
    else
        addProblem(inspection, scheduler.error());
    std::error_code ignored;
    for (const char *file : {"vocab.json", "merges.txt"}) {
        if (!fs::exists(folder / "tokenizer" / file, ignored))
            inspection.notes.push_back(
                fmt::format("tokenizer/{} is not there; the built-in vocabulary serves.", file));
    }
}

void inspectControlNet(Inspection &inspection, const std::string &path)
{
    inspection.kind = "controlnet";
    const auto control = openControlNet(path);
    if (!control)
        return addProblem(inspection, control.error());
    const bool isFolder = control->layout == ControlNetLayout::DiffusersFolder;
    inspection.layout = isFolder ? "diffusers folder" : "single file";
    if (inspection.what.empty())
        inspection.what = "a ControlNet";
    inspection.family = describeFamily(control->config);
    inspection.metadata = control->weights->metadata();
    inspection.notes.insert(inspection.notes.end(), control->notes.begin(), control->notes.end());
    inspection.parts.push_back(countPart("controlnet", *control->weights, control->config));
    const Status names = checkControlNetNames(control->weights->names(), control->config);
    if (!names)
        addProblem(inspection, names.error());
}

void inspectSingleFile(Inspection &inspection, const TensorSourcePtr &file)
{
    inspection.kind = "checkpoint";
    inspection.layout = "single file";
    const auto parts = openCheckpoint(file);
    if (!parts) {
        addProblem(inspection, parts.error());
        inspection.parts.push_back(countPart("tensors", *file, {}));
        return;
    }
    inspection.family = describeFamily(parts->unet.config);
    inspection.parts = {countPart("unet", *parts->unet.weights, parts->unet.config),
                        countPart("vae", *parts->vae.weights, parts->vae.config),
                        countPart("text_encoder", *parts->textEncoder.weights, parts->textEncoder.config)};
    inspection.scheduler = parts->scheduler;
    inspection.notes.insert(inspection.notes.end(), parts->notes.begin(), parts->notes.end());
}

Result<Inspection> inspectFile(const std::string &path)
{
    ARMATURE_TRY(const TensorSourcePtr file, openTensorFile(path));
    const ModelIdentity identity = identifyModel(*file);
    Inspection inspection;
    inspection.path = path;
    inspection.what = identity.what;
    inspection.metadata = file->metadata();
    switch (identity.kind) {
    case ModelKind::ControlNet:
    case ModelKind::ControlNetLdm:
        inspectControlNet(inspection, path);
        return inspection;
    case ModelKind::Checkpoint:
        inspectSingleFile(inspection, file);
        return inspection;
    case ModelKind::Foreign:
        inspection.kind = "foreign";
        inspection.problems.push_back(fmt::format("Armature cannot use {}.", identity.what));
        break;
    case ModelKind::Unknown:
        inspection.kind = "tensors";
        break;
    default:
        inspection.kind = "model_part";
    }
    inspection.layout = "single file";
    inspection.parts.push_back(countPart("tensors", *file, {}));
    return inspection;
}

bool looksLikeDataset(const fs::path &folder)
{
    std::error_code ignored;
    const auto has = [&](const char *name) { return fs::exists(folder / name, ignored); };
    return (has("image") && has("condition")) || has("metadata.jsonl") || has("metadata.csv") ||
           has("prompt.json");
}

void inspectRunCheckpoint(Inspection &inspection, const fs::path &folder)
{
    inspection.what = "a checkpoint of a training run";
    inspectControlNet(inspection, folder.string());
    inspection.kind = "run_checkpoint";
    std::error_code ignored;
    if (!fs::exists(folder / "manifest.json", ignored)) {
        inspection.notes.push_back(
            "It has no manifest; its weights can be used, but not checked for damage.");
        return;
    }
    const auto manifest = verifyFolder(folder);
    if (!manifest)
        addProblem(inspection, manifest.error());
}

void inspectModelFolder(Inspection &inspection, const fs::path &folder)
{
    const auto config = readJsonObject(folder / "config.json");
    if (!config) {
        inspection.kind = "unknown";
        inspection.what = "a folder with a damaged config.json";
        return addProblem(inspection, config.error());
    }
    const Json name = config->value("_class_name", Json());
    if (name == "ControlNetModel")
        return inspectControlNet(inspection, folder.string());
    inspection.kind = "model_part";
    inspection.layout = "diffusers folder";
    if (name == "UNet2DConditionModel" || name == "AutoencoderKL") {
        inspection.what = name == "AutoencoderKL" ? "a VAE" : "a UNet";
        inspectPartFolder(inspection, folder, name == "AutoencoderKL" ? "vae" : "unet");
    } else if (name.is_null() && config->contains("hidden_size")) {
        inspection.what = "a text encoder";
        inspectPartFolder(inspection, folder, "text_encoder");
    } else {
        inspection.kind = "foreign";
        inspection.what =
            name.is_string() ? fmt::format("a {}", name.get<std::string>()) : "an unknown model";
        inspection.problems.push_back(fmt::format("Armature cannot use {}.", inspection.what));
    }
}

Inspection inspectFolder(const std::string &path)
{
    Inspection inspection;
    inspection.path = path;
    const fs::path folder(path);
    std::error_code ignored;
    if (fs::exists(folder / "model_index.json", ignored))
        inspectPipeline(inspection, folder);
    else if (fs::is_directory(folder / "controlnet", ignored) && !fs::exists(folder / "config.json", ignored))
        inspectRunCheckpoint(inspection, folder);
    else if (fs::exists(folder / "config.json", ignored))
        inspectModelFolder(inspection, folder);
    else if (looksLikeDataset(folder)) {
        inspection.kind = "dataset";
        inspection.what = "a folder of training pairs";
        inspection.notes.push_back("Use `armature-cli check` to look at the pairs.");
    } else {
        inspection.kind = "unknown";
        inspection.what = "a folder without a model or training pairs";
        inspection.problems.push_back("There is nothing in this folder that Armature knows.");
    }
    return inspection;
}

std::string typesText(const InspectedPart &part)
{
    std::string text;
    for (const auto &[type, count] : part.tensorsByType)
        text += (text.empty() ? "" : ", ") +
                (part.tensorsByType.size() == 1 ? type : fmt::format("{} {}", count, type));
    return text;
}

} // namespace

Result<Inspection> inspectPath(const std::string &path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return inspectFolder(path);
    if (!fs::exists(path, ignored))
        return fail(ErrorCode::NotFound, fmt::format("There is nothing at {}.", path), "Check the path.");
    return inspectFile(path);
}

nlohmann::ordered_json toJson(const Inspection &inspection)
{
    nlohmann::ordered_json parts = nlohmann::ordered_json::array();
    for (const InspectedPart &part : inspection.parts) {
        parts.push_back({{"name", part.name},
                         {"tensors", part.tensorCount},
                         {"parameters", part.parameterCount},
                         {"bytes", part.bytes},
                         {"dtypes", part.tensorsByType},
                         {"config", part.config}});
    }
    return {{"path", inspection.path},           {"kind", inspection.kind},
            {"what", inspection.what},           {"layout", inspection.layout},
            {"family", inspection.family},       {"parts", parts},
            {"scheduler", inspection.scheduler}, {"metadata", inspection.metadata},
            {"notes", inspection.notes},         {"problems", inspection.problems}};
}

std::string toText(const Inspection &inspection)
{
    std::string text = fmt::format("{}\n  {}\n", inspection.path, inspection.what);
    if (!inspection.layout.empty())
        text += fmt::format("  layout    {}\n", inspection.layout);
    if (!inspection.family.empty())
        text += fmt::format("  family    {}\n", inspection.family);
    for (const InspectedPart &part : inspection.parts) {
        text +=
            fmt::format("  {:<13} {} tensors, {} parameters, {:.1f} MB, {}\n", part.name, part.tensorCount,
                        part.parameterCount, static_cast<double>(part.bytes) / 1e6, typesText(part));
        for (const auto &[key, value] : part.config.items())
            text +=
                fmt::format("    {} = {}\n", key, value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    if (inspection.scheduler.is_object()) {
        text += fmt::format("  scheduler {}, {}\n", inspection.scheduler.value("_class_name", Json()).dump(),
                            inspection.scheduler.value("prediction_type", Json("epsilon")).dump());
    }
    for (const auto &[key, value] : inspection.metadata) {
        if (key != kConfigMetadataKey) // shown above, part by part
            text += fmt::format("  {}: {}\n", key, value);
    }
    for (const std::string &note : inspection.notes)
        text += fmt::format("  note: {}\n", note);
    for (const std::string &problem : inspection.problems)
        text += fmt::format("  problem: {}\n", problem);
    return text;
}

} // namespace armature
