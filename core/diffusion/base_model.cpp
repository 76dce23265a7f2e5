#include "core/diffusion/base_model.h"

#include <ATen/ATen.h>

#include <filesystem>

#include "core/base/hash.h"
#include "core/diffusion/scheduler_config.h"
#include "core/io/layouts/single_file.h"
#include "core/nn/model_loader.h"
#include "core/nn/weights.h"

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

std::string familyOf(const UNetConfig &config) { return config.encoder.crossAttentionDim == 1024 ? "SD 2.x" : "SD 1.x"; }

Status openFolder(BaseModel &model, const fs::path &folder, const BaseModelOptions &options)
{
    const auto part = [&](const char *name) { return (folder / name).string(); };
    if (options.withUNet) {
        ARMATURE_CHECK(requireFolder(folder, "unet"));
        ARMATURE_TRY(UNet unet, loadUNet(part("unet"), options.variant));
        model.unet = std::make_unique<UNet>(std::move(unet));
        model.family = familyOf(model.unet->config());
    }
    if (options.withVae) {
        ARMATURE_CHECK(requireFolder(folder, "vae"));
        ARMATURE_TRY(Vae vae, loadVae(part("vae"), options.variant));
        model.vae = std::make_unique<Vae>(std::move(vae));
    }
    if (options.withTextEncoder) {
        ARMATURE_CHECK(requireFolder(folder, "text_encoder"));
        ARMATURE_TRY(TextEncoder encoder, loadTextEncoder(part("text_encoder"), options.variant));
        model.textEncoder = std::make_unique<TextEncoder>(std::move(encoder));
        if (options.tokenizerFolder.empty())
            ARMATURE_CHECK(requireFolder(folder, "tokenizer"));
        ARMATURE_TRY(ClipTokenizer tokenizer, ClipTokenizer::fromFolder(options.tokenizerFolder.empty() ? part("tokenizer") : options.tokenizerFolder));
        model.tokenizer = std::make_unique<ClipTokenizer>(std::move(tokenizer));
    }
    ARMATURE_CHECK(requireFolder(folder, "scheduler"));
    ARMATURE_TRY(model.schedulerConfig, readSchedulerConfig(part("scheduler") + "/scheduler_config.json"));
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
    if (!fs::exists(path))
        return fail(ErrorCode::NotFound, "There is no model at " + path + ".",
                    "Give --pretrained_model_name_or_path a diffusers folder or a single checkpoint file on this machine.");
    if (fs::is_directory(path))
        ARMATURE_CHECK(openFolder(model, path, options));
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
    if (vae) // picture quality hangs on it, and in fp16 it overflows
        vae->parameters().to(device, at::kFloat, channelsLast);
    if (textEncoder)
        textEncoder->parameters().to(device, type, false);
    if (unet)
        unet->parameters().to(device, type, channelsLast);
}

at::Tensor tokenIds(const ClipTokenizer &tokenizer, const std::vector<std::string> &texts)
{
    std::vector<at::Tensor> rows;
    for (const std::string &text : texts) {
        const Encoding encoding = tokenizer.encode(text);
        const at::Tensor row = at::from_blob(const_cast<int32_t *>(encoding.ids.data()), {static_cast<int64_t>(encoding.ids.size())}, at::TensorOptions(at::kInt));
        rows.push_back(row.to(at::kLong));
    }
    return at::stack(rows);
}

} // namespace armature
