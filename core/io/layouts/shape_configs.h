#pragma once
// The config.json of a network from its tensors' shapes, for files that come without one. Sources are under
// diffusers' names. What shapes cannot tell takes the values of Stable Diffusion 1 and 2: 8 heads with
// convolutional projections, heads of 64 with linear ones, 32 normalisation groups.

#include "core/io/tensor_source.h"

#include <nlohmann/json.hpp>

namespace armature {

// What a file beside the weights (the original yaml) says about them; 0: nothing.
struct HeadHint
{
    int64_t headCount = 0;
    int64_t headWidth = 0;
};

// Errors: NotFound (a tensor that such a network must have), Unsupported (an inpainting, depth, pix2pix,
// upscaling or SDXL network; a size that needs a config).
Result<nlohmann::json> unetConfigFromShapes(const TensorSource &unet, const HeadHint &hint = {});
Result<nlohmann::json> controlNetConfigFromShapes(const TensorSource &controlNet, const HeadHint &hint = {});
Result<nlohmann::json> vaeConfigFromShapes(const TensorSource &vae);
// `isOpenClip`: gelu instead of quick_gelu. With or without "text_model." in front.
Result<nlohmann::json> textConfigFromShapes(const TensorSource &text, bool isOpenClip);

} // namespace armature
