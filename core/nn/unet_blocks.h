#pragma once
// The parts of UNet2DConditionModel (diffusers models/unets/unet_2d_blocks.py, embeddings.py), and the
// encoder half as one, which a ControlNet has too.

#include "core/nn/attention.h"
#include "core/nn/model_config.h"
#include "core/nn/resnet.h"

#include <optional>
#include <vector>

namespace armature {

// Sinusoids of the timestep in fp32 (Ho et al. 2020, arXiv 2006.11239), [B] -> [B, channels].
at::Tensor timestepEmbedding(const at::Tensor &timesteps, int64_t channels, bool flipSinToCos,
                             double freqShift);

// What every block of a pass reads besides the map that flows through it.
struct PassInputs
{
    at::Tensor time;             // [B, 4 * C_0], through the activation already
    at::Tensor text;             // [B, T, cross_attention_dim]
    TextMemory *memory = nullptr; // of that text, or null; not with isCheckpointed
    bool isCheckpointed = false; // recompute each resnet with its transformer in the backward pass
};

// A resnet and the transformer after it, where the block has one: the unit of gradient checkpointing.
class Layer
{
public:
    Layer(const Scope &block, int64_t index, const ResnetShape &resnet, const TransformerShape *transformer);
    at::Tensor operator()(const at::Tensor &x, const PassInputs &inputs) const;

private:
    size_t m_first; // of the parameters
    ResnetBlock m_resnet;
    std::optional<SpatialTransformer> m_transformer;
    std::vector<Parameter *> m_parameters;
};

struct BlockShape
{
    ResnetShape resnet;
    TransformerShape transformer;
    bool hasTransformers = false;
    int64_t layers = 2;
};

class DownBlock
{
public:
    DownBlock(const Scope &scope, const BlockShape &shape, bool hasDownsampler, int64_t downsamplePadding);
    // Appends every layer's output, and the downsampler's, to `skips`.
    at::Tensor operator()(at::Tensor x, const PassInputs &inputs, std::vector<at::Tensor> &skips) const;

private:
    std::vector<Layer> m_layers;
    std::optional<Downsampler> m_downsampler;
};

class MidBlock
{
public:
    MidBlock(const Scope &scope, const BlockShape &shape);
    at::Tensor operator()(at::Tensor x, const PassInputs &inputs) const;

private:
    std::vector<Layer> m_layers;
};

class UpBlock
{
public:
    // The first layer takes `previousOut` channels, the last one a skip of `lastSkip` channels, the others
    // shape's out.
    UpBlock(const Scope &scope, const BlockShape &shape, int64_t previousOut, int64_t lastSkip,
            bool hasUpsampler);
    // Each layer takes the next one of takeSkip(); the upsampler enlarges to the size of nextSkip().
    template <typename TakeSkip, typename NextSkip>
    at::Tensor operator()(at::Tensor x, const PassInputs &inputs, TakeSkip takeSkip, NextSkip nextSkip) const
    {
        for (const auto &layer : m_layers)
            x = layer(joined(x, takeSkip()), inputs);
        if (!m_upsampler)
            return x;
        const at::Tensor &like = nextSkip();
        return (*m_upsampler)(x, like.size(2), like.size(3));
    }

private:
    static at::Tensor joined(const at::Tensor &x, const at::Tensor &skip); // along the channels

    std::vector<Layer> m_layers;
    std::optional<Upsampler> m_upsampler;
};

// conv_in, time embedding, down blocks and middle.
class Encoder
{
public:
    Encoder(const Scope &root, const EncoderConfig &config);

    at::Tensor embedTime(const at::Tensor &timestep, int64_t batch) const; // -> PassInputs::time
    at::Tensor enter(const at::Tensor &sample) const;                      // conv_in
    // From conv_in's output; skips begin with it. Returns the middle.
    at::Tensor operator()(at::Tensor x, const PassInputs &inputs, std::vector<at::Tensor> &skips) const;

    const std::vector<int64_t> &skipChannels() const { return m_skipChannels; } // of each skip, in order

private:
    EncoderConfig m_config;
    Activation m_activation;
    Conv2d m_convIn;
    Linear m_time1, m_time2;
    std::vector<DownBlock> m_downs;
    std::optional<MidBlock> m_mid;
    std::vector<int64_t> m_skipChannels;
};

// The shape that both halves give the blocks at a level; `in` and `out` are the resnets' channels.
BlockShape blockShapeAt(const EncoderConfig &config, size_t level, const std::string &type, int64_t in,
                        int64_t out);

} // namespace armature
