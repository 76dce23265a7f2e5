#include "core/nn/annotators/conv_parts.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

PlainConv::PlainConv(const Scope &scope, const ConvShape &of)
    : weight(scope.declare("weight", {of.out, of.in / of.groups, of.kernel, of.kernel}, Init::KaimingUniform,
                           of.in / of.groups * of.kernel * of.kernel, true)),
      bias(of.hasBias ? scope.declare("bias", {of.out}, Init::BiasUniform, of.in) : nullptr), shape(of)
{
}

at::Tensor PlainConv::operator()(const at::Tensor &x) const { return with(weight->value, x); }

at::Tensor PlainConv::with(const at::Tensor &weights, const at::Tensor &x) const
{
    const auto values = bias ? std::optional<at::Tensor>(bias->value) : std::nullopt;
    const bool isSame = shape.padding == Padding::Same;
    const int64_t around = isSame ? 0 : shape.dilation * (weights.size(2) / 2);
    return at::conv2d(isSame ? paddedAsSame(x, weights.size(2), shape.stride) : x, weights, values,
                      shape.stride, around, shape.dilation, shape.groups);
}

BatchNorm::BatchNorm(const Scope &scope, int64_t channels, double epsOf)
    : weight(scope.declare("weight", {channels}, Init::Ones, 1)),
      bias(scope.declare("bias", {channels}, Init::Zeros, 1)),
      mean(scope.declare("running_mean", {channels}, Init::Zeros, 1)),
      variance(scope.declare("running_var", {channels}, Init::Ones, 1)), eps(epsOf)
{
}

at::Tensor BatchNorm::operator()(const at::Tensor &x) const
{
    return at::batch_norm(x, weight->value, bias->value, mean->value, variance->value, false, 0.1, eps,
                          false);
}

at::Tensor paddedAsSame(const at::Tensor &x, int64_t kernel, int64_t stride)
{
    const auto needed = [&](int64_t size) {
        return std::max<int64_t>(((size + stride - 1) / stride - 1) * stride + kernel - size, 0);
    };
    const int64_t across = needed(x.size(3)), down = needed(x.size(2));
    return across + down == 0
               ? x
               : at::constant_pad_nd(x, {across / 2, across - across / 2, down / 2, down - down / 2}, 0);
}

} // namespace armature
