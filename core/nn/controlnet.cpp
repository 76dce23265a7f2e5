#include "core/nn/controlnet.h"

#include "core/nn/checkpoint.h"
#include "core/nn/unet_blocks.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace armature {

namespace {

struct ChannelSpread
{
    at::Tensor mean, deviation; // [C]
};

// Over all pictures together, each [1, C, H, W] of its own size. A channel that never changes is left as it is.
ChannelSpread spreadOf(const std::vector<at::Tensor> &pictures)
{
    std::vector<at::Tensor> rows;
    for (const at::Tensor &picture : pictures)
        rows.push_back(picture[0].flatten(1));
    const auto [variance, mean] = at::var_mean(at::cat(rows, 1), at::IntArrayRef{1}, /*correction=*/0.0);
    const auto isFlat = variance < 1e-12;
    return {mean.masked_fill(isFlat, 0), variance.sqrt().masked_fill(isFlat, 1)};
}

// ControlNetConditioningEmbedding: condition at picture size -> C_0 channels at latent size; always SiLU.
class HintNetwork
{
public:
    HintNetwork(const Scope &scope, const ControlNetConfig &config)
    {
        const auto &channels = config.conditioningEmbeddingChannels;
        m_convs.emplace_back(scope / "conv_in", config.conditioningChannels, channels[0], 3, 1, 1);
        for (size_t i = 0; i + 1 < channels.size(); ++i) {
            m_convs.emplace_back(scope / "blocks" / int64_t(2 * i), channels[i], channels[i], 3, 1, 1);
            m_convs.emplace_back(scope / "blocks" / int64_t(2 * i + 1), channels[i], channels[i + 1], 3, 2,
                                 1);
        }
        m_out = Conv2d(scope / "conv_out", channels.back(), config.encoder.blockOutChannels[0], 3, 1, 1);
        m_out.zeroAtStart();
    }

    at::Tensor operator()(at::Tensor x) const
    {
        for (const auto &conv : m_convs)
            x = activate(Activation::Silu, conv(x));
        return m_out(x);
    }

    void calibrate(std::vector<at::Tensor> conditions)
    {
        for (const Conv2d &conv : m_convs) {
            for (at::Tensor &x : conditions)
                x = conv(x);
            const ChannelSpread spread = spreadOf(conditions);
            conv.weight->value.div_(spread.deviation.view({-1, 1, 1, 1}));
            conv.bias->value.sub_(spread.mean).div_(spread.deviation);
            for (at::Tensor &x : conditions) {
                const auto centred = x - spread.mean.view({1, -1, 1, 1});
                x = activate(Activation::Silu, centred / spread.deviation.view({1, -1, 1, 1}));
            }
        }
    }

private:
    std::vector<Conv2d> m_convs;
    Conv2d m_out;
};

Conv2d zeroConvolution(const Scope &scope, int64_t channels)
{
    Conv2d conv(scope, channels, channels, 1);
    conv.zeroAtStart();
    return conv;
}

} // namespace

struct ControlNet::Impl
{
    explicit Impl(ControlNetConfig given);

    ControlNetConfig config;
    ParameterTable table;
    Encoder encoder;
    HintNetwork hint;
    std::vector<Parameter *> hintParameters;
    std::vector<Conv2d> downOut;
    Conv2d midOut;
    bool isCheckpointing = false;
};

ControlNet::Impl::Impl(ControlNetConfig given)
    : config(std::move(given)), encoder(Scope(table), config.encoder),
      hint(Scope(table) / "controlnet_cond_embedding", config)
{
    const Scope root(table);
    for (const auto &parameter : table)
        if (parameter->name.starts_with("controlnet_cond_embedding."))
            hintParameters.push_back(parameter.get());
    for (size_t i = 0; i < encoder.skipChannels().size(); ++i)
        downOut.push_back(
            zeroConvolution(root / "controlnet_down_blocks" / int64_t(i), encoder.skipChannels()[i]));
    midOut = zeroConvolution(root / "controlnet_mid_block", config.encoder.blockOutChannels.back());
}

ControlNet::ControlNet(ControlNetConfig config) : m(std::make_unique<Impl>(std::move(config))) {}
ControlNet::~ControlNet() = default;
ControlNet::ControlNet(ControlNet &&) noexcept = default;

const ControlNetConfig &ControlNet::config() const { return m->config; }
ParameterTable &ControlNet::parameters() { return m->table; }
void ControlNet::setGradientCheckpointing(bool isOn) { m->isCheckpointing = isOn; }

at::Tensor ControlNet::embedCondition(const at::Tensor &condition) const
{
    const auto rgb = m->config.isBgr ? condition.flip({1}) : condition;
    if (!m->isCheckpointing)
        return m->hint(rgb);
    const auto run = [hint = &m->hint](const std::vector<at::Tensor> &kept) { return (*hint)(kept[0]); };
    return checkpointed(run, {rgb}, m->hintParameters);
}

ControlResiduals ControlNet::forward(const at::Tensor &sample, const at::Tensor &timestep,
                                     const TextContext &text, const at::Tensor &condition,
                                     double conditioningScale, bool guessMode) const
{
    return forwardEmbedded(sample, timestep, text, embedCondition(condition), conditioningScale, guessMode);
}

ControlResiduals ControlNet::forwardEmbedded(const at::Tensor &sample, const at::Tensor &timestep,
                                             const TextContext &text, const at::Tensor &embeddedCondition,
                                             double conditioningScale, bool guessMode) const
{
    const PassInputs inputs{m->encoder.embedTime(timestep, text.hidden.size(0)), text.hidden,
                            m->isCheckpointing ? nullptr : text.memory, m->isCheckpointing};
    std::vector<at::Tensor> skips;
    const auto entered = addInto(m->encoder.enter(sample), embeddedCondition);
    const auto mid = m->encoder(entered, inputs, skips);

    const bool isGraded = guessMode && !m->config.globalPoolConditions;
    at::Tensor grades; // 0.1 for the shallowest residual to 1 for the middle
    if (isGraded)
        grades = at::logspace(-1, 0, int64_t(skips.size()) + 1, 10.0, sample.options().dtype(at::kFloat)) *
                 conditioningScale;
    const auto finished = [&](at::Tensor residual, size_t index) {
        if (isGraded)
            residual = residual * grades[int64_t(index)];
        else if (conditioningScale != 1.0)
            residual = residual * conditioningScale;
        return m->config.globalPoolConditions ? residual.mean({2, 3}, true) : residual;
    };
    ControlResiduals residuals;
    for (size_t i = 0; i < skips.size(); ++i)
        residuals.down.push_back(finished(m->downOut[i](skips[i]), i));
    residuals.mid = finished(m->midOut(mid), skips.size());
    return residuals;
}

void ControlNet::initialiseFrom(UNet &unet, uint64_t seed)
{
    const at::NoGradGuard noGrad;
    for (const auto &parameter : m->table) {
        const auto *source = unet.parameters().find(parameter->name);
        parameter->value =
            source ? source->value.detach().to(at::kCPU, at::kFloat, false, true) : at::Tensor();
    }
    m->table.initialise(seed);
}

void ControlNet::calibrateHint(std::vector<at::Tensor> conditions)
{
    if (conditions.empty())
        return;
    const at::NoGradGuard noGrad;
    for (at::Tensor &condition : conditions)
        condition = m->config.isBgr ? condition.flip({1}) : condition;
    m->hint.calibrate(std::move(conditions));
}

} // namespace armature
