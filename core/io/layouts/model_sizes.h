#pragma once
// How large a base model and the ControlNet that is made from it are, from the shapes in its headers: nothing is loaded.

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace armature {

struct ModelSizes
{
    int64_t unet = 0, vae = 0, textEncoder = 0; // numbers
    int64_t controlNet = 0;                     // numbers that are trained: the encoder's copy, zero convolutions, hint network
    // Multiplications for one picture and one position of its latent, of the convolutions and linear layers.
    double unetWork = 0, controlNetWork = 0;
};

// Of a diffusers folder or a single checkpoint file, with weight files of `variant`. Errors: those of openModelFolder and
// openCheckpoint.
Result<ModelSizes> modelSizes(const std::string &path, const std::string &variant = {});

} // namespace armature
