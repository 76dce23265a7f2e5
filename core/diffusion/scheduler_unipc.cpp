// Zhao et al. 2023, UniPC (arXiv 2302.04867, algorithms 1 to 3): each output first corrects the step that led
// to it, then predicts the next. Reference: diffusers scheduling_unipc_multistep.py.
#include "core/diffusion/scheduler_detail.h"
#include "core/diffusion/timestep_grid.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace armature::detail {

namespace {

class UniPcScheduler final : public Scheduler
{
public:
    explicit UniPcScheduler(SchedulerConfig config)
        : Scheduler(std::move(config)), m_trainingSigmas(sigmasOf(m_config))
    {
    }

    Status setTimesteps(int64_t steps) override
    {
        ARMATURE_TRY(SigmaGrid grid,
                     multistepSigmaGrid(m_config, m_trainingSigmas, steps, m_config.trainTimesteps));
        m_sigmas = std::move(grid.sigmas);
        m_timesteps = wholeTimesteps(grid.timesteps);
        m_outputs.clear();
        m_lastSample = at::Tensor();
        m_lastOrder = 1;
        return {};
    }

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &) override
    {
        const at::Tensor output = converted(modelOutput, i, sample);
        m_lastSample = isCorrected(i) ? corrected(output, i) : sample;
        m_outputs.insert(m_outputs.begin(), output);
        const auto highest = static_cast<size_t>(m_config.solverOrder);
        m_outputs.resize(std::min(m_outputs.size(), highest));

        const size_t left = m_sigmas.size() - 1 - static_cast<size_t>(i);
        m_lastOrder =
            std::min(m_outputs.size(), m_config.lowerOrderFinal ? std::min(highest, left) : highest);
        return predicted(i);
    }

private:
    // The quantity that the solver extrapolates: the picture, or the noise.
    at::Tensor converted(const at::Tensor &output, int64_t i, const at::Tensor &sample) const
    {
        const LambdaPoint here = point(i);
        if (m_config.predictX0)
            return limitedOriginal(
                m_config, predictedOriginal(m_config.prediction, output, sample, here.alpha, here.sigma));
        if (m_config.prediction == PredictionType::Epsilon)
            return output;
        if (m_config.prediction == PredictionType::VPrediction)
            return here.alpha * output + here.sigma * sample;
        return (sample - here.alpha * output) / here.sigma;
    }

    bool isCorrected(int64_t i) const
    {
        const auto &disabled = m_config.disableCorrector;
        return i > 0 && std::find(disabled.begin(), disabled.end(), i - 1) == disabled.end();
    }

    // The quantities of one step from call `from` to the next, of equations 9 and 3 of the paper.
    struct Span
    {
        float stepH;                    // with the sign of the variant
        float baseGain;                 // expm1(stepH)
        float blend;                    // B(h)
        std::vector<float> ratios;      // r_k of earlier outputs, then 1
        std::vector<at::Tensor> slopes; // (output k back - latest) / r_k
    };

    Span spanFrom(int64_t from, size_t order) const
    {
        const LambdaPoint here = point(from);
        const float h = point(from + 1).lambda - here.lambda;
        Span span;
        span.stepH = m_config.predictX0 ? -h : h;
        span.baseGain = std::expm1(span.stepH);
        span.blend = m_config.isBh1 ? span.stepH : span.baseGain;
        for (size_t k = 1; k < order; ++k) {
            const float ratio = (point(from - static_cast<int64_t>(k)).lambda - here.lambda) / h;
            span.ratios.push_back(ratio);
            span.slopes.push_back((m_outputs[k] - m_outputs[0]) / ratio);
        }
        span.ratios.push_back(1.0f);
        return span;
    }

    // Weights of the slopes: the solution of the first `count` of the order conditions.
    static std::vector<float> weights(const Span &span, size_t count)
    {
        if (count == 1)
            return {0.5f};
        std::vector<float> matrix, right;
        float phi = span.baseGain / span.stepH - 1.0f;
        float factorial = 1;
        for (size_t row = 0; row < count; ++row) {
            for (size_t column = 0; column < count; ++column)
                matrix.push_back(std::pow(span.ratios[column], static_cast<float>(row)));
            right.push_back(phi * factorial / span.blend);
            factorial *= static_cast<float>(row + 2);
            phi = phi / span.stepH - 1.0f / factorial;
        }
        const auto size = static_cast<int64_t>(count);
        const at::Tensor solution = at::linalg_solve(at::tensor(matrix, at::kFloat).view({size, size}),
                                                     at::tensor(right, at::kFloat));
        return {solution.const_data_ptr<float>(), solution.const_data_ptr<float>() + size};
    }

    // The sample one step on, if the latest output held all the way.
    at::Tensor heldAlong(const Span &span, int64_t from) const
    {
        const LambdaPoint here = point(from), next = point(from + 1);
        const float kept = m_config.predictX0 ? next.sigma / here.sigma : next.alpha / here.alpha;
        return kept * m_lastSample - scaleAt(next) * span.baseGain * m_outputs[0];
    }

    float scaleAt(const LambdaPoint &there) const { return m_config.predictX0 ? there.alpha : there.sigma; }

    at::Tensor predicted(int64_t i) const
    {
        const Span span = spanFrom(i, m_lastOrder);
        const at::Tensor held = heldAlong(span, i);
        if (span.slopes.empty())
            return held;
        const std::vector<float> weight = weights(span, span.slopes.size());
        at::Tensor sum = weight[0] * span.slopes[0];
        for (size_t k = 1; k < span.slopes.size(); ++k)
            sum = sum + weight[k] * span.slopes[k];
        return held - scaleAt(point(i + 1)) * span.blend * sum;
    }

    // The sample at call i again, now that the output there is known.
    at::Tensor corrected(const at::Tensor &output, int64_t i) const
    {
        const Span span = spanFrom(i - 1, m_lastOrder);
        const std::vector<float> weight = weights(span, span.ratios.size());
        at::Tensor sum = weight.back() * (output - m_outputs[0]);
        for (size_t k = 0; k < span.slopes.size(); ++k)
            sum = sum + weight[k] * span.slopes[k];
        return heldAlong(span, i - 1) - scaleAt(point(i)) * span.blend * sum;
    }

    LambdaPoint point(int64_t i) const { return LambdaPoint(m_sigmas[static_cast<size_t>(i)]); }

    std::vector<float> m_trainingSigmas, m_sigmas;
    std::vector<at::Tensor> m_outputs; // converted, latest first, at most solverOrder
    at::Tensor m_lastSample;           // where the step under way began, corrected
    size_t m_lastOrder = 1;
};

} // namespace

std::unique_ptr<Scheduler> makeUniPc(SchedulerConfig config)
{
    return std::make_unique<UniPcScheduler>(std::move(config));
}

} // namespace armature::detail
