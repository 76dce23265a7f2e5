#pragma once
// Convolutions of foreign networks: without bias, grouped, dilated, padded as TensorFlow does, and followed
// by a batch norm whose statistics are part of the file.

#include "core/nn/layers.h"

namespace armature {

enum class Padding {
    Even, // on all sides
    Same, // TensorFlow's: what is odd goes to the right and below
};

struct ConvShape
{
    int64_t in = 1, out = 1, kernel = 1, stride = 1, dilation = 1, groups = 1;
    bool hasBias = false;
    Padding padding = Padding::Even;
};

struct PlainConv
{
    Parameter *weight = nullptr, *bias = nullptr;
    ConvShape shape;

    PlainConv() = default;
    PlainConv(const Scope &scope, const ConvShape &shape);
    at::Tensor operator()(const at::Tensor &x) const;
    // With these weights instead of its own, of any odd kernel.
    at::Tensor with(const at::Tensor &weights, const at::Tensor &x) const;
};

struct BatchNorm // with the statistics of its training
{
    Parameter *weight = nullptr, *bias = nullptr, *mean = nullptr, *variance = nullptr;
    double eps = 1e-5;

    BatchNorm() = default;
    BatchNorm(const Scope &scope, int64_t channels, double eps = 1e-5);
    at::Tensor operator()(const at::Tensor &x) const;
};

// Padded with zeros to the right and below (and half of it to the left and above) so that nothing is left
// out.
at::Tensor paddedAsSame(const at::Tensor &x, int64_t kernel, int64_t stride);

} // namespace armature
