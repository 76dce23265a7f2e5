#pragma once
// The result of a run in its folder: OUT/config.json and OUT/diffusion_pytorch_model.safetensors, which diffusers loads
// as it is, and a single file in LDM naming where one was asked for.

#include <filesystem>
#include <map>
#include <string>

#include "core/config/train_options.h"
#include "core/nn/controlnet.h"
#include "core/train/ema.h"
#include "core/train/trainable.h"

namespace armature {

// With EMA the averages are the result. Written aside and read back before the old ones are replaced; a single file that is there
// already is replaced where `isOwnFile`, else it is a Conflict.
Status writeResult(const std::filesystem::path &output, const TrainOptions &options, const ControlNet &net, const Trainable &weights,
                   const Ema *ema, const std::map<std::string, std::string> &metadata, bool isOwnFile);

} // namespace armature
