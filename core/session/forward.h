#pragma once
// One module of a model, once, from file to file, under the tensor names of diffusers' and transformers'
// forward, so that anyone can hold the numbers against other software. Torch-free.

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct ForwardOptions
{
    std::string dtype = "fp32"; // what is computed in: fp32, fp16 or bf16; outputs are written as fp32
    std::string device = "cpu"; // or "cuda:0"
    std::string variant;        // "fp16": prefer weight files of that variant
    bool guessMode = false;     // controlnet: residuals graded from 0.1 to 1 with depth
    bool channelsLast = true;   // the layout that convolutions run in; the numbers do not depend on it
};

// "unet", "controlnet", "vae-encode", "vae-decode", "text".
const std::vector<std::string> &forwardModules();

// Tensors in -> out, floats of any type and integers of 32 or 64 bits:
//   unet        sample [B, C, H, W], timestep [B] or 0-d, encoder_hidden_states [B, T, D], and optionally
//               down_block_additional_residuals.0, .1, ... with mid_block_additional_residual -> sample
//   controlnet  sample, timestep, encoder_hidden_states, controlnet_cond [B, 3, 8H, 8W], conditioning_scale
//               (one number, optional) -> down_block_res_samples.0, .1, ..., mid_block_res_sample
//   vae-encode  sample [B, 3, H, W] in [-1, 1] -> mean, logvar, without the scaling factor
//   vae-decode  z [B, C, h, w] -> sample, without the scaling factor
//   text        input_ids [B, T] -> last_hidden_state, pooler_output
// `model` is the pipeline's folder, the part's own, or a single file in LDM naming; for controlnet its own
// folder or file. Errors: NotFound (folder, file, tensor), BadInput (module, shape, type, id), Unsupported,
// Corrupt, OutOfMemory, Io. Nothing is written unless all of it can be.
Status runForward(const std::string &module, const std::string &model, const std::string &inFile,
                  const std::string &outFile, const ForwardOptions &options = {});

} // namespace armature
