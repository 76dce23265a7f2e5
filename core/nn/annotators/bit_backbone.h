#pragma once
// The convolutional half of DPT-Hybrid: BiT's ResNet of standardised convolutions and group norms (Kolesnikov
// et al., arXiv 1912.11370; timm's resnetv2 with "same" padding, transformers' BitBackbone of bottleneck
// layers).

#include "core/nn/layers.h"

#include <array>
#include <vector>

namespace armature {

struct BitConfig
{
    int64_t stem = 64, groups = 32;
    std::array<int64_t, 3> widths{256, 512, 1024}, inner{64, 128, 256}, depths{3, 4, 9};
};

class BitBackbone
{
public:
    BitBackbone() = default;
    BitBackbone(const Scope &scope, const BitConfig &config);

    // [B, 3, H, W] -> the three stages, at a quarter, an eighth and a sixteenth.
    std::vector<at::Tensor> operator()(const at::Tensor &x) const;

private:
    struct Unit // a convolution, then its norm
    {
        Parameter *weight = nullptr;
        int64_t stride = 1;
        GroupNorm norm;
        at::Tensor operator()(const at::Tensor &x) const;
    };
    struct Block
    {
        Unit shortcut; // of a stage's first block
        std::array<Unit, 3> units;
    };
    static Unit makeUnit(const Scope &scope, const std::string &conv, const std::string &norm, int64_t in,
                         int64_t out, int64_t kernel, int64_t stride, int64_t groups);

    Unit m_stem;
    std::array<std::vector<Block>, 3> m_stages;
};

} // namespace armature
