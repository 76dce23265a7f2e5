#pragma once
// A person as OpenPose's COCO-18 points, and how they are drawn (colours and limbs of
// CMU-Perceptual-Computing-Lab/openpose, poseParametersRender; as lllyasviel/ControlNet's annotator/openpose/util.py).

#include "core/image/image.h"
#include "core/scenes/exact_math.h"

#include <array>
#include <vector>

namespace armature {

enum Joint {
    Nose, Neck,
    RightShoulder, RightElbow, RightWrist, LeftShoulder, LeftElbow, LeftWrist,
    RightHip, RightKnee, RightAnkle, LeftHip, LeftKnee, LeftAnkle,
    RightEye, LeftEye, RightEar, LeftEar,
    kJointCount
};

using Skeleton = std::array<Vec2, kJointCount>; // places in 0..1; right and left are the person's own

// RGB on black, limbs as flat ellipses at 60 % and joints as dots, scaled with the picture (stick width 4 at 512 px,
// at least 1.5 px).
Image drawSkeletons(const std::vector<Skeleton> &people, int size);

} // namespace armature
