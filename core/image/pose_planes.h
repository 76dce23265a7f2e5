#pragma once
// Single channels of OpenPose's maps, and what is done to them on the way to people: only for pose_maps.cpp
// and pose_grouping.cpp.

#include "core/image/float_map.h"

#include <cstddef>
#include <vector>

namespace armature {

// One channel of a map, at a size of its own.
struct PosePlane
{
    int width = 0, height = 0;
    std::vector<float> values;

    PosePlane(int w, int h) : width(w), height(h), values(std::size_t(w) * std::size_t(h)) {}
    float &at(int x, int y) { return values[std::size_t(y) * std::size_t(width) + std::size_t(x)]; }
    float at(int x, int y) const { return values[std::size_t(y) * std::size_t(width) + std::size_t(x)]; }
};

PosePlane posePlaneOf(const FloatMap &map, int channel);
// As cv::resize: the mean over the covered area when the sides shrink in sum, Lanczos over eight pixels when
// they grow.
PosePlane resized(const PosePlane &from, int width, int height);
PosePlane cropped(const PosePlane &from, int width, int height);
// Gauss' curve of deviation 3 over 25 pixels, the border mirrored with its last pixel twice.
std::vector<double> blurred(const PosePlane &plane);

} // namespace armature
