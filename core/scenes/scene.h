#pragma once
// Endless procedural pictures with their exact truth: what the starter is trained on, and what tests use where they
// need a dataset. A scene is a function of (seed, index, size) alone, the same pixels on every machine.

#include "core/image/image.h"
#include "core/scenes/skeleton.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace armature {

enum class SceneKind {
    Shapes,  // one to three flat shapes on a plain ground
    Solids,  // shaded balls, cubes, cylinders and cones on a floor, seen in perspective
    Figures, // one or two jointed people in a place
};

struct Scene
{
    SceneKind kind = SceneKind::Shapes;
    Image picture;                // RGB, 8 bit
    Image depth;                  // grey, 8 bit: inverse distance, bright is near
    std::vector<Skeleton> people; // empty unless there are figures
    std::string caption;          // "a red star on a blue background"
};

// size: side of the square picture, at least 16. Without a kind: half shapes, a quarter each of the others.
Scene makeScene(uint64_t seed, uint64_t index, int size, std::optional<SceneKind> kind = {});

} // namespace armature
