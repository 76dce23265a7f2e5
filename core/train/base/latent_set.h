#pragma once
// The scenes a base model learns from, through its autoencoder once: what the encoder says of each, and its caption.

#include "core/events/event_sink.h"
#include "core/events/run_control.h"
#include "core/nn/vae.h"
#include "core/train/base/recipe.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

namespace armature {

struct LatentSet
{
    at::Tensor mean, deviation; // fp32 [N, 4, size / 8, size / 8], before the scaling factor
    std::vector<std::string> captions;
    double scalingFactor = 1.0; // 1 / standard deviation of the means, five digits

    int64_t count() const { return mean.size(0); }
};

// Kept in FOLDER/latents.safetensors and captions.json and read from there when the recipe is the same. Errors:
// Interrupted (nothing is kept), Io.
Result<LatentSet> makeLatentSet(const Vae &vae, const BaseRecipe &recipe, const std::filesystem::path &folder, EventSink &sink,
                                RunControl &control);
// Scenes that nothing is trained on, not kept.
LatentSet heldOutLatents(const Vae &vae, const BaseRecipe &recipe, int64_t count);

} // namespace armature
