#include "core/diffusion/base_model.h"

#include "core/base/hash.h"
#include "core/diffusion/scheduler_config.h"
#include "core/io/layouts/family.h"
#include "core/io/layouts/single_file.h"
#include "core/nn/model_loader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace armature {

namespace fs = std::filesystem;

namespace {

Status requireFolder(const fs::path &model, const std::string &part)
{
    if (fs::is_directory(model / part))
        return {};
    return fail(ErrorCode::NotFound, "The model " + model.string() + " has no " + part + " folder.",
                "Give --pretrained_model_name_or_path a complete diffusers folder (unet, vae, text_encoder, tokenizer, "
                "scheduler) or a single checkpoint file.");
}

// A scheduler's config without a class: the pipeline's index names it too, and that is where diffusers looks.
void nameSchedulerByIndex(nlohmann::json &scheduler, const fs::path &index)
{
    if (scheduler.contains("_class_name"))
        return;
    std::ifstream file(index);
    const auto json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
    const auto entry = json.is_object() ? json.value("scheduler", nlohmann::json()) : nlohmann::json();
    if (entry.is_array() && entry.size() == 2 && entry[1].is_string())
        scheduler["_class_name"] = entry[1];
}

Status openFolder(BaseModel &model, const fs::path &folder, const BaseModelOptions &options)
{
    const auto path = [&](const char *name) { return (folder / name).string(); };
    for (const char *part : {"unet", "vae", "text_encoder", "scheduler"})
        ARMATURE_CHECK(requireFolder(folder, part));
    if (options.tokenizerFolder.empty())
        ARMATURE_CHECK(requireFolder(folder, "tokenizer"));
    ARMATURE_TRY(UNet unet, loadUNet(path("unet"), options.variant));
    ARMATURE_TRY(Vae vae, loadVae(path("vae"), options.variant));
    ARMATURE_TRY(TextEncoder encoder, loadTextEncoder(path("text_encoder"), options.variant));
    ARMATURE_TRY(ClipTokenizer tokenizer, ClipTokenizer::load(options.tokenizerFolder.empty() ? folder : fs::path(options.tokenizerFolder)));
    ARMATURE_TRY(model.schedulerConfig, readSchedulerConfig(path("scheduler") + "/scheduler_config.json"));
    nameSchedulerByIndex(model.schedulerConfig, folder / "model_index.json");
    model.unet = std::make_unique<UNet>(std::move(unet));
    model.vae = std::make_unique<Vae>(std::move(vae));
    model.textEncoder = std::make_unique<TextEncoder>(std::move(encoder));
    model.tokenizer = std::make_unique<ClipTokenizer>(std::move(tokenizer));
    return {};
}

Status openSingleFile(BaseModel &model, const std::string &path, const BaseModelOptions &options)
{
    // Said to the reader, so that it does not note that it had to guess.
    const bool isNamed = options.predictionType == "epsilon" || options.predictionType == "v_prediction";
    ARMATURE_TRY(CheckpointParts parts, openCheckpoint(path, {isNamed ? options.predictionType : ""}));
    ARMATURE_TRY(UNet unet, makeUNet(parts.unet.config, parts.unet.weights, path));
    ARMATURE_TRY(Vae vae, makeVae(parts.vae.config, parts.vae.weights, path));
    ARMATURE_TRY(TextEncoder encoder, makeTextEncoder(parts.textEncoder.config, parts.textEncoder.weights, path));
    // Such files carry no tokenizer; all of them use CLIP's vocabulary, SD 2 padded with id 0.
    const PadWith pad = parts.family == "SD 2" ? PadWith::Id0 : PadWith::Eos;
    ARMATURE_TRY(ClipTokenizer tokenizer, options.tokenizerFolder.empty() ? ClipTokenizer::shipped(pad) : ClipTokenizer::load(options.tokenizerFolder));
    model.unet = std::make_unique<UNet>(std::move(unet));
    model.vae = std::make_unique<Vae>(std::move(vae));
    model.textEncoder = std::make_unique<TextEncoder>(std::move(encoder));
    model.tokenizer = std::make_unique<ClipTokenizer>(std::move(tokenizer));
    model.schedulerConfig = parts.scheduler;
    model.notes = parts.notes;
    return {};
}

// The parts must speak to each other, or the first matrix product fails without a name.
Status checkParts(const BaseModel &model)
{
    const int64_t text = model.textEncoder->config().hiddenSize, cross = model.unet->config().encoder.crossAttentionDim;
    if (text != cross)
        return fail(ErrorCode::BadInput, model.origin + ": its text encoder gives " + std::to_string(text) + " numbers a token, its UNet takes " +
                                             std::to_string(cross) + ".", "The parts come from different models; copy the whole folder again.");
    const int64_t known = model.textEncoder->config().vocabSize, largest = std::max({model.tokenizer->bosId(), model.tokenizer->eosId(), model.tokenizer->padId()});
    if (largest >= known)
        return fail(ErrorCode::BadInput, model.origin + ": its text encoder knows " + std::to_string(known) + " tokens, its tokenizer gives ids up to " +
                                             std::to_string(largest) + ".", "Give the tokenizer that belongs to it with --tokenizer_name FOLDER.");
    if (model.vae->config().latentChannels != model.unet->config().encoder.inChannels)
        return fail(ErrorCode::Unsupported, model.origin + ": its UNet takes " + std::to_string(model.unet->config().encoder.inChannels) +
                                                " latent channels, its VAE makes " + std::to_string(model.vae->config().latentChannels) + ".",
                    "Inpainting and editing models cannot be trained on; use the plain base model.");
    return {};
}

std::string hashOf(const ParameterTable &table, const nlohmann::json &config)
{
    StreamHash hash;
    const std::string text = config.dump();
    hash.add(text.data(), text.size());
    for (const auto &parameter : table) {
        const at::Tensor bytes = parameter->value.to(at::kCPU).contiguous();
        hash.add(bytes.const_data_ptr(), bytes.nbytes());
    }
    return hash.hex();
}

} // namespace

Result<BaseModel> openBaseModel(const std::string &path, const BaseModelOptions &options)
{
    BaseModel model;
    model.origin = path;
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return fail(ErrorCode::NotFound, "There is no model at " + path + ".",
                    "Give --pretrained_model_name_or_path a diffusers folder or a single checkpoint file on this machine.");
    if (fs::is_directory(path, ignored))
        ARMATURE_CHECK(openFolder(model, path, options));
    else
        ARMATURE_CHECK(openSingleFile(model, path, options));
    if (options.predictionType != "auto")
        model.schedulerConfig["prediction_type"] = options.predictionType;
    ARMATURE_CHECK(checkParts(model));
    model.family = familyOf(model.unet->config().raw);
    return model;
}

const std::string &BaseModel::vaeHash() const
{
    if (m_vaeHash.empty())
        m_vaeHash = hashOf(vae->parameters(), vae->config().raw);
    return m_vaeHash;
}

const std::string &BaseModel::textEncoderHash() const
{
    if (m_textEncoderHash.empty())
        m_textEncoderHash = hashOf(textEncoder->parameters(), textEncoder->config().raw);
    return m_textEncoderHash;
}

void BaseModel::to(at::Device device, at::ScalarType type, bool channelsLast)
{
    // The VAE and the text encoder stay fp32: they run once a picture, picture quality hangs on them, and their cached
    // answers must not depend on what the run computes in.
    vae->parameters().to(device, at::kFloat, channelsLast);
    textEncoder->parameters().to(device, at::kFloat, false);
    unet->parameters().to(device, type, channelsLast);
}

void BaseModel::freezeForSampling(at::Device device, at::ScalarType type)
{
    vae->parameters().freezeForSampling(device, at::kFloat);
    textEncoder->parameters().freezeForSampling(device, at::kFloat);
    unet->parameters().freezeForSampling(device, type);
}

at::Tensor tokenIds(const ClipTokenizer &tokenizer, const std::vector<std::string> &texts)
{
    std::vector<at::Tensor> rows;
    for (const std::string &text : texts) {
        const Encoding encoding = tokenizer.encode(text);
        rows.push_back(at::tensor(encoding.ids, at::kInt).to(at::kLong));
    }
    return at::stack(rows);
}

} // namespace armature
