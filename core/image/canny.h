#pragma once
// Canny's edges (Canny 1986) exactly as OpenCV's cv2.Canny gives them (modules/imgproc/src/canny.cpp,
// aperture 3), so that the engine can measure edges where there is no OpenCV.

#include "core/image/image.h"

namespace armature {

struct CannyOptions
{
    double lowThreshold = 100, highThreshold = 200; // swapped when the first is larger
    bool l2Gradient = false;                        // sqrt(dx^2 + dy^2) instead of |dx| + |dy|
};

// image: 8 bit, 1 or 3 channels (with alpha or 16 bit: toRgb8() first). Grey, 0 or 255, the same size.
Image canny(const Image &image, const CannyOptions &options = {});

} // namespace armature
