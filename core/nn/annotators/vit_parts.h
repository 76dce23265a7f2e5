#pragma once
// What Depth Anything and DPT are both made of: blocks of a vision transformer (Dosovitskiy et al., arXiv
// 2010.11929) and the residual units that merge feature maps (Ranftl et al., arXiv 2103.13413, section 3).

#include "core/nn/layers.h"

namespace armature {

struct VitBlock
{
    LayerNorm norm1, norm2;
    Linear query, key, value, out, grow, shrink;
    Parameter *scale1 = nullptr, *scale2 = nullptr; // DINOv2's layer scale, where there is one
    int64_t heads = 1;

    at::Tensor operator()(const at::Tensor &tokens) const; // [B, count, width]
};

struct FusionUnit
{
    Conv2d first, second;

    FusionUnit() = default;
    FusionUnit(const Scope &scope, int64_t width);
    at::Tensor operator()(const at::Tensor &x) const;
};

// [B, C, H, W] to height x width.
at::Tensor resizedMap(const at::Tensor &x, int64_t height, int64_t width, bool alignCorners);

} // namespace armature
