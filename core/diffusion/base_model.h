#pragma once
// A base model as a value: the frozen networks of one family, opened from a diffusers folder or a single file.

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/nn/text_encoder.h"
#include "core/nn/unet.h"
#include "core/nn/vae.h"
#include "core/text/clip_tokenizer.h"

namespace armature {

struct BaseModelOptions {
    std::string variant;         // "fp16": prefer files of that variant
    std::string tokenizerFolder; // instead of the model's own
    std::string predictionType = "auto"; // instead of the model's own: epsilon, v_prediction, sample
};

struct BaseModel {
    std::string origin; // the path it was opened from
    std::string family; // "SD 1", "SD 2", "SD-like"
    std::unique_ptr<UNet> unet;
    std::unique_ptr<Vae> vae;
    std::unique_ptr<TextEncoder> textEncoder;
    std::unique_ptr<ClipTokenizer> tokenizer;
    nlohmann::json schedulerConfig;
    std::vector<std::string> notes; // what was assumed about a single file

    // Content hashes of the parts that caches depend on; computed once when first asked for.
    const std::string &vaeHash() const;
    const std::string &textEncoderHash() const;

    // Moves all networks to the device and casts the UNet; the VAE and the text encoder become fp32.
    void to(at::Device device, at::ScalarType type, bool channelsLast);
    // The same for sampling alone, see ParameterTable::freezeForSampling().
    void freezeForSampling(at::Device device, at::ScalarType type);

private:
    mutable std::string m_vaeHash, m_textEncoderHash;
};

// Weights are mapped, not copied. Errors name the part that is missing or does not fit.
Result<BaseModel> openBaseModel(const std::string &path, const BaseModelOptions &options = {});

// One row per text: ids [B, maxLength] int64, as the tokenizer pads them.
at::Tensor tokenIds(const ClipTokenizer &tokenizer, const std::vector<std::string> &texts);

} // namespace armature
