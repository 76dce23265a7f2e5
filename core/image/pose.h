#pragma once
// People in a picture as OpenPose's points: COCO-18 bodies, 21 points a hand, 70 a face
// (CMU-Perceptual-Computing-Lab/openpose, doc/02_output.md).

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace armature {

// x and y in pixels of the picture, y down; may lie outside it. A score of 0 says that the point was not
// found.
struct Keypoint
{
    double x = 0, y = 0, score = 0;

    bool isFound() const { return score > 0; }
    bool operator==(const Keypoint &) const = default;
};

inline constexpr std::size_t kBodyPoints = 18, kHandPoints = 21, kFacePoints = 70;

struct PosePerson
{
    // Nose, neck, right shoulder, elbow, wrist, left ones, right hip, knee, ankle, left ones, right eye, left
    // eye, right ear, left ear; right and left are the person's own.
    std::array<Keypoint, kBodyPoints> body;
    // Empty where nothing was asked for or found, else of exactly that many points.
    std::vector<Keypoint> leftHand, rightHand, face;

    bool operator==(const PosePerson &) const = default;
};

// No people is an answer ("no person found"), not an error.
struct Pose
{
    int width = 0, height = 0; // of the picture that the points lie on
    std::vector<PosePerson> people;

    bool operator==(const Pose &) const = default;
};

} // namespace armature
