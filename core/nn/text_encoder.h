#pragma once
// CLIPTextModel (transformers models/clip/modeling_clip.py): causal, no padding mask, as Stable Diffusion
// uses it.

#include "core/nn/model_config.h"
#include "core/nn/parameter.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace armature {

struct TextEncoding
{
    at::Tensor lastHiddenState; // [B, T, hidden_size], after the final layer norm
    at::Tensor poolerOutput;    // [B, hidden_size], the end token's row of it
};

class TextEncoder
{
public:
    explicit TextEncoder(TextEncoderConfig config);
    ~TextEncoder();
    TextEncoder(TextEncoder &&) noexcept;

    const TextEncoderConfig &config() const;
    ParameterTable &parameters(); // names without the "text_model." prefix

    TextEncoding forward(const at::Tensor &inputIds) const; // int64 [B, T], T <= max_position_embeddings

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace armature
