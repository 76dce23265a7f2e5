#pragma once
// What huggingface/controlnet_aux does to soft edges (src/controlnet_aux/util.py, hed/__init__.py).

#include "core/image/float_map.h"
#include "core/image/image.h"

namespace armature {

// 0, 0.5, 1 and 1.5 by thirds, as safe_step with two steps; a value of exactly 1 is above 1, and a picture
// cuts it.
void safeSteps(FloatMap &edges);

// Ridges along four directions, drawn thick: grey in, 0 and 255 out.
Image scribbleFrom(const Image &softEdges);

} // namespace armature
