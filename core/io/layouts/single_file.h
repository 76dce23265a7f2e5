#pragma once
// A whole pipeline in one file, as WebUI and ComfyUI keep it: LDM naming, .safetensors or .ckpt. The parts
// come out under diffusers' names with the config.json that a diffusers folder would have.

#include "core/base/result.h"
#include "core/io/tensor_source.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace armature {

struct ModelPart
{
    TensorSourcePtr weights;
    nlohmann::json config;
};

struct CheckpointParts
{
    ModelPart unet, vae, textEncoder;
    nlohmann::json scheduler; // scheduler_config.json
    std::string family;       // "SD 1", "SD 2", or "SD-like" for other sizes
    // For people: what was assumed or left out. Empty when everything was known.
    std::vector<std::string> notes;
    // The file does not say what the network predicts and both are common for its family; epsilon was taken.
    bool isPredictionTypeUnknown = false;
};

struct CheckpointOptions
{
    std::string predictionType; // "epsilon" or "v_prediction"; empty: from the file, its yaml, or its family
};

// The prediction is looked for in: the options, our own header entry, NAME.yaml beside the file, a tensor
// named v_pred, the header's modelspec.prediction_type. Plain weights are taken before averaged ones
// (model_ema.*). No tokenizer is inside such files. Errors: those of openTensorFile; NotFound naming the
// parts that are missing; Unsupported naming what the file is instead (SDXL, inpainting, a LoRA, ...).
Result<CheckpointParts> openCheckpoint(const std::string &path, const CheckpointOptions &options = {});
Result<CheckpointParts> openCheckpoint(const TensorSourcePtr &file, const CheckpointOptions &options = {});

} // namespace armature
