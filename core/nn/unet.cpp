#include "core/nn/unet.h"

#include "core/nn/unet_blocks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cassert>

namespace armature {

namespace {

at::Tensor sumOfRows(const at::Tensor &a, const at::Tensor &b)
{
    const int64_t rows = std::max(a.size(0), b.size(0));
    return withRows(a, rows) + withRows(b, rows);
}

} // namespace

struct UNet::Impl
{
    explicit Impl(UNetConfig given);

    UNetConfig config;
    ParameterTable table;
    Encoder encoder;
    std::vector<UpBlock> ups;
    GroupNorm normOut;
    Conv2d convOut;
    Activation activation;
};

UNet::Impl::Impl(UNetConfig given)
    : config(std::move(given)), encoder(Scope(table), config.encoder),
      activation(activationNamed(config.encoder.activation))
{
    const Scope root(table);
    const auto &channels = config.encoder.blockOutChannels;
    const size_t count = channels.size();
    int64_t previous = channels.back();
    for (size_t i = 0; i < count; ++i) {
        const size_t level = count - 1 - i;
        auto shape = blockShapeAt(config.encoder, level, config.upBlockTypes[i], 0, channels[level]);
        shape.layers +=
            1; // one more than on the way down: it takes the skip of the downsampler, or conv_in's
        const int64_t lastSkip = channels[level == 0 ? 0 : level - 1];
        ups.emplace_back(root / "up_blocks" / int64_t(i), shape, previous, lastSkip, level != 0);
        previous = channels[level];
    }
    normOut =
        GroupNorm(root / "conv_norm_out", config.encoder.normGroups, channels[0], config.encoder.normEps);
    convOut = Conv2d(root / "conv_out", channels[0], config.outChannels, 3, 1, 1);
}

UNet::UNet(UNetConfig config) : m(std::make_unique<Impl>(std::move(config))) {}
UNet::~UNet() = default;
UNet::UNet(UNet &&) noexcept = default;

const UNetConfig &UNet::config() const { return m->config; }
ParameterTable &UNet::parameters() { return m->table; }

UNetFeatures UNet::encode(const at::Tensor &sample, const at::Tensor &timestep, const TextContext &text) const
{
    UNetFeatures features;
    features.timeEmbedding = m->encoder.embedTime(timestep, text.hidden.size(0));
    const auto x = m->encoder.enter(m->config.centersInput ? 2 * sample - 1 : sample);
    features.mid = m->encoder(x, {features.timeEmbedding, text.hidden, text.memory}, features.skips);
    return features;
}

at::Tensor UNet::decode(const UNetFeatures &features, const TextContext &text,
                        const ControlResiduals *residuals) const
{
    assert(!residuals || residuals->down.size() == features.skips.size());
    const auto &skips = features.skips;
    size_t left = skips.size();
    const auto takeSkip = [&] {
        --left;
        return residuals ? sumOfRows(skips[left], residuals->down[left]) : skips[left];
    };
    const auto nextSkip = [&]() -> const at::Tensor & { return skips[left - 1]; };

    const PassInputs inputs{features.timeEmbedding, text.hidden, text.memory};
    auto x = residuals && residuals->mid.defined() ? sumOfRows(features.mid, residuals->mid) : features.mid;
    for (const auto &up : m->ups)
        x = up(x, inputs, takeSkip, nextSkip);
    return withRows(m->convOut(m->normOut.activated(m->activation, x)), text.hidden.size(0));
}

at::Tensor UNet::forward(const at::Tensor &sample, const at::Tensor &timestep, const TextContext &text,
                         const ControlResiduals *residuals) const
{
    return decode(encode(sample, timestep, text), text, residuals);
}

} // namespace armature
