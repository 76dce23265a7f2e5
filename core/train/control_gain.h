#pragma once
// Does the ControlNet use its condition? On held-out pairs, with noise and timesteps that never change: the loss with
// the true condition, with another pair's, and with a blank one. Raw training loss hardly moves when a ControlNet starts
// to obey; the gap between these three does.

#include <vector>

#include "core/train/step.h"

namespace armature {

struct ControlGainLosses {
    double withTrue = 0, withShuffled = 0, withBlank = 0;
    // How much worse it does with another pair's condition, relative to the true one; 0 = the condition is ignored.
    double gain() const { return withTrue > 0 ? withShuffled / withTrue - 1.0 : 0.0; }
};

// `held`: batches with fixed noise and timesteps, made once. Conditions are shuffled by rotating all pictures by one.
// At least two pictures together; fewer give equal losses. No gradients.
ControlGainLosses measureControlGain(const StepModels &models, const std::vector<StepBatch> &held);

} // namespace armature
