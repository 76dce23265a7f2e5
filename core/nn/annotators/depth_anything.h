#pragma once
// Depth Anything V2 (Yang et al., arXiv 2406.09414): a DINOv2 backbone and a DPT head that give inverse
// depth, as transformers' DepthAnythingForDepthEstimation and as the authors' own files.

#include "core/io/tensor_source.h"
#include "core/nn/annotators/map_network.h"
#include "core/nn/annotators/vit_parts.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace armature {

struct DepthAnythingConfig
{
    int64_t width = 384, layers = 12, heads = 6, mlpWidth = 1536, patch = 14, grid = 37;
    double normEps = 1e-6;
    std::array<int64_t, 4> taps{3, 6, 9, 12}; // hidden states that the head takes; 0 is the embedding
    std::array<int64_t, 4> neck{48, 96, 192, 384};
    int64_t fusion = 64, head = 32;
    bool isMetric =
        false; // depth in 0..maxDepth metres, far is large; otherwise inverse depth, near is large
    double maxDepth = 1;
    bool isOfficial = false; // the authors' position embedding: resized by (cells + 0.1) / grid
};

class DepthAnything : public MapNetwork
{
public:
    // A file or a folder of transformers (config.json beside the weights is read), or the authors' .pth,
    // whose configuration follows from its tensors. Errors: NotFound, Corrupt, BadInput (another network's
    // tensors).
    static Result<std::unique_ptr<DepthAnything>> open(const std::string &path);

    // [1, 3, H, W] in 0..1, H and W multiples of the patch. Gives [1, 1, H, W].
    at::Tensor operator()(const at::Tensor &rgb) const override;
    int64_t sizeMultiple() const override { return m_config.patch; }
    bool isMetric() const override { return m_config.isMetric; }

    const DepthAnythingConfig &config() const { return m_config; }

    explicit DepthAnything(const DepthAnythingConfig &config);

private:
    struct Reassemble
    {
        Linear projection;
        Parameter *growWeight = nullptr, *growBias = nullptr; // a transposed convolution, for the first two
        Conv2d shrink;                                        // for the last
    };
    struct Fusion
    {
        Conv2d projection;
        FusionUnit side, main;
    };

    void declareBackbone(const Scope &scope);
    void declareNeck(const Scope &scope);
    std::vector<at::Tensor> backbone(const at::Tensor &x) const;
    at::Tensor positions(int64_t rows, int64_t columns) const;
    at::Tensor reassembled(size_t level, const at::Tensor &tokens, int64_t rows, int64_t columns) const;
    at::Tensor fused(const std::vector<at::Tensor> &features) const;

    DepthAnythingConfig m_config;
    Parameter *m_classToken = nullptr, *m_positions = nullptr;
    Conv2d m_patches;
    std::vector<VitBlock> m_blocks;
    LayerNorm m_norm;
    std::array<Reassemble, 4> m_reassemble;
    std::array<Parameter *, 4> m_necks{};
    std::array<Fusion, 4> m_fusions;
    Conv2d m_head1, m_head2, m_head3;
};

} // namespace armature
