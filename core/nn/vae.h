#pragma once
// AutoencoderKL (diffusers models/autoencoders/autoencoder_kl.py, vae.py).

#include "core/nn/model_config.h"
#include "core/nn/parameter.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace armature {

struct VaeMoments
{
    at::Tensor mean;   // [B, latent_channels, H/8, W/8]
    at::Tensor logvar; // the same; clamped to [-30, 20] as DiagonalGaussianDistribution does
};

class Vae
{
public:
    explicit Vae(VaeConfig config);
    ~Vae();
    Vae(Vae &&) noexcept;

    const VaeConfig &config() const;
    ParameterTable &parameters();

    VaeMoments encode(const at::Tensor &sample) const; // [B, 3, H, W] in [-1, 1]; no scaling factor applied
    at::Tensor
    decode(const at::Tensor &latent) const; // [B, latent_channels, h, w] -> [B, 3, 8h, 8w]; none applied

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace armature
