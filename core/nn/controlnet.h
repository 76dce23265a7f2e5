#pragma once
// ControlNetModel (diffusers models/controlnets/controlnet.py; Zhang et al. 2023, arXiv 2302.05543): a
// trained copy of the UNet's encoder and middle whose outputs pass zero-initialised 1x1 convolutions.

#include "core/nn/unet.h"

#include <memory>

namespace armature {

class ControlNet
{
public:
    explicit ControlNet(ControlNetConfig config);
    ~ControlNet();
    ControlNet(ControlNet &&) noexcept;

    const ControlNetConfig &config() const;
    ParameterTable &parameters();

    // condition [B, conditioning_channels, 8H, 8W] in [0, 1] -> [B, C_0, H, W]. Constant per picture: a
    // sampler calls it once.
    at::Tensor embedCondition(const at::Tensor &condition) const;
    // conditioningScale multiplies every residual. guessMode scales them by logspace(-1, 0) from shallow to
    // deep instead (unless the config pools globally), as diffusers does.
    ControlResiduals forward(const at::Tensor &sample, const at::Tensor &timestep,
                             const at::Tensor &encoderHiddenStates, const at::Tensor &condition,
                             double conditioningScale = 1.0, bool guessMode = false) const;
    ControlResiduals forwardEmbedded(const at::Tensor &sample, const at::Tensor &timestep,
                                     const at::Tensor &encoderHiddenStates,
                                     const at::Tensor &embeddedCondition, double conditioningScale = 1.0,
                                     bool guessMode = false) const;

    // Recompute activations block by block in the backward pass instead of keeping them.
    void setGradientCheckpointing(bool isOn);

    // from_unet: copies conv_in, time embedding, down blocks and middle; zeroes the zero convolutions and the
    // hint network's last layer; the rest of the hint network keeps PyTorch's default initialisation drawn
    // from `seed`.
    void initialiseFrom(UNet &unet, uint64_t seed);

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace armature
