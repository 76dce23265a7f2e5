#pragma once
// One training step of a ControlNet: a batch in, a loss out. No files, no events, no randomness.
// Reference: diffusers' train_controlnet.py; Zhang et al. 2023 (arXiv 2302.05543), equation 5.

#include <ATen/core/Tensor.h>

#include "core/diffusion/noise_schedule.h"
#include "core/nn/controlnet.h"
#include "core/nn/unet.h"

namespace armature {

// Everything on the networks' device. B pairs; latents are h x w = an eighth of the picture.
struct StepBatch {
    at::Tensor latents;             // fp32 [B, 4, h, w], times the VAE's scaling factor
    at::Tensor noise;               // fp32, as latents
    at::Tensor timesteps;           // int64 [B], 0 <= t < num_train_timesteps
    at::Tensor encoderHiddenStates; // [B, T, cross_attention_dim]
    at::Tensor condition;           // fp32 [B, conditioning_channels, 8h, 8w] in [0, 1]
};

struct StepModels {
    const UNet &unet;             // frozen
    const ControlNet &controlNet; // trained
    const NoiseSchedule &schedule;
    at::ScalarType computeType = at::kFloat;
    bool channelsLast = false;
};

// The mean squared error of the prediction in fp32, 0-d, with a graph to the ControlNet's weights only. snrGamma > 0
// weights each picture by min-SNR-gamma (Hang et al. 2023, arXiv 2303.09556, equation 6 and its v form).
at::Tensor diffusionLoss(const StepModels &models, const StepBatch &batch, double snrGamma = 0.0);

// What the network should have answered: the noise, the velocity, or the latents themselves.
at::Tensor predictionTarget(const NoiseSchedule &schedule, const StepBatch &batch);

} // namespace armature
