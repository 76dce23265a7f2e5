#include "core/io/layouts/single_file.h"

#include "core/io/layouts/config_json.h"
#include "core/io/layouts/family.h"
#include "core/io/layouts/identify.h"
#include "core/io/layouts/ldm_names.h"
#include "core/io/layouts/original_yaml.h"
#include "core/io/layouts/renamed_source.h"
#include "core/io/layouts/shape_configs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

namespace armature {

namespace {

using Json = nlohmann::json;

constexpr const char *kEpsilon = "epsilon";
constexpr const char *kVPrediction = "v_prediction";
constexpr int kOpenClipDropped =
    23; // ViT-H has 24 blocks; SD 2 reads the last but one, so block 23 is never run

// The header's own configuration, or what shapes tell.
template <typename FromShapes>
Result<Json> configOf(const TensorSource &file, const std::string &part, const FromShapes &fromShapes)
{
    ARMATURE_TRY(const auto embedded, embeddedConfig(file, part));
    if (embedded)
        return *embedded;
    return fromShapes();
}

bool isPositionIds(std::string_view name) { return name.ends_with("position_ids"); }

Result<ModelPart> openUNet(const TensorSourcePtr &file, const HeadHint &hint)
{
    ARMATURE_TRY(const UNetTopology topology, unetTopologyOf(*file, kLdmUNetPrefix));
    ARMATURE_TRY(const auto weights, inDiffusersNames(file, kLdmUNetPrefix, ldmUNetNames(topology)));
    ARMATURE_TRY(Json config, configOf(*file, "unet", [&] { return unetConfigFromShapes(*weights, hint); }));
    return ModelPart{weights, std::move(config)};
}

// Training leftovers that lie below the VAE's prefix.
bool isVaeLoss(std::string_view name) { return name.starts_with("loss.") || name.starts_with("model_ema."); }

Result<ModelPart> openVae(const TensorSourcePtr &file)
{
    ARMATURE_TRY(const VaeTopology topology, vaeTopologyOf(*file, kLdmVaePrefix));
    ARMATURE_TRY(const auto weights, inDiffusersNames(file, kLdmVaePrefix, ldmVaeNames(topology), isVaeLoss));
    ARMATURE_TRY(Json config, configOf(*file, "vae", [&] { return vaeConfigFromShapes(*weights); }));
    return ModelPart{weights, std::move(config)};
}

Result<ModelPart> openClip(const TensorSourcePtr &file)
{
    ARMATURE_TRY(const auto weights, withoutPrefix(file, kLdmClipPrefix, isPositionIds));
    ARMATURE_TRY(Json config,
                 configOf(*file, "text_encoder", [&] { return textConfigFromShapes(*weights, false); }));
    return ModelPart{weights, std::move(config)};
}

int64_t openClipLayers(const TensorSource &file, const std::optional<Json> &config)
{
    const int64_t inFile = static_cast<int64_t>(
        numbersAfter(file, std::string(kLdmOpenClipPrefix) + "transformer.resblocks.").size());
    if (config && config->contains("num_hidden_layers") && (*config)["num_hidden_layers"].is_number_integer())
        return std::clamp<int64_t>((*config)["num_hidden_layers"].get<int64_t>(), 0, inFile);
    return inFile == kOpenClipDropped + 1 ? kOpenClipDropped : inFile;
}

Result<ModelPart> openOpenClip(const TensorSourcePtr &file)
{
    ARMATURE_TRY(const auto embedded, embeddedConfig(*file, "text_encoder"));
    const int64_t layers = openClipLayers(*file, embedded);
    const auto isLeftOut = [layers](std::string_view name) {
        constexpr std::string_view kBlocks = "transformer.resblocks.";
        if (name.starts_with(kBlocks))
            return std::atoll(std::string(name.substr(kBlocks.size())).c_str()) >= layers;
        return name == "text_projection" || name == "logit_scale" || name == "attn_mask";
    };
    const NameMap names = openClipNames(static_cast<int>(layers));
    ARMATURE_TRY(const auto weights, inDiffusersNames(file, kLdmOpenClipPrefix, names, isLeftOut));
    if (embedded)
        return ModelPart{weights, *embedded};
    ARMATURE_TRY(Json config, textConfigFromShapes(*weights, true));
    return ModelPart{weights, std::move(config)};
}

Status checkParts(const TensorSource &file)
{
    const auto has = [&file](const std::string &prefix) { return hasNameBelow(file, prefix); };
    std::vector<std::string> missing;
    if (!has(kLdmUNetPrefix))
        missing.push_back(has("model_ema.") ? "the plain UNet weights (only averaged ones are inside)"
                                            : "the UNet");
    if (!has(std::string(kLdmVaePrefix) + "encoder.") || !has(std::string(kLdmVaePrefix) + "decoder."))
        missing.push_back("the VAE");
    if (!has(kLdmClipPrefix) && !has(kLdmOpenClipPrefix))
        missing.push_back("the text encoder");
    if (missing.empty())
        return {};
    return fail(ErrorCode::NotFound, fmt::format("{} lacks {}.", file.origin(), fmt::join(missing, " and ")),
                "Use a complete checkpoint, or the model's diffusers folder.");
}

Status checkKind(const TensorSource &file)
{
    const ModelIdentity identity = identifyModel(file);
    if (identity.kind == ModelKind::Checkpoint || identity.hasBaseModel)
        return {};
    return fail(
        identity.kind == ModelKind::Foreign ? ErrorCode::Unsupported : ErrorCode::BadInput,
        fmt::format("{} is {}, not a complete Stable Diffusion 1 or 2 model.", file.origin(), identity.what),
        "Choose a base model: a diffusers folder or a checkpoint file.");
}

// "v", "v_prediction" -> v_prediction; "eps", "epsilon" -> epsilon; anything else: not known.
std::string predictionFrom(const std::string &word)
{
    if (word == "v" || word == "v-prediction" || word == kVPrediction)
        return kVPrediction;
    return word == "eps" || word == kEpsilon ? kEpsilon : std::string();
}

std::string predictionInFile(const TensorSource &file, const std::optional<OriginalYaml> &yaml)
{
    if (yaml && !predictionFrom(yaml->parameterization).empty())
        return predictionFrom(yaml->parameterization);
    if (file.find("v_pred"))
        return kVPrediction;
    const auto entry = file.metadata().find("modelspec.prediction_type");
    if (entry != file.metadata().end())
        return predictionFrom(entry->second);
    const auto trained = file.metadata().find("ss_v_parameterization"); // written by kohya's trainers
    if (trained != file.metadata().end() && (trained->second == "True" || trained->second == "true"))
        return kVPrediction;
    return {};
}

// What the families' own repositories have in scheduler_config.json.
Json schedulerConfig(const std::string &className, const std::string &prediction,
                     const std::optional<OriginalYaml> &yaml)
{
    return Json{{"_class_name", className},
                {"_diffusers_version", "0.42.1"},
                {"beta_end", yaml && yaml->linearEnd ? *yaml->linearEnd : 0.012},
                {"beta_schedule", "scaled_linear"},
                {"beta_start", yaml && yaml->linearStart ? *yaml->linearStart : 0.00085},
                {"clip_sample", false},
                {"num_train_timesteps", 1000},
                {"prediction_type", prediction},
                {"set_alpha_to_one", false},
                {"skip_prk_steps", true},
                {"steps_offset", 1},
                {"timestep_spacing", "leading"},
                {"trained_betas", nullptr}};
}

void setScheduler(CheckpointParts &parts, const TensorSource &file, const std::optional<OriginalYaml> &yaml,
                  const CheckpointOptions &options)
{
    std::string prediction = predictionFrom(options.predictionType);
    if (prediction.empty())
        prediction = predictionInFile(file, yaml);
    const bool isSd2 = parts.family == "SD 2";
    if (prediction.empty() && isSd2) {
        parts.isPredictionTypeUnknown = true;
        parts.notes.push_back(
            fmt::format("{} does not say whether it predicts noise (epsilon) or velocity (v_prediction, the "
                        "768 px models); "
                        "epsilon was taken. If pictures are noise, use --prediction_type v_prediction.",
                        file.origin()));
    }
    if (prediction.empty())
        prediction = kEpsilon;
    const bool hasZeroSnr = file.find("ztsnr").has_value(); // PNDM cannot rescale its betas
    parts.scheduler =
        schedulerConfig(isSd2 || hasZeroSnr ? "DDIMScheduler" : "PNDMScheduler", prediction, yaml);
    if (hasZeroSnr)
        parts.scheduler["rescale_betas_zero_snr"] = true;
    if (isSd2 && prediction == kVPrediction && !file.metadata().contains(kConfigMetadataKey))
        parts.unet.config["sample_size"] = 96; // the 768 px models
}

} // namespace

Result<CheckpointParts> openCheckpoint(const std::string &path, const CheckpointOptions &options)
{
    ARMATURE_TRY(const TensorSourcePtr file, openTensorFile(path));
    return openCheckpoint(file, options);
}

Result<CheckpointParts> openCheckpoint(const TensorSourcePtr &file, const CheckpointOptions &options)
{
    if (!options.predictionType.empty() && predictionFrom(options.predictionType).empty()) {
        return fail(ErrorCode::BadInput,
                    fmt::format("There is no prediction type {}.", options.predictionType),
                    "Use --prediction_type epsilon or v_prediction.");
    }
    ARMATURE_CHECK(checkKind(*file));
    ARMATURE_CHECK(checkParts(*file));
    const auto yaml = readYamlBeside(file->origin());
    HeadHint hint;
    if (yaml)
        hint = {yaml->headCount.value_or(0), yaml->headWidth.value_or(0)};
    CheckpointParts parts;
    ARMATURE_TRY(parts.unet, openUNet(file, hint));
    ARMATURE_TRY(parts.vae, openVae(file));
    const bool isOpenClip = hasNameBelow(*file, kLdmOpenClipPrefix);
    ARMATURE_TRY(parts.textEncoder, isOpenClip ? openOpenClip(file) : openClip(file));
    if (yaml && yaml->scaleFactor && !file->metadata().contains(kConfigMetadataKey))
        parts.vae.config["scaling_factor"] = *yaml->scaleFactor;
    parts.family = familyOf(parts.unet.config);
    if (hasNameBelow(*file, "model_ema."))
        parts.notes.push_back("The file also holds averaged weights (EMA); the plain ones were taken.");
    ARMATURE_TRY(const auto scheduler, embeddedConfig(*file, "scheduler"));
    if (!scheduler) {
        setScheduler(parts, *file, yaml, options);
        return parts;
    }
    parts.scheduler = *scheduler;
    if (!options.predictionType.empty())
        parts.scheduler["prediction_type"] = predictionFrom(options.predictionType);
    return parts;
}

} // namespace armature
