#pragma once
// Skeletons as the public pose ControlNets saw them: to the pixel what controlnet_aux draws
// (huggingface/controlnet_aux, open_pose/util.py). Sticks are 4 px wide whatever the size, so draw at the
// size that the model sees.

#include "core/image/image.h"
#include "core/image/pose.h"

#include <array>
#include <span>
#include <utility>

namespace armature {

enum class SkeletonStyle {
    ControlNet, // limbs at 60 % of their colour, then the joints
    WideSticks, // xinsir's SDXL models: as above, with sticks that grow with the picture
};

struct SkeletonParts
{
    bool body = true, hands = true, face = true;
};

// Which joints the limbs join, in the order in which they are drawn, and their colours: limb i and joint i
// share one.
std::span<const std::pair<int, int>> bodyLimbs();
const std::array<int, 3> &jointColor(std::size_t joint);

// RGB on black, pose.width x pose.height, which must be at least 1. Points that were not found are left out.
Image drawPose(const Pose &pose, SkeletonStyle style = SkeletonStyle::ControlNet,
               const SkeletonParts &parts = {});

// The same people on a picture of another size.
Pose scaled(const Pose &pose, int width, int height);

} // namespace armature
