#pragma once
// What a ControlNet is shown of a scene.

#include "core/base/result.h"
#include "core/scenes/scene.h"

#include <string>

namespace armature {

enum class ConditionKind { Canny, Depth, Pose };

std::string_view nameOf(ConditionKind kind);                      // "canny", "depth", "pose"
Result<ConditionKind> conditionKindFrom(const std::string &name); // BadInput

// The edges' thresholds for scenes of flat colours, as cv2.Canny takes them.
constexpr double kSceneCannyLow = 60, kSceneCannyHigh = 120;

// RGB, 8 bit, the picture's size: its Canny edges, its true depth, or its people's true skeletons.
Image conditionOf(const Scene &scene, ConditionKind kind);
// The scenes that such a ControlNet is trained on: any for edges, solids for depth, figures for pose.
std::optional<SceneKind> scenesFor(ConditionKind kind);

} // namespace armature
