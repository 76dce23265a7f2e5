#pragma once
// The three painters behind makeScene().

#include "core/data/random.h"
#include "core/scenes/scene.h"

namespace armature {

Scene makeShapes(SplitMix64 &random, int size);
Scene makeSolids(SplitMix64 &random, int size);
Scene makeFigures(SplitMix64 &random, int size);

inline double between(SplitMix64 &random, double low, double high) { return low + (high - low) * random.uniform(); }

} // namespace armature
