#include "core/train/control_gain.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

// Each batch with the conditions of the picture before it, over all batches as one ring. Pictures of another bucket
// have another size: then the ring closes within the batch.
std::vector<at::Tensor> rotatedConditions(const std::vector<StepBatch> &held)
{
    std::vector<at::Tensor> rotated;
    for (size_t i = 0; i < held.size(); ++i) {
        const at::Tensor &own = held[i].condition;
        const at::Tensor &before = held[(i + held.size() - 1) % held.size()].condition;
        const bool sameSize = before.sizes().slice(1) == own.sizes().slice(1);
        const at::Tensor first = (sameSize ? before : own).slice(0, -1);
        rotated.push_back(at::cat({first, own.slice(0, 0, own.size(0) - 1)}));
    }
    return rotated;
}

} // namespace

ControlGainLosses measureControlGain(const StepModels &models, const std::vector<StepBatch> &held)
{
    const at::NoGradGuard noGrad;
    const std::vector<at::Tensor> rotated = rotatedConditions(held);
    ControlGainLosses sum;
    double pictures = 0;
    for (size_t i = 0; i < held.size(); ++i) {
        const auto lossWith = [&](const at::Tensor &condition) {
            StepBatch batch = held[i];
            batch.condition = condition;
            return diffusionLoss(models, batch).item<double>();
        };
        const double weight = static_cast<double>(held[i].latents.size(0));
        sum.withTrue += weight * lossWith(held[i].condition);
        sum.withShuffled += weight * lossWith(rotated[i]);
        sum.withBlank += weight * lossWith(at::zeros_like(held[i].condition));
        pictures += weight;
    }
    if (pictures > 0) {
        sum.withTrue /= pictures;
        sum.withShuffled /= pictures;
        sum.withBlank /= pictures;
    }
    return sum;
}

} // namespace armature
