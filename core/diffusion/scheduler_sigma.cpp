#include "core/diffusion/scheduler_sigma.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace armature::detail {

SigmaScheduler::SigmaScheduler(SchedulerConfig config)
    : Scheduler(std::move(config)), m_trainingSigmas(sigmasOf(m_config))
{
}

Status SigmaScheduler::setTimesteps(int64_t steps)
{
    ARMATURE_TRY(SigmaGrid grid, sigmaGrid(m_config, m_trainingSigmas, steps));
    arrange(grid);
    m_sigmas = std::move(grid.sigmas);
    m_timesteps = fractionalTimesteps(grid.timesteps);
    return {};
}

double SigmaScheduler::initNoiseSigma() const
{
    const float most = *std::max_element(m_sigmas.begin(), m_sigmas.end());
    // Leading spacing does not begin at the highest level, so the picture's own variance counts.
    return m_config.spacing == TimestepSpacing::Leading ? std::sqrt(most * most + 1.0f) : most;
}

at::Tensor SigmaScheduler::scaleModelInput(const at::Tensor &sample, int64_t i) const
{
    return sample / std::sqrt(sigma(i) * sigma(i) + 1.0f);
}

at::Tensor SigmaScheduler::derivative(const at::Tensor &modelOutput, const at::Tensor &sample,
                                      float sigma) const
{
    const at::Tensor original =
        limitedOriginal(m_config, predictedOriginal(m_config.prediction, modelOutput, sample, sigma));
    return (sample - original) / sigma;
}

} // namespace armature::detail
