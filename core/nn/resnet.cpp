#include "core/nn/resnet.h"

#include <ATen/ATen.h>

namespace armature {

ResnetBlock::ResnetBlock(const Scope &scope, const ResnetShape &shape)
    : m_norm1(scope / "norm1", shape.groups, shape.in, shape.eps), m_activation(shape.activation),
      m_outputScale(shape.outputScale)
{
    m_conv1 = Conv2d(scope / "conv1", shape.in, shape.out, 3, 1, 1);
    if (shape.timeChannels > 0)
        m_time = Linear(scope / "time_emb_proj", shape.timeChannels, shape.out);
    m_norm2 = GroupNorm(scope / "norm2", shape.groups, shape.out, shape.eps);
    m_conv2 = Conv2d(scope / "conv2", shape.out, shape.out, 3, 1, 1);
    if (shape.in != shape.out)
        m_shortcut = Conv2d(scope / "conv_shortcut", shape.in, shape.out, 1);
}

at::Tensor ResnetBlock::run(const at::Tensor &x, const at::Tensor &residual,
                            const at::Tensor &activatedTime) const
{
    ConvSum time, rest;
    if (m_time)
        time.pictureBias = (*m_time)(
            activatedTime.size(0) == x.size(0) ? activatedTime : activatedTime.slice(0, 0, x.size(0)));
    auto hidden = m_conv1(m_norm1.activated(m_activation, x), time);
    hidden = m_norm2.activated(m_activation, hidden);
    rest.addend = m_shortcut ? (*m_shortcut)(residual) : residual;
    hidden = m_conv2(hidden, rest);
    return m_outputScale == 1.0 ? hidden : hidden / m_outputScale;
}

Downsampler::Downsampler(const Scope &scope, int64_t channels, int64_t padding)
    : m_conv(scope / "conv", channels, channels, 3, 2, padding)
{
}

at::Tensor Downsampler::operator()(const at::Tensor &x) const
{
    return m_conv(m_conv.padding == 0 ? at::constant_pad_nd(x, {0, 1, 0, 1}) : x);
}

Upsampler::Upsampler(const Scope &scope, int64_t channels)
    : m_conv(scope / "conv", channels, channels, 3, 1, 1)
{
}

at::Tensor Upsampler::operator()(const at::Tensor &x, int64_t height, int64_t width) const
{
    return m_conv(at::upsample_nearest2d(x, {height, width}));
}

} // namespace armature
