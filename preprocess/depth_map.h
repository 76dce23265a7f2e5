#pragma once
// From numbers per pixel to a depth map or normals that a ControlNet can be trained on.

#include "core/base/result.h"
#include "core/image/float_map.h"
#include "core/image/image.h"

namespace armature {

struct DepthOptions
{
    bool isMetric = false; // metres, far is large; otherwise inverse depth, near is large
    bool invert = false;   // far bright instead of near bright
    int bits = 8;          // 8 or 16
    // Share of the picture, in percent, whose nearest and farthest pixels become plain white and black.
    double cutNear = 0, cutFar = 0;
};

// Smallest to largest becomes 0 to 255 or 65535, rounded down, near bright. One channel. BadInput where the
// depth is the same everywhere or not a number.
Result<Image> depthPicture(const FloatMap &depth, const DepthOptions &options);

// Normals from inverse depth as MiDaS' demo makes them (controlnet_aux, midas/__init__.py): RGB, what lies
// behind `background` (0..1 of the range) looks at the viewer.
Result<Image> normalsFromDepth(const FloatMap &depth, double background);

enum class Interpolation { Bilinear, BilinearCorners, Bicubic };
// One channel, to another size. BilinearCorners: the corners' centres stay (align_corners).
FloatMap resizedDepth(const FloatMap &depth, int width, int height, Interpolation interpolation);

} // namespace armature
