// Song et al. 2020 (arXiv 2010.02502, equation 12) with eta = 0. Reference: diffusers scheduling_ddim.py.
#include "core/diffusion/scheduler_detail.h"
#include "core/diffusion/timestep_grid.h"

#include <ATen/ATen.h>

#include <cmath>

namespace armature::detail {

namespace {

class DdimScheduler final : public Scheduler
{
public:
    explicit DdimScheduler(SchedulerConfig config)
        : Scheduler(std::move(config)), m_alphas(alphasOf(m_config))
    {
    }

    Status setTimesteps(int64_t steps) override
    {
        ARMATURE_TRY(const auto timesteps, spacedTimesteps(m_config, steps, true));
        ARMATURE_CHECK(checkWholeTimesteps(m_config, timesteps, m_alphas));
        m_indices.assign(timesteps.begin(), timesteps.end());
        m_stride = m_config.trainTimesteps / steps;
        m_timesteps = wholeTimesteps(timesteps);
        return {};
    }

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &) override
    {
        const int64_t timestep = m_indices[static_cast<size_t>(i)];
        const float alpha = alphaAt(timestep), previousAlpha = alphaAt(timestep - m_stride);
        const float signal = std::sqrt(alpha), noiseLevel = std::sqrt(1.0f - alpha);
        const at::Tensor raw =
            predictedOriginal(m_config.prediction, modelOutput, sample, signal, noiseLevel);
        // The noise is the one that the picture implies before it is limited.
        const at::Tensor original = limitedOriginal(m_config, raw);
        return std::sqrt(previousAlpha) * original +
               std::sqrt(1.0f - previousAlpha) * noiseOf(modelOutput, sample, signal, noiseLevel);
    }

private:
    float alphaAt(int64_t timestep) const
    {
        if (timestep >= 0)
            return m_alphas[static_cast<size_t>(timestep)];
        return m_config.setAlphaToOne ? 1.0f : m_alphas.front();
    }

    at::Tensor noiseOf(const at::Tensor &output, const at::Tensor &sample, float signal,
                       float noiseLevel) const
    {
        switch (m_config.prediction) {
        case PredictionType::Epsilon:
            return output;
        case PredictionType::VPrediction:
            return signal * output + noiseLevel * sample;
        case PredictionType::Sample:
            return (sample - signal * output) / noiseLevel;
        }
        return {};
    }

    std::vector<float> m_alphas;
    std::vector<int64_t> m_indices; // the timesteps again
    int64_t m_stride = 1;           // whole, even where the timesteps lie a fraction further apart
};

} // namespace

std::unique_ptr<Scheduler> makeDdim(SchedulerConfig config)
{
    return std::make_unique<DdimScheduler>(std::move(config));
}

} // namespace armature::detail
