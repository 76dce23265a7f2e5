#pragma once
// ResnetBlock2D with time_embedding_norm "default" (diffusers models/resnet.py), and the two resamplers.

#include "core/nn/layers.h"

#include <optional>

namespace armature {

struct ResnetShape
{
    int64_t in = 0, out = 0;
    int64_t timeChannels = 0; // 0: no time embedding, as in the VAE
    int64_t groups = 32;
    double eps = 1e-5;
    Activation activation = Activation::Silu;
    double outputScale = 1.0; // the sum is divided by it
};

class ResnetBlock
{
public:
    ResnetBlock(const Scope &scope, const ResnetShape &shape);
    // x [B, in, H, W]; activatedTime [B, timeChannels] has been through the activation already, once for all
    // blocks.
    at::Tensor operator()(const at::Tensor &x, const at::Tensor &activatedTime) const
    {
        return run(x, x, activatedTime);
    }
    // x again as `residual`, for a caller that wants the gradient of the two paths apart.
    at::Tensor run(const at::Tensor &x, const at::Tensor &residual, const at::Tensor &activatedTime) const;

private:
    GroupNorm m_norm1, m_norm2;
    Conv2d m_conv1, m_conv2;
    std::optional<Linear> m_time;
    std::optional<Conv2d> m_shortcut;
    Activation m_activation;
    double m_outputScale;
};

// Stride-2 convolution. With padding 0 one row and column of zeros is added at the bottom and right only.
class Downsampler
{
public:
    Downsampler(const Scope &scope, int64_t channels, int64_t padding);
    at::Tensor operator()(const at::Tensor &x) const;

private:
    Conv2d m_conv;
};

// Nearest-neighbour to exactly `height` x `width`, then a 3x3 convolution.
class Upsampler
{
public:
    Upsampler(const Scope &scope, int64_t channels);
    at::Tensor operator()(const at::Tensor &x, int64_t height, int64_t width) const;

private:
    Conv2d m_conv;
};

} // namespace armature
