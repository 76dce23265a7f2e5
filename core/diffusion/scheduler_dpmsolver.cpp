// Lu et al. 2022, DPM-Solver++ (arXiv 2211.01095, algorithm 2 and its third-order and SDE forms), in the form
// that predicts the picture. Reference: diffusers scheduling_dpmsolver_multistep.py.
#include "core/diffusion/scheduler_detail.h"
#include "core/diffusion/timestep_grid.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace armature::detail {

namespace {

constexpr size_t kFewSteps = 15; // below this the last steps are of lower order, for stability

class DpmSolverScheduler final : public Scheduler
{
public:
    explicit DpmSolverScheduler(SchedulerConfig config)
        : Scheduler(std::move(config)), m_trainingSigmas(sigmasOf(m_config))
    {
    }

    Status setTimesteps(int64_t steps) override
    {
        ARMATURE_TRY(SigmaGrid grid,
                     multistepSigmaGrid(m_config, m_trainingSigmas, steps, usableTimesteps()));
        m_sigmas = std::move(grid.sigmas);
        m_timesteps = wholeTimesteps(grid.timesteps);
        m_originals.clear();
        return {};
    }

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &generator) override
    {
        const LambdaPoint here(m_sigmas[static_cast<size_t>(i)]);
        m_originals.insert(m_originals.begin(),
                           limitedOriginal(m_config, predictedOriginal(m_config.prediction, modelOutput,
                                                                       sample, here.alpha, here.sigma)));
        const size_t kept = std::min(m_originals.size(), static_cast<size_t>(m_config.solverOrder));
        m_originals.resize(kept);
        const at::Tensor moved = deterministicPart(sample, i, orderAt(i));
        if (!m_config.isStochastic)
            return moved;
        const LambdaPoint next(m_sigmas[static_cast<size_t>(i) + 1]);
        const float share = std::sqrt(1.0f - std::exp(-2.0f * (next.lambda - here.lambda)));
        return moved + next.sigma * share * noiseLike(sample, generator);
    }

private:
    // The training timesteps whose lambda is not below lambda_min_clipped.
    int64_t usableTimesteps() const
    {
        return std::count_if(m_trainingSigmas.begin(), m_trainingSigmas.end(), [&](float sigma) {
            return !(LambdaPoint(sigma).lambda < static_cast<float>(m_config.lambdaMinClipped));
        });
    }

    size_t orderAt(int64_t i) const
    {
        const size_t total = m_sigmas.size() - 1, left = total - static_cast<size_t>(i);
        const bool isLoweredAtEnd = m_config.lowerOrderFinal && total < kFewSteps;
        size_t order = m_originals.size();
        if (left == 1 && (m_config.eulerAtFinal || isLoweredAtEnd || m_config.finalSigma == FinalSigma::Zero))
            order = 1;
        else if (left == 2 && isLoweredAtEnd)
            order = std::min<size_t>(order, 2);
        return order;
    }

    // Everything but the noise of the SDE form. With g = exp(-h), or exp(-2h) there, the picture's weight is
    // alpha * (1 - g), and what is left of the sample follows.
    at::Tensor deterministicPart(const at::Tensor &sample, int64_t i, size_t order) const
    {
        const auto at = static_cast<size_t>(i);
        const LambdaPoint next(m_sigmas[at + 1]), here(m_sigmas[at]);
        const float h = next.lambda - here.lambda;
        const float rate = m_config.isStochastic ? 2.0f * h : h;
        const float gain = 1.0f - std::exp(-rate);
        const float kept = next.sigma / here.sigma * (m_config.isStochastic ? std::exp(-h) : 1.0f);
        const at::Tensor first = kept * sample + next.alpha * gain * m_originals[0];
        if (order == 1)
            return first;

        // Divided differences over lambda, in units of h.
        const float h0 = here.lambda - LambdaPoint(m_sigmas[at - 1]).lambda;
        const float r0 = h0 / h;
        const at::Tensor d10 = (1.0f / r0) * (m_originals[0] - m_originals[1]);
        const float heunWeight = next.alpha * (1.0f - gain / rate);
        if (order == 2)
            return first + (m_config.isHeunSolver ? heunWeight : 0.5f * next.alpha * gain) * d10;

        const float h1 = LambdaPoint(m_sigmas[at - 1]).lambda - LambdaPoint(m_sigmas[at - 2]).lambda;
        const float r1 = h1 / h;
        const at::Tensor d11 = (1.0f / r1) * (m_originals[1] - m_originals[2]);
        const at::Tensor d1 = d10 + (r0 / (r0 + r1)) * (d10 - d11);
        const at::Tensor d2 = (1.0f / (r0 + r1)) * (d10 - d11);
        // The SDE form's last term has the other sign in the reference (k-diffusion has plus in both);
        // pictures are to be the reference's.
        const float half = m_config.isStochastic ? -0.5f : 0.5f;
        return first + heunWeight * d1 + next.alpha * ((gain - rate) / (rate * rate) + half) * d2;
    }

    std::vector<float> m_trainingSigmas, m_sigmas;
    std::vector<at::Tensor> m_originals; // predicted pictures, latest first, at most solverOrder
};

} // namespace

std::unique_ptr<Scheduler> makeDpmSolver(SchedulerConfig config)
{
    return std::make_unique<DpmSolverScheduler>(std::move(config));
}

} // namespace armature::detail
