#pragma once
// DPT-Large and DPT-Hybrid (Ranftl et al., arXiv 2103.13413), which give inverse depth, as transformers'
// DPTForDepthEstimation and as MiDaS' own files (dpt_large_384.pt, dpt_hybrid_384.pt and the copies that
// controlnet_aux takes).

#include "core/base/result.h"
#include "core/nn/annotators/bit_backbone.h"
#include "core/nn/annotators/map_network.h"
#include "core/nn/annotators/vit_parts.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace armature {

struct DptConfig
{
    bool isHybrid = false;
    int64_t width = 1024, layers = 24, heads = 16, mlpWidth = 4096, patch = 16, grid = 24;
    double normEps = 1e-6;
    std::array<int64_t, 4> taps{6, 12, 18, 24}; // layers after which tokens are taken; the last two if hybrid
    std::array<int64_t, 4> neck{256, 512, 1024, 1024};
    int64_t fusion = 256, head = 32;
    BitConfig bit; // hybrid: what the tokens are made of
};

class Dpt : public MapNetwork
{
public:
    // A file or a folder of transformers (config.json beside the weights is read), or MiDaS' .pt, whose
    // configuration follows from its tensors. Errors: NotFound, Corrupt, BadInput (another network's
    // tensors), Unsupported (a kind of DPT that is neither).
    static Result<std::unique_ptr<Dpt>> open(const std::string &path);

    // H and W multiples of twice the patch. Gives [1, 1, H, W].
    at::Tensor operator()(const at::Tensor &rgb) const override;
    int64_t sizeMultiple() const override { return 2 * m_config.patch; }

    const DptConfig &config() const { return m_config; }

    explicit Dpt(const DptConfig &config);

private:
    struct Reassemble
    {
        Linear readout, projection;
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
    bool hasTokens(size_t level) const { return !m_config.isHybrid || level >= 2; }
    std::vector<at::Tensor> features(const at::Tensor &x) const;
    at::Tensor positions(int64_t rows, int64_t columns) const;
    at::Tensor reassembled(size_t level, const at::Tensor &tokens, int64_t rows, int64_t columns) const;
    at::Tensor fused(const std::vector<at::Tensor> &features) const;

    DptConfig m_config;
    Parameter *m_classToken = nullptr, *m_positions = nullptr;
    Conv2d m_patches;
    BitBackbone m_bit;
    std::vector<VitBlock> m_blocks;
    std::array<Reassemble, 4> m_reassemble;
    std::array<Parameter *, 4> m_necks{};
    std::array<Fusion, 4> m_fusions;
    Conv2d m_head1, m_head2, m_head3;
};

} // namespace armature
