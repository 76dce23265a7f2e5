// Liu et al. 2022 (arXiv 2202.09778, equations 11 to 13): pseudo linear multistep, with or without a pseudo
// Runge-Kutta start. Reference: diffusers scheduling_pndm.py.
#include "core/diffusion/scheduler_detail.h"
#include "core/diffusion/timestep_grid.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace armature::detail {

namespace {

constexpr size_t kOrder = 4;
constexpr size_t kCallsPerRungeKutta = 4;

// Without the Runge-Kutta start the first step is done twice: once as it is, once with the mean of its two
// ends.
std::vector<double> linearCalls(const std::vector<double> &timesteps)
{
    std::vector<double> calls = timesteps;
    if (calls.size() > 1)
        calls.insert(calls.begin() + 1, calls[1]);
    return calls;
}

// Four calls for each of three steps: at its begin, twice in its middle, at its end.
std::vector<double> rungeKuttaCalls(const std::vector<double> &timesteps, int64_t halfStride)
{
    std::vector<double> calls;
    for (size_t step = 0; step + 1 < kOrder; ++step) {
        const double middle = timesteps[step + 1] + static_cast<double>(halfStride);
        calls.insert(calls.end(), {timesteps[step], middle, middle, timesteps[step + 1]});
    }
    return calls;
}

class PndmScheduler final : public Scheduler
{
public:
    explicit PndmScheduler(SchedulerConfig config)
        : Scheduler(std::move(config)), m_alphas(alphasOf(m_config))
    {
    }

    Status setTimesteps(int64_t steps) override
    {
        ARMATURE_TRY(const auto timesteps, spacedTimesteps(m_config, steps, true));
        const bool startsWithRungeKutta = !m_config.skipPrkSteps;
        if (startsWithRungeKutta && timesteps.size() < kOrder)
            return fail(ErrorCode::BadInput,
                        "PNDMScheduler with its Runge-Kutta start needs at least 4 steps.",
                        "Use --steps 4 or more, or set skip_prk_steps to true in " + m_config.origin + ".");
        m_stride = m_config.trainTimesteps / steps;
        std::vector<double> calls;
        if (startsWithRungeKutta) {
            calls = rungeKuttaCalls(timesteps, m_stride / 2);
            m_rungeKuttaCalls = calls.size();
            calls.insert(calls.end(), timesteps.begin() + kOrder - 1, timesteps.end());
        } else {
            calls = linearCalls(timesteps);
            m_rungeKuttaCalls = 0;
        }
        ARMATURE_CHECK(checkWholeTimesteps(m_config, calls, m_alphas));
        m_calls.assign(calls.begin(), calls.end());
        m_timesteps = wholeTimesteps(calls);
        m_outputs.clear();
        m_start = at::Tensor();
        m_blend = at::Tensor();
        return {};
    }

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &) override
    {
        const auto call = static_cast<size_t>(i);
        return call < m_rungeKuttaCalls ? rungeKuttaStep(modelOutput, call, sample)
                                        : linearStep(modelOutput, call, sample);
    }

private:
    at::Tensor rungeKuttaStep(const at::Tensor &output, size_t call, const at::Tensor &sample)
    {
        const size_t stage = call % kCallsPerRungeKutta;
        const int64_t from = m_calls[call - stage];
        const int64_t to = m_calls[call] - (stage % 2 ? 0 : m_stride / 2);
        at::Tensor direction = output;
        if (stage == 0) {
            m_outputs.push_back(output);
            m_start = sample;
            m_blend = output / 6.0;
        } else if (stage < 3) {
            m_blend = m_blend + output / 3.0;
        } else {
            direction = m_blend + output / 6.0;
        }
        return moved(m_start, from, to, direction);
    }

    at::Tensor linearStep(const at::Tensor &output, size_t call, const at::Tensor &sample)
    {
        if (m_rungeKuttaCalls == 0 && call == 1) // the first step again
            return moved(m_start, m_calls[1] + m_stride, m_calls[1], (output + m_outputs.back()) / 2.0);
        if (m_outputs.size() == kOrder)
            m_outputs.erase(m_outputs.begin());
        m_outputs.push_back(output);
        m_start = sample;
        return moved(sample, m_calls[call], m_calls[call] - m_stride, blended());
    }

    // Adams-Bashforth of as high an order as there are outputs.
    at::Tensor blended() const
    {
        const size_t count = m_outputs.size();
        const auto back = [&](size_t k) -> const at::Tensor & { return m_outputs[count - k]; };
        if (count == 1)
            return back(1);
        if (count == 2)
            return (3.0 * back(1) - back(2)) / 2.0;
        if (count == 3)
            return (23.0 * back(1) - 16.0 * back(2) + 5.0 * back(3)) / 12.0;
        return (55.0 * back(1) - 59.0 * back(2) + 37.0 * back(3) - 9.0 * back(4)) / 24.0;
    }

    float alphaAt(int64_t timestep) const
    {
        if (timestep >= 0)
            return m_alphas[std::min(static_cast<size_t>(timestep), m_alphas.size() - 1)];
        return m_config.setAlphaToOne ? 1.0f : m_alphas.front();
    }

    // Equation 11 of the paper.
    at::Tensor moved(const at::Tensor &sample, int64_t from, int64_t to, const at::Tensor &output) const
    {
        const float alpha = alphaAt(from), nextAlpha = alphaAt(to);
        const float beta = 1.0f - alpha, nextBeta = 1.0f - nextAlpha;
        const at::Tensor noise = m_config.prediction == PredictionType::VPrediction
                                     ? std::sqrt(alpha) * output + std::sqrt(beta) * sample
                                     : output;
        const float divisor = alpha * std::sqrt(nextBeta) + std::sqrt(alpha * beta * nextAlpha);
        return std::sqrt(nextAlpha / alpha) * sample - (nextAlpha - alpha) * noise / divisor;
    }

    std::vector<float> m_alphas;
    std::vector<int64_t> m_calls; // the timesteps again
    size_t m_rungeKuttaCalls = 0;
    int64_t m_stride = 1;
    std::vector<at::Tensor> m_outputs; // the latest four at most, oldest first
    at::Tensor m_start;                // the sample that the step under way began with
    at::Tensor m_blend;                // of the Runge-Kutta step under way
};

} // namespace

std::unique_ptr<Scheduler> makePndm(SchedulerConfig config)
{
    return std::make_unique<PndmScheduler>(std::move(config));
}

} // namespace armature::detail
