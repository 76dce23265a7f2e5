#include "core/nn/unet_blocks.h"

#include "core/nn/checkpoint.h"

#include <ATen/ATen.h>

#include <cmath>

namespace armature {

at::Tensor timestepEmbedding(const at::Tensor &timesteps, int64_t channels, bool flipSinToCos,
                             double freqShift)
{
    const int64_t half = channels / 2;
    const auto options = at::TensorOptions().dtype(at::kFloat).device(timesteps.device());
    const auto exponent = at::arange(half, options) * -std::log(10000.0) / (double(half) - freqShift);
    const auto angles = timesteps.to(at::kFloat).unsqueeze(1) * at::exp(exponent).unsqueeze(0);
    const auto embedding =
        flipSinToCos ? at::cat({angles.cos(), angles.sin()}, 1) : at::cat({angles.sin(), angles.cos()}, 1);
    return channels % 2 == 0 ? embedding : at::constant_pad_nd(embedding, {0, 1});
}

Layer::Layer(const Scope &block, int64_t index, const ResnetShape &resnet,
             const TransformerShape *transformer)
    : m_first(block.table().size()), m_resnet(block / "resnets" / index, resnet)
{
    if (transformer)
        m_transformer.emplace(block / "attentions" / index, *transformer);
    m_parameters = block.table().since(m_first);
}

at::Tensor Layer::operator()(const at::Tensor &x, const PassInputs &inputs) const
{
    const auto run = [this, memory = inputs.memory](const at::Tensor &residual, const at::Tensor &main,
                                                    const at::Tensor &time, const at::Tensor &text) {
        const auto hidden = m_resnet.run(main, residual, time);
        return m_transformer ? (*m_transformer)(hidden, {text, memory}) : hidden;
    };
    if (!inputs.isCheckpointed)
        return run(x, x, inputs.time, inputs.text);
    // x enters twice, the residual path first: autograd then adds up its gradients in the order that it has
    // without checkpointing, and the two give the same bits.
    return checkpointed(
        [run](const std::vector<at::Tensor> &kept) { return run(kept[0], kept[1], kept[2], kept[3]); },
        {x, x, inputs.time, inputs.text}, m_parameters);
}

DownBlock::DownBlock(const Scope &scope, const BlockShape &shape, bool hasDownsampler,
                     int64_t downsamplePadding)
{
    auto resnet = shape.resnet;
    for (int64_t i = 0; i < shape.layers; ++i) {
        m_layers.emplace_back(scope, i, resnet, shape.hasTransformers ? &shape.transformer : nullptr);
        resnet.in = resnet.out;
    }
    if (hasDownsampler)
        m_downsampler.emplace(scope / "downsamplers" / 0, resnet.out, downsamplePadding);
}

at::Tensor DownBlock::operator()(at::Tensor x, const PassInputs &inputs, std::vector<at::Tensor> &skips) const
{
    for (const auto &layer : m_layers)
        skips.push_back(x = layer(x, inputs));
    if (m_downsampler)
        skips.push_back(x = (*m_downsampler)(x));
    return x;
}

// UNetMidBlock2DCrossAttn is resnet, transformer, resnet; UNetMidBlock2D in a UNet has no attention and one
// resnet.
MidBlock::MidBlock(const Scope &scope, const BlockShape &shape)
{
    m_layers.emplace_back(scope, 0, shape.resnet, shape.hasTransformers ? &shape.transformer : nullptr);
    if (shape.hasTransformers)
        m_layers.emplace_back(scope, 1, shape.resnet, nullptr);
}

at::Tensor MidBlock::operator()(at::Tensor x, const PassInputs &inputs) const
{
    for (const auto &layer : m_layers)
        x = layer(x, inputs);
    return x;
}

UpBlock::UpBlock(const Scope &scope, const BlockShape &shape, int64_t previousOut, int64_t lastSkip,
                 bool hasUpsampler)
{
    for (int64_t i = 0; i < shape.layers; ++i) {
        auto resnet = shape.resnet;
        resnet.in = (i == 0 ? previousOut : resnet.out) + (i == shape.layers - 1 ? lastSkip : resnet.out);
        m_layers.emplace_back(scope, i, resnet, shape.hasTransformers ? &shape.transformer : nullptr);
    }
    if (hasUpsampler)
        m_upsampler.emplace(scope / "upsamplers" / 0, shape.resnet.out);
}

at::Tensor UpBlock::joined(const at::Tensor &x, const at::Tensor &skip)
{
    return at::cat({x, withRows(skip, x.size(0))}, 1);
}

BlockShape blockShapeAt(const EncoderConfig &config, size_t level, const std::string &type, int64_t in,
                        int64_t out)
{
    BlockShape shape;
    shape.resnet = {in,
                    out,
                    config.blockOutChannels.front() * 4,
                    config.normGroups,
                    config.normEps,
                    activationNamed(config.activation),
                    1.0};
    shape.transformer = {out,
                         config.headCount[level],
                         config.crossAttentionDim,
                         config.transformerLayersPerBlock[level],
                         config.normGroups,
                         config.useLinearProjection,
                         config.onlyCrossAttention[level],
                         config.upcastAttention};
    shape.hasTransformers = type.starts_with("CrossAttn") || type.ends_with("CrossAttn");
    shape.layers = config.layersPerBlock[level];
    return shape;
}

Encoder::Encoder(const Scope &root, const EncoderConfig &config)
    : m_config(config), m_activation(activationNamed(config.activation))
{
    const auto &channels = config.blockOutChannels;
    m_convIn = Conv2d(root / "conv_in", config.inChannels, channels[0], 3, 1, 1);
    m_time1 = Linear(root / "time_embedding" / "linear_1", channels[0], 4 * channels[0]);
    m_time2 = Linear(root / "time_embedding" / "linear_2", 4 * channels[0], 4 * channels[0]);
    m_skipChannels.push_back(channels[0]);
    for (size_t i = 0; i < channels.size(); ++i) {
        const bool isLast = i + 1 == channels.size();
        const auto shape =
            blockShapeAt(config, i, config.downBlockTypes[i], channels[i == 0 ? 0 : i - 1], channels[i]);
        m_downs.emplace_back(root / "down_blocks" / int64_t(i), shape, !isLast, config.downsamplePadding);
        m_skipChannels.insert(m_skipChannels.end(), size_t(shape.layers) + (isLast ? 0 : 1), channels[i]);
    }
    if (config.midBlockType.empty())
        return;
    auto shape =
        blockShapeAt(config, channels.size() - 1, config.midBlockType, channels.back(), channels.back());
    shape.resnet.outputScale = config.midBlockScaleFactor;
    shape.transformer.onlyCrossAttention = false; // the middle keeps its self-attention whatever the key says
    m_mid.emplace(root / "mid_block", shape);
}

at::Tensor Encoder::embedTime(const at::Tensor &timestep, int64_t batch) const
{
    const auto &like = m_time1.weight->value; // a convolution may still be in its file's type
    const auto timesteps =
        (timestep.dim() == 0 ? timestep.unsqueeze(0) : timestep).to(like.device()).expand({batch});
    const auto sinusoids =
        timestepEmbedding(timesteps, m_config.blockOutChannels[0], m_config.flipSinToCos, m_config.freqShift);
    // Every resnet begins with the activation of the embedding, so it is taken here once.
    return activate(m_activation, m_time2(activate(m_activation, m_time1(sinusoids.to(like.scalar_type())))));
}

at::Tensor Encoder::enter(const at::Tensor &sample) const { return m_convIn(sample); }

at::Tensor Encoder::operator()(at::Tensor x, const PassInputs &inputs, std::vector<at::Tensor> &skips) const
{
    skips.push_back(x);
    for (const auto &down : m_downs)
        x = down(x, inputs, skips);
    return m_mid ? (*m_mid)(x, inputs) : x;
}

} // namespace armature
