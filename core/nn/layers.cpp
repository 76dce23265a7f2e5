#include "core/nn/layers.h"

#include "core/nn/frozen_ops.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace armature {

namespace {

constexpr std::array<std::pair<const char *, Activation>, 9> kActivations{{
    {"silu", Activation::Silu},
    {"swish", Activation::Silu},
    {"relu", Activation::Relu},
    {"mish", Activation::Mish},
    {"gelu", Activation::Gelu},
    {"gelu_new", Activation::GeluTanh},
    {"gelu_pytorch_tanh", Activation::GeluTanh},
    {"gelu_fast", Activation::GeluTanh},
    {"quick_gelu", Activation::QuickGelu},
}};

bool isRecorded(const at::Tensor &x) { return at::GradMode::is_enabled() && x.requires_grad(); }

} // namespace

bool isActivation(const std::string &name)
{
    return std::any_of(kActivations.begin(), kActivations.end(),
                       [&](const auto &entry) { return name == entry.first; });
}

Activation activationNamed(const std::string &name)
{
    for (const auto &[known, activation] : kActivations)
        if (name == known)
            return activation;
    assert(false);
    return Activation::Silu;
}

at::Tensor activate(Activation activation, at::Tensor fresh)
{
    const bool keepsInput = isRecorded(fresh);
    switch (activation) {
    case Activation::Silu:
        return keepsInput ? at::silu(fresh) : at::silu_(fresh);
    case Activation::Relu:
        return keepsInput ? at::relu(fresh) : at::relu_(fresh);
    case Activation::Mish:
        return keepsInput ? at::mish(fresh) : at::mish_(fresh);
    case Activation::Gelu:
        return keepsInput ? at::gelu(fresh) : at::gelu_(fresh);
    case Activation::GeluTanh:
        return keepsInput ? at::gelu(fresh, "tanh") : at::gelu_(fresh, "tanh");
    case Activation::QuickGelu:
        return fresh *
               at::sigmoid(fresh * 1.702); // sigmoid approximation of Hendrycks and Gimpel, arXiv 1606.08415
    }
    return fresh;
}

at::Tensor addInto(at::Tensor fresh, const at::Tensor &other)
{
    return isRecorded(fresh) || isRecorded(other) ? fresh + other : fresh.add_(other);
}

Linear::Linear(const Scope &scope, int64_t in, int64_t out, bool hasBias)
    : weight(scope.declare("weight", {out, in}, Init::KaimingUniform, in)),
      bias(hasBias ? scope.declare("bias", {out}, Init::BiasUniform, in) : nullptr)
{
}

Linear Linear::pointwise(const Scope &scope, int64_t in, int64_t out)
{
    Linear linear;
    linear.weight = scope.declare("weight", {out, in, 1, 1}, Init::KaimingUniform, in, true);
    linear.bias = scope.declare("bias", {out}, Init::BiasUniform, in);
    return linear;
}

at::Tensor Linear::operator()(const at::Tensor &x) const
{
    const auto &w = weight->value;
    if (isFrozen())
        return frozenLinear(x, w.dim() == 2 ? w : w.view({w.size(0), w.size(1)}),
                            bias ? bias->value : at::Tensor());
    return at::linear(x, w.dim() == 2 ? w : w.reshape({w.size(0), w.size(1)}),
                      bias ? std::optional<at::Tensor>(bias->value) : std::nullopt);
}

bool Linear::isFrozen() const { return weight->isFrozen && !at::GradMode::is_enabled(); }

Conv2d::Conv2d(const Scope &scope, int64_t in, int64_t out, int64_t kernel, int64_t strideOf,
               int64_t paddingOf)
    : weight(scope.declare("weight", {out, in, kernel, kernel}, Init::KaimingUniform, in * kernel * kernel,
                           true)),
      bias(scope.declare("bias", {out}, Init::BiasUniform, in * kernel * kernel)), stride(strideOf),
      padding(paddingOf)
{
    weight->isConvolved = kernel > 1;
}

at::Tensor Conv2d::operator()(const at::Tensor &x, const ConvSum &sum) const
{
    if (!at::GradMode::is_enabled()) {
        if (weight->prepared)
            return weight->prepared->run(*weight, bias->value, x, stride, padding, sum);
        if (weight->isFrozen && weight->shape[2] == 1 && stride == 1)
            return onTokens(x, sum);
    }
    auto result = at::conv2d(x, weight->value, bias->value, stride, padding);
    if (sum.pictureBias.defined())
        result = addInto(result, sum.pictureBias.unsqueeze(-1).unsqueeze(-1));
    return sum.addend.defined() ? addInto(result, sum.addend) : result;
}

// A 1x1 convolution is a linear layer over the cells of a channels-last map.
at::Tensor Conv2d::onTokens(const at::Tensor &x, const ConvSum &sum) const
{
    const auto cells = x.contiguous(at::MemoryFormat::ChannelsLast).permute({0, 2, 3, 1});
    const auto &w = weight->value;
    auto result = frozenLinear(cells, w.view({w.size(0), w.size(1)}), bias->value).permute({0, 3, 1, 2});
    if (sum.pictureBias.defined())
        result.add_(sum.pictureBias.unsqueeze(-1).unsqueeze(-1));
    return sum.addend.defined() ? result.add_(sum.addend) : result;
}

void Conv2d::zeroAtStart()
{
    weight->init = Init::Zeros;
    bias->init = Init::Zeros;
}

GroupNorm::GroupNorm(const Scope &scope, int64_t groupsOf, int64_t channels, double epsOf)
    : weight(scope.declare("weight", {channels}, Init::Ones, 1)),
      bias(scope.declare("bias", {channels}, Init::Zeros, 1)), groups(groupsOf), eps(epsOf)
{
}

at::Tensor GroupNorm::operator()(const at::Tensor &x) const
{
    if (weight->isFrozen && !at::GradMode::is_enabled() && canFuseNorm(x))
        return frozenGroupNorm(x, groups, weight->value, bias->value, eps, false);
    return at::group_norm(x, groups, weight->value, bias->value, eps);
}

at::Tensor GroupNorm::activated(Activation activation, const at::Tensor &x) const
{
    if (activation == Activation::Silu && weight->isFrozen && !at::GradMode::is_enabled() && canFuseNorm(x))
        return frozenGroupNorm(x, groups, weight->value, bias->value, eps, true);
    return activate(activation, (*this)(x));
}

LayerNorm::LayerNorm(const Scope &scope, int64_t width, double epsOf)
    : weight(scope.declare("weight", {width}, Init::Ones, 1)),
      bias(scope.declare("bias", {width}, Init::Zeros, 1)), eps(epsOf)
{
}

at::Tensor LayerNorm::operator()(const at::Tensor &x) const
{
    return at::layer_norm(x, weight->shape, weight->value, bias->value, eps);
}

Embedding::Embedding(const Scope &scope, int64_t count, int64_t width)
    : weight(scope.declare("weight", {count, width}, Init::Normal, 1))
{
}

at::Tensor Embedding::operator()(const at::Tensor &ids) const { return at::embedding(weight->value, ids); }

} // namespace armature
