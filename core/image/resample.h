#pragma once
// Changing the size of a picture. Bilinear and Lanczos3 follow Pillow's Image.resize, which torchvision uses on
// pictures and so diffusers' trainers: the filter widens with the shrink, weights are fixed point, rows come first.
// Pillow 13 takes the columns first for some changes of aspect; bilinear then differs by 1 of 255.

#include "core/image/image.h"

namespace armature {

enum class Filter {
    Nearest,  // the source pixel under the target pixel's centre; no new colours
    Bilinear, // triangle; equals Pillow's BILINEAR
    Area, // mean over the covered area; when shrinking as OpenCV's INTER_AREA, when growing it repeats pixels
    Lanczos3, // equals Pillow's LANCZOS
};

// width and height at least 1. Channels and bit depth stay. With an alpha channel, colours are weighted by
// it, so that the invisible colour of clear pixels does not bleed.
Image resize(const Image &image, int width, int height, Filter filter);

} // namespace armature
