#pragma once
// Straight lines from what M-LSD gives (controlnet_aux, mlsd/utils.py).

#include "core/image/float_map.h"

#include <vector>

namespace armature {

struct LineSegment
{
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0; // pixels of the picture that the network saw
};

// maps: at least five channels at half the picture's size, as openMlsd() describes them. The surest 200
// places that are surest among their neighbours, where the sureness is above `value` (0..1) and the ends lie
// more than `distance` apart in pixels of the map; the surest first.
std::vector<LineSegment> lineSegments(const FloatMap &maps, double value, double distance);

} // namespace armature
