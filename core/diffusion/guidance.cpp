#include "core/diffusion/guidance.h"

#include <ATen/ATen.h>

#include <numeric>

namespace armature {

bool controlActs(int64_t i, int64_t n, double start, double end)
{
    const auto calls = static_cast<double>(n);
    return !(static_cast<double>(i) / calls < start || static_cast<double>(i + 1) / calls > end);
}

at::Tensor guided(const at::Tensor &cond, const at::Tensor &uncond, double scale, double rescale)
{
    const at::Tensor plain = uncond + scale * (cond - uncond);
    if (rescale == 0.0)
        return plain;
    std::vector<int64_t> perPicture(static_cast<size_t>(plain.dim() - 1));
    std::iota(perPicture.begin(), perPicture.end(), 1);
    const auto deviation = [&](const at::Tensor &values) { return values.std(perPicture, true, true); };
    const at::Tensor rescaled = plain * (deviation(cond) / deviation(plain));
    return rescale * rescaled + (1 - rescale) * plain;
}

} // namespace armature
