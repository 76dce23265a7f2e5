#pragma once
// A small picture from latents without the decoder: each latent cell becomes one pixel through a linear map.
// The usual tables of factors fit one VAE only; this one is found by least squares for whatever VAE there is.

#include "core/image/image.h"
#include "core/nn/vae.h"

#include <ATen/core/Tensor.h>

namespace armature {

class LatentPreview
{
public:
    // From what the decoder makes of smooth noise; costs one small decode.
    explicit LatentPreview(const Vae &vae);

    // A finished picture teaches more than noise does. latents: [1, C, h, w] as the UNet sees them; picture:
    // RGB8.
    void learn(const at::Tensor &latents, const Image &picture);
    // [1 or more, C, h, w] on any device -> RGB8 of w x h, the first of the batch.
    Image draw(const at::Tensor &latents) const;

private:
    void add(const at::Tensor &cells, const at::Tensor &colours, double weight);

    at::Tensor m_squares; // fp64 [C + 1, C + 1]
    at::Tensor m_targets; // fp64 [C + 1, 3]
    at::Tensor m_map;     // fp32 [C + 1, 3]
};

} // namespace armature
