#pragma once
// Optimiser steps on given numbers, without pictures, caches or randomness: so that anyone can hold the trainer against
// other software. Torch-free.

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/config/train_options.h"

namespace armature {

struct StepRequest {
    std::string modelFolder;      // a pipeline's folder; its unet and scheduler are used
    std::string controlNet;       // folder or single file to start from
    std::string input, output;    // safetensors
    int64_t steps = 1;
    bool writeGradients = false;  // also gradient.NAME: the last step's, before clipping
    TrainOptions options;         // optimiser, schedule, loss and precision are taken from here; "auto" means fp32
};

// Input, each with a leading step axis S >= steps: latents [S, B, C, h, w] (times the scaling factor), noise (same),
// timesteps int64 [S, B], encoder_hidden_states [S, B, T, D], controlnet_cond [S, B, K, 8h, 8w] in [0, 1].
// Output: loss [steps], gradient_norm [steps], seconds [steps], finished_at [steps] (unix time),
// peak_memory_bytes (after the last step), and the final weights under diffusers' names, fp32.
Status runSteps(const StepRequest &request);

} // namespace armature
