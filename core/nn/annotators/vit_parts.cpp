#include "core/nn/annotators/vit_parts.h"

#include <ATen/ATen.h>

namespace armature {

at::Tensor VitBlock::operator()(const at::Tensor &tokens) const
{
    const auto x = norm1(tokens);
    const auto split = [&](const at::Tensor &t) {
        return t.reshape({t.size(0), t.size(1), heads, -1}).transpose(1, 2);
    };
    const auto mixed = at::scaled_dot_product_attention(split(query(x)), split(key(x)), split(value(x)));
    const auto scaled = [](const at::Tensor &part, const Parameter *scale) {
        return scale ? part * scale->value : part;
    };
    const auto attended = tokens + scaled(out(mixed.transpose(1, 2).reshape(x.sizes())), scale1);
    return attended + scaled(shrink(at::gelu(grow(norm2(attended)))), scale2);
}

FusionUnit::FusionUnit(const Scope &scope, int64_t width)
    : first(scope / "convolution1", width, width, 3, 1, 1),
      second(scope / "convolution2", width, width, 3, 1, 1)
{
}

at::Tensor FusionUnit::operator()(const at::Tensor &x) const
{
    return second(at::relu(first(at::relu(x)))) + x;
}

at::Tensor resizedMap(const at::Tensor &x, int64_t height, int64_t width, bool alignCorners)
{
    return at::upsample_bilinear2d(x, {height, width}, alignCorners);
}

} // namespace armature
