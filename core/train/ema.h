#pragma once
// Exponential moving average of the trained weights, as diffusers' EMAModel: the decay ramps up as
// (1 + n) / (10 + n) until it reaches its end value.

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace armature {

class Ema
{
public:
    // Starts as a copy of the masters.
    Ema(const std::vector<at::Tensor> &masters, double decay);

    void update(const std::vector<at::Tensor> &masters);

    const std::vector<at::Tensor> &averages() const { return m_averages; }
    int64_t updateCount() const { return m_updateCount; }
    void setUpdateCount(int64_t count) { m_updateCount = count; }
    double currentDecay() const; // used by the next update

private:
    double m_decay;
    int64_t m_updateCount = 0;
    std::vector<at::Tensor> m_averages;
};

} // namespace armature
