#pragma once
// A ControlNet ready to compute with, from a folder or a file in either layout.

#include "core/nn/controlnet.h"

#include <string>

namespace armature {

// Errors: those of openControlNet() and of weights that do not fit their configuration, by name.
Result<ControlNet> openControlNetModel(const std::string &path);

// Whether its residuals fit the UNet. Errors: BadInput, naming both families.
Status checkControlNetFits(const ControlNet &net, const UNet &unet);

} // namespace armature
