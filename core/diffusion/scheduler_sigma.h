#pragma once
// Schedulers whose samples are picture + sigma * noise: Euler, Euler ancestral, LMS, Heun.

#include "core/diffusion/scheduler_detail.h"
#include "core/diffusion/timestep_grid.h"

namespace armature::detail {

class SigmaScheduler : public Scheduler
{
public:
    explicit SigmaScheduler(SchedulerConfig config);

    Status setTimesteps(int64_t steps) override;
    double initNoiseSigma() const override;
    at::Tensor scaleModelInput(const at::Tensor &sample, int64_t i) const override;

protected:
    // Noise level at call i; one more level than calls.
    float sigma(int64_t i) const { return m_sigmas[static_cast<size_t>(i)]; }
    // d sample / d sigma, from the picture that the output implies at this level.
    at::Tensor derivative(const at::Tensor &modelOutput, const at::Tensor &sample, float sigma) const;
    // Levels and timesteps call by call, where a method calls more than once a step; forgets the last
    // picture's.
    virtual void arrange(SigmaGrid &grid) { (void)grid; }

private:
    std::vector<float> m_trainingSigmas, m_sigmas;
};

} // namespace armature::detail
