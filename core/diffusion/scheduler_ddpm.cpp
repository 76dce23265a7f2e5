// Ho et al. 2020 (arXiv 2006.11239, algorithm 2 and equation 7). Reference: diffusers scheduling_ddpm.py.
#include "core/diffusion/scheduler_detail.h"
#include "core/diffusion/timestep_grid.h"

#include <ATen/ATen.h>

#include <cmath>

namespace armature::detail {

namespace {

class DdpmScheduler final : public Scheduler
{
public:
    explicit DdpmScheduler(SchedulerConfig config)
        : Scheduler(std::move(config)), m_alphas(alphasOf(m_config))
    {
    }

    Status setTimesteps(int64_t steps) override
    {
        ARMATURE_TRY(const auto timesteps, spacedTimesteps(m_config, steps, true));
        ARMATURE_CHECK(checkWholeTimesteps(m_config, timesteps, m_alphas));
        m_indices.assign(timesteps.begin(), timesteps.end());
        m_timesteps = wholeTimesteps(timesteps);
        return {};
    }

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &generator) override
    {
        const auto at = static_cast<size_t>(i);
        const float alpha = m_alphas[m_indices[at]];
        const float previousAlpha = at + 1 < m_indices.size() ? m_alphas[m_indices[at + 1]] : 1.0f;
        const float beta = 1.0f - alpha, previousBeta = 1.0f - previousAlpha;
        const float stepAlpha = alpha / previousAlpha;
        const float stepBeta = 1.0f - stepAlpha;

        const at::Tensor original =
            limitedOriginal(m_config, predictedOriginal(m_config.prediction, modelOutput, sample,
                                                        std::sqrt(alpha), std::sqrt(beta)));
        const at::Tensor mean = std::sqrt(previousAlpha) * stepBeta / beta * original +
                                std::sqrt(stepAlpha) * previousBeta / beta * sample;
        if (m_indices[at] == 0)
            return mean;
        constexpr float kLeastVariance = 1e-20f;
        const float posterior = std::max(previousBeta / beta * stepBeta, kLeastVariance);
        const float variance = m_config.variance == DdpmVariance::FixedLarge ? stepBeta : posterior;
        return mean + std::sqrt(variance) * noiseLike(sample, generator);
    }

private:
    std::vector<float> m_alphas;
    std::vector<size_t> m_indices; // the timesteps again
};

} // namespace

std::unique_ptr<Scheduler> makeDdpm(SchedulerConfig config)
{
    return std::make_unique<DdpmScheduler>(std::move(config));
}

} // namespace armature::detail
