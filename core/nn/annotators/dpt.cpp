#include "core/nn/annotators/dpt.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

namespace {

constexpr std::array<int64_t, 4> kGrow{4, 2, 1, 1};

} // namespace

Dpt::Dpt(const DptConfig &config) : m_config(config)
{
    const Scope root(m_table);
    declareBackbone(root / "dpt");
    declareNeck(root / "neck");
    const auto head = root / "head" / "head";
    m_head1 = Conv2d(head / "0", config.fusion, config.fusion / 2, 3, 1, 1);
    m_head2 = Conv2d(head / "2", config.fusion / 2, config.head, 3, 1, 1);
    m_head3 = Conv2d(head / "4", config.head, 1, 1);
}

void Dpt::declareBackbone(const Scope &scope)
{
    const int64_t width = m_config.width;
    const auto embeddings = scope / "embeddings";
    m_classToken = embeddings.declare("cls_token", {1, 1, width}, Init::Zeros, width);
    m_positions = embeddings.declare("position_embeddings", {1, m_config.grid * m_config.grid + 1, width},
                                     Init::Normal, width);
    if (m_config.isHybrid) {
        m_bit = BitBackbone(embeddings / "backbone" / "bit", m_config.bit);
        m_patches = Conv2d(embeddings / "projection", m_config.bit.widths.back(), width, 1);
    } else {
        m_patches =
            Conv2d(embeddings / "patch_embeddings" / "projection", 3, width, m_config.patch, m_config.patch);
    }
    for (int64_t i = 0; i < m_config.layers; ++i) {
        const auto at = scope / "encoder" / "layer" / i;
        const auto attention = at / "attention" / "attention";
        VitBlock block;
        block.heads = m_config.heads;
        block.norm1 = LayerNorm(at / "layernorm_before", width, m_config.normEps);
        block.norm2 = LayerNorm(at / "layernorm_after", width, m_config.normEps);
        block.query = Linear(attention / "query", width, width);
        block.key = Linear(attention / "key", width, width);
        block.value = Linear(attention / "value", width, width);
        block.out = Linear(at / "attention" / "output" / "dense", width, width);
        block.grow = Linear(at / "intermediate" / "dense", width, m_config.mlpWidth);
        block.shrink = Linear(at / "output" / "dense", m_config.mlpWidth, width);
        m_blocks.push_back(block);
    }
}

void Dpt::declareNeck(const Scope &scope)
{
    const int64_t fusion = m_config.fusion, width = m_config.width;
    for (size_t i = 0; i < 4; ++i) {
        const int64_t channels = m_config.neck[i], grow = kGrow[i];
        const auto at = scope / "reassemble_stage" / "layers" / int64_t(i);
        auto &part = m_reassemble[i];
        if (hasTokens(i)) {
            part.readout =
                Linear(scope / "reassemble_stage" / "readout_projects" / int64_t(i) / "0", 2 * width, width);
            part.projection = Linear::pointwise(at / "projection", width, channels);
        }
        if (hasTokens(i) && grow > 1) {
            part.growWeight =
                (at / "resize")
                    .declare("weight", {channels, channels, grow, grow}, Init::KaimingUniform, channels);
            part.growBias = (at / "resize").declare("bias", {channels}, Init::BiasUniform, channels);
        } else if (i == 3) {
            part.shrink = Conv2d(at / "resize", channels, channels, 3, 2, 1);
        }
        m_necks[i] =
            (scope / "convs" / int64_t(i))
                .declare("weight", {fusion, channels, 3, 3}, Init::KaimingUniform, channels * 9, true);
        const auto layer = scope / "fusion_stage" / "layers" / int64_t(i);
        m_fusions[i].projection = Conv2d(layer / "projection", fusion, fusion, 1);
        if (i > 0) // the first has nothing beside it
            m_fusions[i].side = FusionUnit(layer / "residual_layer1", fusion);
        m_fusions[i].main = FusionUnit(layer / "residual_layer2", fusion);
    }
}

at::Tensor Dpt::positions(int64_t rows, int64_t columns) const
{
    const auto &all = m_positions->value;
    const int64_t grid = m_config.grid;
    if (rows == grid && columns == grid)
        return all;
    const auto cells = all.slice(1, 1).reshape({1, grid, grid, m_config.width}).permute({0, 3, 1, 2});
    const auto moved = resizedMap(cells, rows, columns, false).permute({0, 2, 3, 1});
    return at::cat({all.slice(1, 0, 1), moved.reshape({1, rows * columns, m_config.width})}, 1);
}

std::vector<at::Tensor> Dpt::features(const at::Tensor &x) const
{
    const int64_t rows = x.size(2) / m_config.patch, columns = x.size(3) / m_config.patch;
    std::vector<at::Tensor> found;
    at::Tensor cells = x;
    if (m_config.isHybrid) {
        auto stages = m_bit(x);
        cells = stages[2];
        found = {stages[0], stages[1]};
    }
    auto tokens = at::cat({m_classToken->value, m_patches(cells).flatten(2).transpose(1, 2)}, 1) +
                  positions(rows, columns);
    for (size_t i = 0; i < m_blocks.size(); ++i) {
        tokens = m_blocks[i](tokens);
        const auto level = size_t(std::find(m_config.taps.begin(), m_config.taps.end(), int64_t(i) + 1) -
                                  m_config.taps.begin());
        if (level < m_config.taps.size() && hasTokens(level))
            found.push_back(reassembled(level, tokens, rows, columns));
    }
    return found;
}

at::Tensor Dpt::reassembled(size_t level, const at::Tensor &tokens, int64_t rows, int64_t columns) const
{
    const auto &part = m_reassemble[level];
    const auto cells = tokens.slice(1, 1), whole = tokens.slice(1, 0, 1).expand_as(cells);
    auto map = part.projection(at::gelu(part.readout(at::cat({cells, whole}, 2))))
                   .transpose(1, 2)
                   .reshape({tokens.size(0), m_config.neck[level], rows, columns});
    if (part.growWeight)
        return at::conv_transpose2d(map, part.growWeight->value, part.growBias->value, kGrow[level]);
    return part.shrink.weight ? part.shrink(map) : map;
}

at::Tensor Dpt::fused(const std::vector<at::Tensor> &features) const
{
    at::Tensor sum;
    for (size_t i = 0; i < 4; ++i) {
        const auto &layer = m_fusions[i];
        auto feature = at::conv2d(features[3 - i], m_necks[3 - i]->value, std::optional<at::Tensor>(), 1, 1);
        if (sum.defined())
            feature = sum + layer.side(feature);
        feature = layer.main(feature);
        sum = layer.projection(resizedMap(feature, 2 * feature.size(2), 2 * feature.size(3), true));
    }
    return sum;
}

at::Tensor Dpt::operator()(const at::Tensor &rgb) const
{
    auto depth = m_head1(fused(features(rgb * 2 - 1)));
    depth = resizedMap(depth, 2 * depth.size(2), 2 * depth.size(3), true);
    return at::relu(m_head3(at::relu(m_head2(depth))));
}

} // namespace armature
