#pragma once
// How much noise a timestep carries: betas and their running products, and the forward process of training.
// Ho et al. 2020 (arXiv 2006.11239, equation 4); velocity: Salimans & Ho 2022 (arXiv 2202.00512, section 4).

#include "core/diffusion/scheduler_config.h"

#include <ATen/core/Tensor.h>

namespace armature {

// fp32 [trainTimesteps] on the CPU: the running product of 1 - beta. In fp32 throughout, as diffusers
// computes it; in double the last digits differ, and the sampler's with them.
at::Tensor alphasCumprodOf(const SchedulerConfig &config);

class NoiseSchedule
{
public:
    // The forward process of training: the configuration as diffusers' DDPMScheduler takes it, whatever
    // scheduler it names. Errors: those of parseSchedulerConfig().
    static Result<NoiseSchedule> create(const nlohmann::json &schedulerConfig, const std::string &origin);

    // All take [B, ...] of any float type and int64 timesteps [B] on the same device, and answer in fp32: in
    // half precision the products lose the digits that tell neighbouring timesteps apart (diffusers casts
    // them to the type of the latents; cast the result instead).
    at::Tensor addNoise(const at::Tensor &latents, const at::Tensor &noise,
                        const at::Tensor &timesteps) const;
    at::Tensor velocity(const at::Tensor &latents, const at::Tensor &noise,
                        const at::Tensor &timesteps) const;
    // fp32 [B]: signal to noise power; 0 where rescaled betas leave no signal.
    at::Tensor snr(const at::Tensor &timesteps) const;

    // Errors: BadInput (not int64, negative, or past the last training timestep). The functions above do not
    // ask.
    Status checkTimesteps(const at::Tensor &timesteps) const;

    PredictionType predictionType() const { return m_config.prediction; }
    int64_t trainTimesteps() const { return m_config.trainTimesteps; }
    const at::Tensor &alphasCumprod() const { return m_alphasCumprod; }

private:
    explicit NoiseSchedule(SchedulerConfig config);
    // Square roots of signal and noise power, [B, 1, ...] with as many dimensions as `like`.
    std::pair<at::Tensor, at::Tensor> amplitudes(const at::Tensor &timesteps, const at::Tensor &like) const;

    SchedulerConfig m_config;
    at::Tensor m_alphasCumprod;
};

} // namespace armature
