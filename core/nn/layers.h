#pragma once
// The leaves of every network: pointers into the parameter table and one call into ATen each. Declaring one
// adds its parameters to the table under PyTorch's names, weight and bias.

#include "core/nn/parameter.h"
#include "core/nn/prepared_conv.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace armature {

enum class Activation { Silu, Relu, Mish, Gelu, GeluTanh, QuickGelu };

// By the configs' names. Asserts on a name that isActivation() refuses; parsing has asked it before.
bool isActivation(const std::string &name);
Activation activationNamed(const std::string &name);

// Overwrites `fresh`, a tensor nobody else holds, wherever autograd does not need it.
at::Tensor activate(Activation activation, at::Tensor fresh);
// fresh + other, in `fresh`'s memory wherever autograd allows.
at::Tensor addInto(at::Tensor fresh, const at::Tensor &other);

struct Linear
{
    Parameter *weight = nullptr, *bias = nullptr;

    Linear() = default;
    Linear(const Scope &scope, int64_t in, int64_t out, bool hasBias = true);
    // A 1x1 convolution's parameters, [out, in, 1, 1], used as a linear layer over tokens.
    static Linear pointwise(const Scope &scope, int64_t in, int64_t out);
    at::Tensor operator()(const at::Tensor &x) const; // [..., in] -> [..., out]
    bool isFrozen() const;                            // for sampling, and no graph is recorded now
};

struct Conv2d
{
    Parameter *weight = nullptr, *bias = nullptr;
    int64_t stride = 1, padding = 0;

    Conv2d() = default;
    Conv2d(const Scope &scope, int64_t in, int64_t out, int64_t kernel, int64_t stride = 1,
           int64_t padding = 0);
    at::Tensor operator()(const at::Tensor &x, const ConvSum &sum = {}) const; // [B, in, H, W]; plus sum
    void zeroAtStart(); // its Init becomes zeros: ControlNet's zero convolution

private:
    at::Tensor onTokens(const at::Tensor &x, const ConvSum &sum) const;
};

struct GroupNorm
{
    Parameter *weight = nullptr, *bias = nullptr;
    int64_t groups = 1;
    double eps = 1e-5;

    GroupNorm() = default;
    GroupNorm(const Scope &scope, int64_t groups, int64_t channels, double eps);
    at::Tensor operator()(const at::Tensor &x) const;
    at::Tensor activated(Activation activation, const at::Tensor &x) const; // the norm, then the activation
};

struct LayerNorm
{
    Parameter *weight = nullptr, *bias = nullptr;
    double eps = 1e-5;

    LayerNorm() = default;
    LayerNorm(const Scope &scope, int64_t width, double eps = 1e-5);
    at::Tensor operator()(const at::Tensor &x) const;
};

struct Embedding
{
    Parameter *weight = nullptr;

    Embedding() = default;
    Embedding(const Scope &scope, int64_t count, int64_t width);
    at::Tensor operator()(const at::Tensor &ids) const;
};

} // namespace armature
