#include "core/train/optimizer.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

namespace {

// A dense tensor of any layout as one row of numbers. The fused kernel copies whatever is not contiguous, channels-last
// convolution weights among them, which costs three times the update itself; AdamW does not care about shapes.
at::Tensor flat(const at::Tensor &tensor) { return tensor.detach().as_strided({tensor.numel()}, {1}, tensor.storage_offset()); }

at::Tensor flatLike(const at::Tensor &gradient, const at::Tensor &parameter)
{
    if (gradient.strides() == parameter.strides())
        return flat(gradient);
    return flat(at::empty_like(parameter).copy_(gradient));
}

} // namespace

AdamW::AdamW(std::vector<at::Tensor> parameters, AdamWOptions options, std::vector<double> rateScales)
    : m_options(options), m_parameters(std::move(parameters))
{
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        m_groups[rateScales.empty() ? 1.0 : rateScales.at(i)].push_back(i);
        m_expAvg.push_back(at::zeros_like(m_parameters[i]));
        m_expAvgSq.push_back(at::zeros_like(m_parameters[i]));
    }
}

void AdamW::step(const std::vector<at::Tensor> &gradients, double learningRate, double gradientDivisor)
{
    if (m_parameters.empty())
        return;
    const at::NoGradGuard noGrad;
    ++m_stepCount;
    std::optional<at::Tensor> divisor;
    if (gradientDivisor != 1.0)
        divisor = at::full({}, gradientDivisor, m_parameters.front().options().requires_grad(false));
    for (const auto &[scale, members] : m_groups)
        stepGroup(members, gradients, learningRate * scale, divisor);
}

void AdamW::stepGroup(const std::vector<size_t> &members, const std::vector<at::Tensor> &gradients, double learningRate,
                      const std::optional<at::Tensor> &divisor)
{
    // The kernel reads one step count per parameter; they are all the same number.
    const auto scalars = m_parameters.front().options().requires_grad(false);
    const std::vector<at::Tensor> counts(members.size(), at::full({}, static_cast<double>(m_stepCount), scalars));
    std::vector<at::Tensor> parameterRows, gradientRows, firstRows, secondRows;
    for (const size_t i : members) {
        parameterRows.push_back(flat(m_parameters[i]));
        gradientRows.push_back(flatLike(gradients[i], m_parameters[i]));
        firstRows.push_back(flat(m_expAvg[i]));
        secondRows.push_back(flat(m_expAvgSq[i]));
    }
    at::_fused_adamw_(parameterRows, gradientRows, firstRows, secondRows, {}, counts, learningRate, m_options.beta1,
                      m_options.beta2, m_options.weightDecay, m_options.epsilon, false, false, divisor, std::nullopt);
}

at::Tensor globalNorm(const std::vector<at::Tensor> &gradients)
{
    const at::NoGradGuard noGrad;
    return at::linalg_vector_norm(at::stack(at::_foreach_norm(gradients, 2)), 2);
}

double clipDivisor(double norm, double maxNorm)
{
    return maxNorm <= 0 ? 1.0 : std::max(1.0, (norm + 1e-6) / maxNorm);
}

} // namespace armature
