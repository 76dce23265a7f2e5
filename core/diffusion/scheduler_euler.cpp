// Karras et al. 2022 (arXiv 2206.00364, algorithm 2 without churn) and the ancestral sampler of k-diffusion.
// Reference: diffusers scheduling_euler_discrete.py, scheduling_euler_ancestral_discrete.py.
#include "core/diffusion/scheduler_sigma.h"

#include <ATen/ATen.h>

#include <cmath>

namespace armature::detail {

namespace {

class EulerScheduler final : public SigmaScheduler
{
public:
    using SigmaScheduler::SigmaScheduler;

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &) override
    {
        return sample + derivative(modelOutput, sample, sigma(i)) * (sigma(i + 1) - sigma(i));
    }
};

class EulerAncestralScheduler final : public SigmaScheduler
{
public:
    using SigmaScheduler::SigmaScheduler;

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &generator) override
    {
        const float from = sigma(i), to = sigma(i + 1);
        const float up = std::sqrt(to * to * (from * from - to * to) / (from * from));
        const float down = std::sqrt(to * to - up * up);
        const at::Tensor moved = sample + derivative(modelOutput, sample, from) * (down - from);
        // The last step adds none, but draws: what is drawn after it must not shift.
        return moved + up * noiseLike(sample, generator);
    }
};

} // namespace

std::unique_ptr<Scheduler> makeEuler(SchedulerConfig config)
{
    return std::make_unique<EulerScheduler>(std::move(config));
}

std::unique_ptr<Scheduler> makeEulerAncestral(SchedulerConfig config)
{
    return std::make_unique<EulerAncestralScheduler>(std::move(config));
}

} // namespace armature::detail
