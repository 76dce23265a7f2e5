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
    // sample, timestep and text as UNet::encode() takes them. conditioningScale multiplies every residual.
    // guessMode scales them by logspace(-1, 0) from shallow to deep instead (unless the config pools
    // globally), as diffusers does.
    ControlResiduals forward(const at::Tensor &sample, const at::Tensor &timestep, const TextContext &text,
                             const at::Tensor &condition, double conditioningScale = 1.0,
                             bool guessMode = false) const;
    ControlResiduals forwardEmbedded(const at::Tensor &sample, const at::Tensor &timestep,
                                     const TextContext &text, const at::Tensor &embeddedCondition,
                                     double conditioningScale = 1.0, bool guessMode = false) const;

    // Recompute activations block by block in the backward pass instead of keeping them.
    void setGradientCheckpointing(bool isOn);

    // from_unet: copies conv_in, time embedding, down blocks and middle; zeroes the zero convolutions and the
    // hint network's last layer; the rest of the hint network keeps PyTorch's default initialisation drawn
    // from `seed`.
    void initialiseFrom(UNet &unet, uint64_t seed);

    // Scales and shifts each layer of the hint network, but the zero last one, so that every channel has mean 0 and
    // variance 1 over these conditions before its activation (data-dependent initialisation, Kraehenbuehl et al. 2016,
    // arXiv 1511.06856). PyTorch's default initialisation loses a factor of 200 on the way: what arrives at the last
    // layer hardly depends on the condition, which is why a ControlNet ignores it for so long.
    // conditions: fp32 [1, conditioning_channels, H, W] each in [0, 1], of any sizes. None: nothing changes. A channel
    // on which they all agree stays as it is.
    void calibrateHint(std::vector<at::Tensor> conditions);

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace armature
