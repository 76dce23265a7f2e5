#pragma once
// From what was read to what a step computes with: noise, timesteps and the latents' sample are drawn here, as functions
// of seed and step.

#include "core/diffusion/base_model.h"
#include "core/train/batch_source.h"
#include "core/train/step_runner.h"

namespace armature {

struct NoiseKey {
    uint64_t seed = 0;
    int64_t step = 0;        // optimiser steps done before this one
    int64_t part = 0;        // micro-batch within the step
    double noiseOffset = 0;  // adds offset * N(0,1) per picture and channel (Guttenberg 2023)
};

// Encodes pixels and text where the caches gave none.
StepBatch toDevice(const HostBatch &host, const BaseModel &base, const StepRunner &runner, const NoiseKey &key);

} // namespace armature
