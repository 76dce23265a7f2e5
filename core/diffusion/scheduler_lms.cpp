// Linear multistep of order 4 over noise levels, as k-diffusion has it. Reference: diffusers
// scheduling_lms_discrete.py, which integrates its coefficients numerically; here they are exact.
#include "core/diffusion/scheduler_sigma.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace armature::detail {

namespace {

constexpr int64_t kOrder = 4;

// Gauss-Legendre with two points, exact for the polynomials up to degree 3 that an order of 4 has.
template <typename Function>
double integral(double from, double to, Function function)
{
    const double middle = (from + to) / 2, half = (to - from) / 2;
    const double offset = half / std::sqrt(3.0);
    return half * (function(middle - offset) + function(middle + offset));
}

class LmsScheduler final : public SigmaScheduler
{
public:
    using SigmaScheduler::SigmaScheduler;

    at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                    at::Generator &) override
    {
        m_slopes.insert(m_slopes.begin(), derivative(modelOutput, sample, sigma(i)));
        const int64_t order = std::min(i + 1, kOrder);
        m_slopes.resize(static_cast<size_t>(order));
        at::Tensor moved = sample;
        for (int64_t k = 0; k < order; ++k)
            moved = moved + coefficient(i, order, k) * m_slopes[static_cast<size_t>(k)];
        return moved;
    }

protected:
    void arrange(SigmaGrid &) override { m_slopes.clear(); }

private:
    // The integral over step i of the Lagrange polynomial that is 1 at the level k calls ago and 0 at the
    // others.
    double coefficient(int64_t i, int64_t order, int64_t k) const
    {
        return integral(sigma(i), sigma(i + 1), [&](double level) {
            double product = 1;
            for (int64_t other = 0; other < order; ++other) {
                const double there = sigma(i - other), here = sigma(i - k);
                if (other != k)
                    product *= (level - there) / (here - there);
            }
            return product;
        });
    }

    std::vector<at::Tensor> m_slopes; // latest first
};

} // namespace

std::unique_ptr<Scheduler> makeLms(SchedulerConfig config)
{
    return std::make_unique<LmsScheduler>(std::move(config));
}

} // namespace armature::detail
