#pragma once
// UNet2DConditionModel of SD 1.x / 2.x (diffusers models/unets/unet_2d_condition.py), split where a
// ControlNet's residuals enter: encode() needs no gradient while training a ControlNet, decode() does.

#include "core/nn/model_config.h"
#include "core/nn/parameter.h"
#include "core/nn/text_context.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace armature {

// What a ControlNet adds to the UNet: one residual per skip connection, conv_in's included, and one for the
// middle.
struct ControlResiduals
{
    std::vector<at::Tensor> down; // each [B, C_i, H_i, W_i], in forward order; b rows before the text is read
    at::Tensor mid;               // [B, C, H_last, W_last]
};

// The UNet half way: skips before the residuals are added.
struct UNetFeatures
{
    std::vector<at::Tensor> skips; // as ControlResiduals::down
    at::Tensor mid;                // [B, C, H_last, W_last]
    at::Tensor timeEmbedding;      // [B, 4 * C_0], through the activation already
};

class UNet
{
public:
    explicit UNet(UNetConfig config);
    ~UNet();
    UNet(UNet &&) noexcept;

    const UNetConfig &config() const;
    ParameterTable &parameters();

    // sample [b, in_channels, H, W]; timestep int64 or float, [B] or 0-d; text [B, T, cross_attention_dim],
    // where B is b or, with a timestep that all rows share, a multiple of it: as if sample were repeated, but
    // what comes before the text is worked out once. Any H and W: odd sizes are halved as diffusers does and
    // the up path is resized to the skips.
    UNetFeatures encode(const at::Tensor &sample, const at::Tensor &timestep, const TextContext &text) const;
    // -> [B, out_channels, H, W]. residuals may be null.
    at::Tensor decode(const UNetFeatures &features, const TextContext &text,
                      const ControlResiduals *residuals) const;
    at::Tensor forward(const at::Tensor &sample, const at::Tensor &timestep, const TextContext &text,
                       const ControlResiduals *residuals = nullptr) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace armature
