#include "core/nn/vae.h"

#include "core/nn/attention.h"
#include "core/nn/resnet.h"

#include <ATen/ATen.h>

#include <optional>
#include <vector>

namespace armature {

namespace {

constexpr double kEps = 1e-6;

ResnetShape resnetShape(const VaeConfig &config, int64_t in, int64_t out)
{
    return {in, out, 0, config.normGroups, kEps, activationNamed(config.activation), 1.0};
}

class Middle
{
public:
    Middle(const Scope &scope, const VaeConfig &config)
    {
        const int64_t channels = config.blockOutChannels.back();
        m_resnets.emplace_back(scope / "resnets" / 0, resnetShape(config, channels, channels));
        if (config.midBlockAddAttention)
            m_attention.emplace(scope / "attentions" / 0, channels, config.normGroups, kEps);
        m_resnets.emplace_back(scope / "resnets" / 1, resnetShape(config, channels, channels));
    }
    at::Tensor operator()(at::Tensor x) const
    {
        x = m_resnets[0](x, {});
        return m_resnets[1](m_attention ? (*m_attention)(x) : x, {});
    }

private:
    std::vector<ResnetBlock> m_resnets;
    std::optional<MapAttention> m_attention;
};

std::vector<ResnetBlock> resnets(const Scope &scope, const VaeConfig &config, int64_t in, int64_t out,
                                 int64_t count)
{
    std::vector<ResnetBlock> result;
    for (int64_t i = 0; i < count; ++i)
        result.emplace_back(scope / "resnets" / i, resnetShape(config, i == 0 ? in : out, out));
    return result;
}

// conv_norm_out, SiLU whatever act_fn says, conv_out.
struct Exit
{
    Exit(const Scope &scope, const VaeConfig &config, int64_t in, int64_t out)
        : norm(scope / "conv_norm_out", config.normGroups, in, kEps),
          conv(scope / "conv_out", in, out, 3, 1, 1)
    {
    }
    at::Tensor operator()(const at::Tensor &x) const { return conv(norm.activated(Activation::Silu, x)); }

    GroupNorm norm;
    Conv2d conv;
};

class VaeEncoder
{
public:
    VaeEncoder(const Scope &scope, const VaeConfig &config)
        : m_convIn(scope / "conv_in", config.inChannels, config.blockOutChannels[0], 3, 1, 1),
          m_levels(levels(scope / "down_blocks", config)), m_middle(scope / "mid_block", config),
          m_exit(scope, config, config.blockOutChannels.back(), 2 * config.latentChannels)
    {
    }
    at::Tensor operator()(const at::Tensor &sample) const
    {
        auto x = m_convIn(sample);
        for (const auto &level : m_levels) {
            for (const auto &resnet : level.resnets)
                x = resnet(x, {});
            if (level.downsampler)
                x = (*level.downsampler)(x);
        }
        return m_exit(m_middle(x));
    }

private:
    struct Level
    {
        std::vector<ResnetBlock> resnets;
        std::optional<Downsampler> downsampler;
    };
    static std::vector<Level> levels(const Scope &scope, const VaeConfig &config)
    {
        std::vector<Level> result;
        const auto &channels = config.blockOutChannels;
        for (size_t i = 0; i < channels.size(); ++i) {
            const auto here = scope / int64_t(i);
            Level level{
                resnets(here, config, channels[i == 0 ? 0 : i - 1], channels[i], config.layersPerBlock), {}};
            if (i + 1 < channels.size())
                level.downsampler.emplace(here / "downsamplers" / 0, channels[i], 0);
            result.push_back(std::move(level));
        }
        return result;
    }

    Conv2d m_convIn;
    std::vector<Level> m_levels;
    Middle m_middle;
    Exit m_exit;
};

class VaeDecoder
{
public:
    VaeDecoder(const Scope &scope, const VaeConfig &config)
        : m_convIn(scope / "conv_in", config.latentChannels, config.blockOutChannels.back(), 3, 1, 1),
          m_middle(scope / "mid_block", config), m_levels(levels(scope / "up_blocks", config)),
          m_exit(scope, config, config.blockOutChannels[0], config.outChannels)
    {
    }
    at::Tensor operator()(const at::Tensor &latent) const
    {
        auto x = m_middle(m_convIn(latent));
        for (const auto &level : m_levels) {
            for (const auto &resnet : level.resnets)
                x = resnet(x, {});
            if (level.upsampler)
                x = (*level.upsampler)(x, 2 * x.size(2), 2 * x.size(3));
        }
        return m_exit(x);
    }

private:
    struct Level
    {
        std::vector<ResnetBlock> resnets;
        std::optional<Upsampler> upsampler;
    };
    static std::vector<Level> levels(const Scope &scope, const VaeConfig &config)
    {
        std::vector<Level> result;
        const std::vector<int64_t> channels(config.blockOutChannels.rbegin(), config.blockOutChannels.rend());
        for (size_t i = 0; i < channels.size(); ++i) {
            const auto here = scope / int64_t(i);
            Level level{
                resnets(here, config, channels[i == 0 ? 0 : i - 1], channels[i], config.layersPerBlock + 1),
                {}};
            if (i + 1 < channels.size())
                level.upsampler.emplace(here / "upsamplers" / 0, channels[i]);
            result.push_back(std::move(level));
        }
        return result;
    }

    Conv2d m_convIn;
    Middle m_middle;
    std::vector<Level> m_levels;
    Exit m_exit;
};

} // namespace

struct Vae::Impl
{
    explicit Impl(VaeConfig given)
        : config(std::move(given)), encoder(Scope(table) / "encoder", config),
          decoder(Scope(table) / "decoder", config)
    {
        if (config.useQuantConv)
            quant.emplace(Scope(table) / "quant_conv", 2 * config.latentChannels, 2 * config.latentChannels,
                          1);
        if (config.usePostQuantConv)
            postQuant.emplace(Scope(table) / "post_quant_conv", config.latentChannels, config.latentChannels,
                              1);
    }

    VaeConfig config;
    ParameterTable table;
    VaeEncoder encoder;
    VaeDecoder decoder;
    std::optional<Conv2d> quant, postQuant;
};

Vae::Vae(VaeConfig config) : m(std::make_unique<Impl>(std::move(config))) {}
Vae::~Vae() = default;
Vae::Vae(Vae &&) noexcept = default;

const VaeConfig &Vae::config() const { return m->config; }
ParameterTable &Vae::parameters() { return m->table; }

VaeMoments Vae::encode(const at::Tensor &sample) const
{
    auto moments = m->encoder(sample);
    if (m->quant)
        moments = (*m->quant)(moments);
    const auto halves = moments.chunk(2, 1);
    return {halves[0], halves[1].clamp(-30.0, 20.0)};
}

at::Tensor Vae::decode(const at::Tensor &latent) const
{
    return m->decoder(m->postQuant ? (*m->postQuant)(latent) : latent);
}

} // namespace armature
