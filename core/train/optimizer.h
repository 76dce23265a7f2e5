#pragma once
// AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101) over a list of fp32 tensors, through torch's fused kernel: one pass
// over parameters, gradients and both moments, with gradient clipping folded into it.

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

namespace armature {

struct AdamWOptions {
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 1e-2;
};

class AdamW
{
public:
    // parameters: fp32, updated in place. Moments start at zero, in each parameter's memory layout.
    // rateScales: one per parameter, times the learning rate; none means 1 for all.
    AdamW(std::vector<at::Tensor> parameters, AdamWOptions options, std::vector<double> rateScales = {});

    // gradients: one per parameter, divided by `gradientDivisor` on the way (1 = as they are).
    void step(const std::vector<at::Tensor> &gradients, double learningRate, double gradientDivisor);

    int64_t stepCount() const { return m_stepCount; }
    const std::vector<at::Tensor> &firstMoments() const { return m_expAvg; }
    const std::vector<at::Tensor> &secondMoments() const { return m_expAvgSq; }
    // Continues where another AdamW stopped; the moments are filled by the caller through the accessors above.
    void setStepCount(int64_t count) { m_stepCount = count; }

private:
    void stepGroup(const std::vector<size_t> &members, const std::vector<at::Tensor> &gradients, double learningRate,
                   const std::optional<at::Tensor> &divisor);

    AdamWOptions m_options;
    std::map<double, std::vector<size_t>> m_groups; // places of the parameters of one rate scale
    std::vector<at::Tensor> m_parameters, m_expAvg, m_expAvgSq;
    int64_t m_stepCount = 0;
};

// The 2-norm over all gradients together; 0-d fp32 on their device.
at::Tensor globalNorm(const std::vector<at::Tensor> &gradients);

// What gradients are divided by so that their norm is at most maxNorm, as torch's clip_grad_norm_ does; 1 when maxNorm
// is 0 (off).
double clipDivisor(double norm, double maxNorm);

} // namespace armature
