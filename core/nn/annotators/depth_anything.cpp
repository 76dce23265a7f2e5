#include "core/nn/annotators/depth_anything.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

namespace {

constexpr std::array<int64_t, 4> kGrow{4, 2, 1, 1};

std::optional<at::Tensor> none() { return std::nullopt; }

} // namespace

DepthAnything::DepthAnything(const DepthAnythingConfig &config) : m_config(config)
{
    const Scope root(m_table);
    declareBackbone(root / "backbone");
    declareNeck(root / "neck");
    const auto head = root / "head";
    m_head1 = Conv2d(head / "conv1", config.fusion, config.fusion / 2, 3, 1, 1);
    m_head2 = Conv2d(head / "conv2", config.fusion / 2, config.head, 3, 1, 1);
    m_head3 = Conv2d(head / "conv3", config.head, 1, 1);
}

void DepthAnything::declareBackbone(const Scope &scope)
{
    const int64_t width = m_config.width;
    const auto embeddings = scope / "embeddings";
    m_classToken = embeddings.declare("cls_token", {1, 1, width}, Init::Zeros, width);
    m_positions = embeddings.declare("position_embeddings", {1, m_config.grid * m_config.grid + 1, width},
                                     Init::Normal, width);
    m_patches =
        Conv2d(embeddings / "patch_embeddings" / "projection", 3, width, m_config.patch, m_config.patch);
    for (int64_t i = 0; i < m_config.layers; ++i) {
        const auto at = scope / "encoder" / "layer" / i;
        const auto attention = at / "attention" / "attention";
        VitBlock block;
        block.heads = m_config.heads;
        block.norm1 = LayerNorm(at / "norm1", width, m_config.normEps);
        block.norm2 = LayerNorm(at / "norm2", width, m_config.normEps);
        block.query = Linear(attention / "query", width, width);
        block.key = Linear(attention / "key", width, width);
        block.value = Linear(attention / "value", width, width);
        block.out = Linear(at / "attention" / "output" / "dense", width, width);
        block.grow = Linear(at / "mlp" / "fc1", width, m_config.mlpWidth);
        block.shrink = Linear(at / "mlp" / "fc2", m_config.mlpWidth, width);
        block.scale1 = (at / "layer_scale1").declare("lambda1", {width}, Init::Ones, 1);
        block.scale2 = (at / "layer_scale2").declare("lambda1", {width}, Init::Ones, 1);
        m_blocks.push_back(block);
    }
    m_norm = LayerNorm(scope / "layernorm", width, m_config.normEps);
}

void DepthAnything::declareNeck(const Scope &scope)
{
    const int64_t fusion = m_config.fusion;
    for (size_t i = 0; i < 4; ++i) {
        const int64_t channels = m_config.neck[i], grow = kGrow[i];
        const auto at = scope / "reassemble_stage" / "layers" / int64_t(i);
        m_reassemble[i].projection = Linear::pointwise(at / "projection", m_config.width, channels);
        if (grow > 1) {
            m_reassemble[i].growWeight =
                (at / "resize")
                    .declare("weight", {channels, channels, grow, grow}, Init::KaimingUniform, channels);
            m_reassemble[i].growBias =
                (at / "resize").declare("bias", {channels}, Init::BiasUniform, channels);
        } else if (i == 3) {
            m_reassemble[i].shrink = Conv2d(at / "resize", channels, channels, 3, 2, 1);
        }
        m_necks[i] =
            (scope / "convs" / int64_t(i))
                .declare("weight", {fusion, channels, 3, 3}, Init::KaimingUniform, channels * 9, true);
        const auto layer = scope / "fusion_stage" / "layers" / int64_t(i);
        m_fusions[i] = {Conv2d(layer / "projection", fusion, fusion, 1),
                        FusionUnit(layer / "residual_layer1", fusion),
                        FusionUnit(layer / "residual_layer2", fusion)};
    }
}

at::Tensor DepthAnything::positions(int64_t rows, int64_t columns) const
{
    const auto &all = m_positions->value;
    const int64_t grid = m_config.grid;
    if (rows == grid && columns == grid)
        return all;
    const auto cells =
        all.slice(1, 1).reshape({1, grid, grid, m_config.width}).permute({0, 3, 1, 2}).to(at::kFloat);
    std::optional<double> scaleY, scaleX;
    if (m_config.isOfficial) { // the authors' guard against rounding, which moves every sample a little
        scaleY = (double(rows) + 0.1) / double(grid);
        scaleX = (double(columns) + 0.1) / double(grid);
    }
    const auto moved = at::upsample_bicubic2d(cells, {rows, columns}, false, scaleY, scaleX);
    return at::cat(
        {all.slice(1, 0, 1),
         moved.permute({0, 2, 3, 1}).reshape({1, rows * columns, m_config.width}).to(all.scalar_type())},
        1);
}

std::vector<at::Tensor> DepthAnything::backbone(const at::Tensor &x) const
{
    const auto cells = m_patches(x);
    auto tokens = at::cat({m_classToken->value, cells.flatten(2).transpose(1, 2)}, 1) +
                  positions(cells.size(2), cells.size(3));
    std::vector<at::Tensor> tapped;
    for (size_t i = 0; i < m_blocks.size(); ++i) {
        tokens = m_blocks[i](tokens);
        if (std::find(m_config.taps.begin(), m_config.taps.end(), int64_t(i) + 1) != m_config.taps.end())
            tapped.push_back(m_norm(tokens));
    }
    return tapped;
}

at::Tensor DepthAnything::reassembled(size_t level, const at::Tensor &tokens, int64_t rows,
                                      int64_t columns) const
{
    const auto &part = m_reassemble[level];
    auto map = part.projection(tokens.slice(1, 1))
                   .transpose(1, 2)
                   .reshape({tokens.size(0), m_config.neck[level], rows, columns});
    if (part.growWeight)
        map = at::conv_transpose2d(map, part.growWeight->value, part.growBias->value, kGrow[level]);
    else if (part.shrink.weight)
        map = part.shrink(map);
    return at::conv2d(map, m_necks[level]->value, none(), 1, 1);
}

at::Tensor DepthAnything::fused(const std::vector<at::Tensor> &features) const
{
    at::Tensor sum;
    for (size_t i = 0; i < 4; ++i) {
        const auto &layer = m_fusions[i];
        auto feature = features[3 - i];
        if (sum.defined()) {
            if (feature.sizes() != sum.sizes())
                feature = resizedMap(feature, sum.size(2), sum.size(3), false);
            feature = sum + layer.side(feature);
        }
        feature = layer.main(feature);
        const bool isLast = i == 3;
        sum = layer.projection(resizedMap(feature, isLast ? 2 * feature.size(2) : features[2 - i].size(2),
                                          isLast ? 2 * feature.size(3) : features[2 - i].size(3), true));
    }
    return sum;
}

at::Tensor DepthAnything::operator()(const at::Tensor &rgb) const
{
    const auto like = rgb.options();
    const auto mean = at::tensor({0.485, 0.456, 0.406}, like).reshape({1, 3, 1, 1});
    const auto deviation = at::tensor({0.229, 0.224, 0.225}, like).reshape({1, 3, 1, 1});
    const int64_t rows = rgb.size(2) / m_config.patch, columns = rgb.size(3) / m_config.patch;
    const auto tapped = backbone((rgb - mean) / deviation);
    std::vector<at::Tensor> features;
    for (size_t i = 0; i < 4; ++i)
        features.push_back(reassembled(i, tapped.at(i), rows, columns));
    auto depth = resizedMap(m_head1(fused(features)), rows * m_config.patch, columns * m_config.patch, true);
    depth = m_head3(at::relu(m_head2(depth)));
    return (m_config.isMetric ? at::sigmoid(depth) : at::relu(depth)) * m_config.maxDepth;
}

} // namespace armature
