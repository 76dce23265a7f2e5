#include "core/diffusion/noise_schedule.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

namespace armature {

namespace {

// Betas from a function of time in [0, 1] that gives the running product itself (Nichol & Dhariwal 2021,
// arXiv 2102.09672, equation 17, and its relatives).
template <typename Function>
at::Tensor betasForAlphaBar(int64_t count, Function alphaBar)
{
    constexpr double kLargestBeta = 0.999;
    std::vector<float> betas;
    for (int64_t i = 0; i < count; ++i) {
        const double from = alphaBar(static_cast<double>(i) / static_cast<double>(count));
        const double to = alphaBar(static_cast<double>(i + 1) / static_cast<double>(count));
        betas.push_back(static_cast<float>(std::min(1 - to / from, kLargestBeta)));
    }
    return at::tensor(betas, at::kFloat);
}

double cosineAlphaBar(double t)
{
    const double cosine = std::cos((t + 0.008) / 1.008 * std::numbers::pi / 2);
    return cosine * cosine;
}

double laplaceAlphaBar(double t)
{
    const double lambda = -0.5 * std::copysign(1.0, 0.5 - t) * std::log(1 - 2 * std::abs(0.5 - t) + 1e-6);
    const double snr = std::exp(lambda);
    return std::sqrt(snr / (1 + snr));
}

at::Tensor plainBetas(const SchedulerConfig &config)
{
    const auto options = at::TensorOptions(at::kFloat);
    const int64_t count = config.trainTimesteps;
    if (!config.trainedBetas.empty())
        return at::tensor(config.trainedBetas, options);
    if (config.betaSchedule == "linear")
        return at::linspace(config.betaStart, config.betaEnd, count, options);
    if (config.betaSchedule == "scaled_linear")
        return at::linspace(std::sqrt(config.betaStart), std::sqrt(config.betaEnd), count, options).pow(2);
    if (config.betaSchedule == "sigmoid")
        return at::sigmoid(at::linspace(-6, 6, count, options)) * (config.betaEnd - config.betaStart) +
               config.betaStart;
    if (config.betaSchedule == "laplace")
        return betasForAlphaBar(count, laplaceAlphaBar);
    if (config.betaSchedule == "exp")
        return betasForAlphaBar(count, [](double t) { return std::exp(-12.0 * t); });
    return betasForAlphaBar(count, cosineAlphaBar);
}

// Shifts and scales the amplitudes so that nothing is left of the signal at the last timestep.
at::Tensor withZeroTerminalSnr(const at::Tensor &betas)
{
    at::Tensor amplitude = (1.0 - betas).cumprod(0).sqrt();
    const at::Tensor first = amplitude[0].clone();
    const at::Tensor last = amplitude[-1].clone();
    amplitude = (amplitude - last) * (first / (first - last));
    const at::Tensor products = amplitude.pow(2);
    const at::Tensor steps = products.slice(0, 1) / products.slice(0, 0, -1);
    return 1.0 - at::cat({products.slice(0, 0, 1), steps});
}

bool dividesBySignal(SchedulerKind kind)
{
    return kind != SchedulerKind::Ddpm && kind != SchedulerKind::Ddim;
}

} // namespace

at::Tensor alphasCumprodOf(const SchedulerConfig &config)
{
    at::Tensor betas = plainBetas(config);
    if (config.rescaleBetasZeroSnr)
        betas = withZeroTerminalSnr(betas);
    at::Tensor products = (1.0 - betas).cumprod(0);
    // Schedulers that count in sigma = noise / signal need a finite one: the smallest number of half
    // precision.
    if (config.rescaleBetasZeroSnr && dividesBySignal(config.kind))
        products[-1] = std::ldexp(1.0, -24);
    return products;
}

NoiseSchedule::NoiseSchedule(SchedulerConfig config)
    : m_config(std::move(config)), m_alphasCumprod(alphasCumprodOf(m_config))
{
}

Result<NoiseSchedule> NoiseSchedule::create(const nlohmann::json &schedulerConfig, const std::string &origin)
{
    ARMATURE_TRY(SchedulerConfig config, parseSchedulerConfig(schedulerConfig, SchedulerKind::Ddpm, origin));
    return NoiseSchedule(std::move(config));
}

std::pair<at::Tensor, at::Tensor> NoiseSchedule::amplitudes(const at::Tensor &timesteps,
                                                            const at::Tensor &like) const
{
    const at::Tensor power = m_alphasCumprod.to(timesteps.device()).index_select(0, timesteps);
    std::vector<int64_t> shape(static_cast<size_t>(std::max<int64_t>(like.dim(), 1)), 1);
    shape[0] = power.size(0);
    return {power.sqrt().view(shape), (1 - power).sqrt().view(shape)};
}

at::Tensor NoiseSchedule::addNoise(const at::Tensor &latents, const at::Tensor &noise,
                                   const at::Tensor &timesteps) const
{
    const auto [signal, noiseLevel] = amplitudes(timesteps, latents);
    return signal * latents.to(at::kFloat) + noiseLevel * noise.to(at::kFloat);
}

at::Tensor NoiseSchedule::velocity(const at::Tensor &latents, const at::Tensor &noise,
                                   const at::Tensor &timesteps) const
{
    const auto [signal, noiseLevel] = amplitudes(timesteps, latents);
    return signal * noise.to(at::kFloat) - noiseLevel * latents.to(at::kFloat);
}

at::Tensor NoiseSchedule::snr(const at::Tensor &timesteps) const
{
    const auto [signal, noiseLevel] = amplitudes(timesteps, timesteps);
    return (signal / noiseLevel).pow(2);
}

Status NoiseSchedule::checkTimesteps(const at::Tensor &timesteps) const
{
    if (timesteps.scalar_type() != at::kLong)
        return fail(ErrorCode::BadInput, "The timesteps are not int64 numbers.");
    if (timesteps.numel() > 0 &&
        (timesteps.min().item<int64_t>() < 0 || timesteps.max().item<int64_t>() >= trainTimesteps()))
        return fail(ErrorCode::BadInput,
                    "A timestep is outside of 0 to " + std::to_string(trainTimesteps() - 1) + ".");
    return {};
}

} // namespace armature
