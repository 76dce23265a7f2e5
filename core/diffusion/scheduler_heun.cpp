// Karras et al. 2022 (arXiv 2206.00364, algorithm 1): an Euler step, and again with the mean of the slopes at
// its ends. Reference: diffusers scheduling_heun_discrete.py.
#include "core/diffusion/scheduler_sigma.h"

#include <ATen/ATen.h>

namespace armature::detail {

namespace {

template <typename Value>
std::vector<Value> allTwiceBut(const std::vector<Value> &values, size_t first, size_t last)
{
    std::vector<Value> twice;
    for (size_t i = 0; i < values.size(); ++i)
        twice.insert(twice.end(), i < first || i >= last ? 1 : 2, values[i]);
    return twice;
}

class HeunScheduler final : public SigmaScheduler
{
public:
    using SigmaScheduler::SigmaScheduler;

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &) override
    {
        if (i % 2 == 0) {
            m_slope = derivative(modelOutput, sample, sigma(i));
            m_start = sample;
            m_width = sigma(i + 1) - sigma(i);
            return sample + m_slope * m_width;
        }
        const at::Tensor slope = (m_slope + derivative(modelOutput, sample, sigma(i))) / 2.0;
        return m_start + slope * m_width;
    }

protected:
    // Every step asks at its begin and at its end, but the last, which ends without noise.
    void arrange(SigmaGrid &grid) override
    {
        grid.sigmas = allTwiceBut(grid.sigmas, 1, grid.sigmas.size() - 1);
        grid.timesteps = allTwiceBut(grid.timesteps, 1, grid.timesteps.size());
    }

private:
    at::Tensor m_slope, m_start;
    float m_width = 0;
};

} // namespace

std::unique_ptr<Scheduler> makeHeun(SchedulerConfig config)
{
    return std::make_unique<HeunScheduler>(std::move(config));
}

} // namespace armature::detail
