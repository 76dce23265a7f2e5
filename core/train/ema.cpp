#include "core/train/ema.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

Ema::Ema(const std::vector<at::Tensor> &masters, double decay) : m_decay(decay)
{
    for (const at::Tensor &master : masters)
        m_averages.push_back(master.detach().clone());
}

double Ema::currentDecay() const
{
    const double n = static_cast<double>(m_updateCount); // the coming update is number n + 1
    return n <= 0 ? 0.0 : std::min((1.0 + n) / (10.0 + n), m_decay);
}

void Ema::update(const std::vector<at::Tensor> &masters)
{
    const at::NoGradGuard noGrad;
    at::_foreach_lerp_(m_averages, masters, 1.0 - currentDecay());
    ++m_updateCount;
}

} // namespace armature
