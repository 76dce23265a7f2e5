#pragma once
// From people to the map that a pose annotator writes, by that annotator's own parameters: the same for
// people whom a network found and for those whom somebody drew or corrected.

#include "preprocess/annotator.h"

namespace armature {

// `found` lies on a picture of width x height. parameters: "resolution", "map_size", "style" of a pose
// annotator. The result's pose lies on the map's pixels. Nobody gives a black map; what that means is the
// caller's. Errors: BadInput where the map would be enormous.
Result<MapResult> poseMap(const Pose &found, int width, int height, const ParameterValues &parameters);

// The size at which the skeleton is drawn, before it is brought to the picture's.
std::pair<int, int> poseDrawingSize(int width, int height, const ParameterValues &parameters);

} // namespace armature
