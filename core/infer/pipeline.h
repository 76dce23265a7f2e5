#pragma once
// Text and conditions in, pictures out: diffusers' StableDiffusionControlNetPipeline (and MultiControlNet), step for
// step, so that one seed gives one picture in both. Control is not computed where it could not act.

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/base_model.h"
#include "core/image/image.h"
#include "core/nn/controlnet.h"

namespace armature {

struct ControlUnit {
    const ControlNet *net = nullptr;
    at::Tensor condition;           // fp32 [1, conditioning_channels, height, width] in [0, 1]
    double conditioningScale = 1.0;
    double guidanceStart = 0.0;     // acts on step i of n unless i/n < start or (i+1)/n > end
    double guidanceEnd = 1.0;
};

struct SampleRequest {
    std::string prompt;
    std::string negativePrompt;
    bool readsWeights = false;         // "(word:1.2)" in both prompts, see core/text/prompt_weights.h
    std::vector<ControlUnit> controls; // none: the base alone
    bool guessMode = false;
    std::string scheduler;             // diffusers' class name or a short one; empty: scheduler_config.json decides
    int64_t steps = 20;
    double guidanceScale = 7.5;        // classifier-free guidance above 1
    uint64_t seed = 0;                 // torch's CPU generator: initial latents first, then the scheduler's noise
    int64_t width = 512, height = 512; // px, divisible by the VAE's downscale
    int64_t imageCount = 1;
    at::Tensor latents;                // unit variance [imageCount or 1, C, height/8, width/8]; drawn from seed when undefined
    std::function<void(int64_t done, int64_t total)> onStep;
    // The picture as the network expects it after this call: fp32 [imageCount, C, h/8, w/8] on the device, scaled as
    // the UNet sees latents. Worked out only where somebody asks.
    std::function<void(const at::Tensor &denoised)> onDenoised;
};

struct SampleResult {
    std::vector<Image> images;     // RGB8
    at::Tensor latents;            // fp32, what the pictures were decoded from
    std::string schedulerClass;    // the one that was used
    size_t promptTokens = 0;       // before truncation, start and end not counted
    bool isPromptTruncated = false;
    bool hadNonFinite = false;     // the latents were not finite; the pictures show it
};

// Errors: BadInput (sizes, windows, steps, unknown scheduler, condition of the wrong size), Interrupted.
Result<SampleResult> samplePictures(const BaseModel &base, const SampleRequest &request, std::stop_token stop = {});

// RGB8 picture -> fp32 [1, 3, H, W] in [0, 1]; a ControlNet's condition, or times 2 minus 1 a VAE's input.
at::Tensor tensorFromImage(const Image &image);
// fp32 [1, 3, H, W] in [-1, 1] -> RGB8, rounded as diffusers' VaeImageProcessor rounds.
Image imageFromTensor(const at::Tensor &sample);

} // namespace armature
