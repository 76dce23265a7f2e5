#pragma once
// Pictures from a base model, a ControlNet, a condition and a prompt, from files to files. Torch-free.

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

struct SampleOptions
{
    std::string model;                   // diffusers folder or single file
    std::vector<std::string> controlNets; // folder or file each; none: the base alone
    std::vector<std::string> conditions;  // a picture for each ControlNet
    std::string prompt, negativePrompt;
    bool promptWeights = false;          // "(word:1.2)" as the WebUI reads it; off, a prompt is what diffusers makes of it
    std::string out;                     // PNG; several pictures get -1, -2, ... before the extension
    std::string scheduler;               // empty: scheduler_config.json decides
    int64_t steps = 20;
    double guidanceScale = 7.5;
    std::vector<double> conditioningScale{1.0}, guidanceStart{0.0}, guidanceEnd{1.0}; // one, or one per ControlNet
    bool guessMode = false;
    uint64_t seed = 0;
    int64_t width = 0, height = 0;       // px; 0: the condition's, cut down to whole latent cells
    int64_t imageCount = 1;
    std::string latents;                 // safetensors with `latents` of unit variance
    std::string predictionType = "auto"; // epsilon, v_prediction or sample where the model does not say
    std::string variant, dtype = "fp32", device = "auto";
    bool overwrite = false;
};

struct SampledPictures
{
    std::vector<std::string> files;
    std::vector<std::string> notes; // what a person should know: truncated prompt, resized condition
};

// onStep(done, total) for each picture's steps together.
Result<SampledPictures> runSampling(const SampleOptions &options, std::stop_token stop = {},
                                    const std::function<void(int64_t, int64_t)> &onStep = {});

} // namespace armature
