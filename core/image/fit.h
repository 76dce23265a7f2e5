#pragma once
// A picture brought to a size in one of the WebUI's three ways, without smoothing what may not be smoothed.

#include "core/image/image.h"

#include <optional>
#include <string_view>

namespace armature {

enum class FitMode {
    Stretch, // "Just Resize"
    Crop,    // "Crop and Resize": fills the size, the middle stays
    Fill,    // "Resize and Fill": all stays, the ground around takes the border's median colour
};

const char *fitModeName(FitMode mode); // "stretch", "crop", "fill"
std::optional<FitMode> fitModeFrom(std::string_view name);

// RGB, 8 bit, width x height (both at least 1). Photographs and depth by Lanczos, as diffusers' image
// processor; lines, poses and labels by resizeMap(). What has the size already stays as it is.
Image fitCondition(const Image &picture, int width, int height, FitMode mode);

} // namespace armature
