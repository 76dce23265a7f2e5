#include "core/nn/annotators/bit_backbone.h"

#include "core/nn/annotators/conv_parts.h"

#include <ATen/ATen.h>

namespace armature {

at::Tensor BitBackbone::Unit::operator()(const at::Tensor &x) const
{
    constexpr double kEps = 1e-8;
    const auto rows = weight->value.flatten(1);
    const auto centred = rows - rows.mean(1, true);
    const auto standard = (centred / (centred.square().mean(1, true) + kEps).sqrt()).view_as(weight->value);
    const auto padded = paddedAsSame(x, weight->value.size(2), stride);
    return norm(at::conv2d(padded, standard, std::optional<at::Tensor>(), stride));
}

BitBackbone::Unit BitBackbone::makeUnit(const Scope &scope, const std::string &conv, const std::string &norm,
                                        int64_t in, int64_t out, int64_t kernel, int64_t stride,
                                        int64_t groups)
{
    constexpr double kNormEps = 1e-5;
    return {
        (scope / conv)
            .declare("weight", {out, in, kernel, kernel}, Init::KaimingUniform, in * kernel * kernel, true),
        stride, GroupNorm(scope / norm, groups, out, kNormEps)};
}

BitBackbone::BitBackbone(const Scope &scope, const BitConfig &config)
{
    m_stem = makeUnit(scope / "embedder", "convolution", "norm", 3, config.stem, 7, 2, config.groups);
    int64_t in = config.stem;
    for (size_t s = 0; s < m_stages.size(); ++s) {
        const int64_t out = config.widths[s], inner = config.inner[s];
        for (int64_t b = 0; b < config.depths[s]; ++b) {
            const auto at = scope / "encoder" / "stages" / int64_t(s) / "layers" / b;
            const int64_t stride = s > 0 && b == 0 ? 2 : 1;
            Block block;
            if (b == 0)
                block.shortcut =
                    makeUnit(at / "downsample", "conv", "norm", in, out, 1, stride, config.groups);
            block.units = {makeUnit(at, "conv1", "norm1", in, inner, 1, 1, config.groups),
                           makeUnit(at, "conv2", "norm2", inner, inner, 3, stride, config.groups),
                           makeUnit(at, "conv3", "norm3", inner, out, 1, 1, config.groups)};
            m_stages[s].push_back(block);
            in = out;
        }
    }
}

std::vector<at::Tensor> BitBackbone::operator()(const at::Tensor &input) const
{
    auto x = paddedAsSame(at::relu(m_stem(input)), 3, 2);
    x = at::max_pool2d(x, {3, 3}, {2, 2});
    std::vector<at::Tensor> features;
    for (const auto &stage : m_stages) {
        for (const auto &block : stage) {
            const auto shortcut = block.shortcut.weight ? block.shortcut(x) : x;
            x = at::relu(block.units[2](at::relu(block.units[1](at::relu(block.units[0](x))))) + shortcut);
        }
        features.push_back(x);
    }
    return features;
}

} // namespace armature
