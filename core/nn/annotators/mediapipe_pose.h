#pragma once
// People in photographs by MediaPipe's networks (Apache-2.0): BlazePose's detector and landmarks, for every
// person the detector finds; the palm, hand and face networks look where the body says (Bazarevsky et al.,
// arXiv 2006.10204; google-ai-edge/mediapipe 0.10.14, mediapipe/modules/pose_landmark, hand_landmark,
// face_landmark).

#include "core/image/pose.h"
#include "core/nn/annotators/mediapipe_parts.h"

#include <map>
#include <optional>
#include <stop_token>
#include <string>

namespace armature {

struct MpLandmark
{
    double x = 0, y = 0; // pixels of the picture
    double visibility = 1;
};

// The 33 points of a body, in MediaPipe's order.
using MpBody = std::array<MpLandmark, 33>;

struct MpPoseLimits
{
    bool hands = false, face = false;
    int maxPeople = 8;
    double minScore = 0.5, minJointScore = 0.3;
};

class MediapipePose
{
public:
    // `files` by their names in the wheel: pose_detection.tflite and pose_landmark_full.tflite are needed;
    // palm_detection_full, hand_landmark_full, face_detection_short_range and face_landmark where there.
    static Result<MediapipePose> open(const std::map<std::string, std::string> &files);

    bool hasHands() const { return m_networks.count(kPalm) && m_networks.count(kHand); }
    bool hasFace() const { return m_networks.count(kFaceBox) && m_networks.count(kFace); }

    // rgb: 3 channels of 8 bit. The surest person first. Both may throw c10::Error.
    std::vector<MpBody> bodies(const Image &rgb, const MpPoseLimits &limits, std::stop_token stop = {}) const;
    Pose operator()(const Image &rgb, const MpPoseLimits &limits, std::stop_token stop = {}) const;

private:
    static constexpr const char *kBodyBox = "pose_detection.tflite", *kBody = "pose_landmark_full.tflite",
                                *kPalm = "palm_detection_full.tflite", *kHand = "hand_landmark_full.tflite",
                                *kFaceBox = "face_detection_short_range.tflite",
                                *kFace = "face_landmark.tflite";

    std::optional<MpBody> landmarks(const Image &rgb, const MpRect &rect) const;
    std::vector<Keypoint> hand(const Image &rgb, const MpLandmark &wrist, const MpLandmark &elbow,
                               const MpRect &palmArea) const;
    std::vector<Keypoint> face(const Image &rgb, const MpBody &body) const;

    std::map<std::string, TfliteNetwork, std::less<>> m_networks;
};

// The points by OpenPose's names; the neck is the middle of the shoulders. A joint below minJointScore or
// outside the picture counts as not found.
std::array<Keypoint, kBodyPoints> cocoFromMediapipe(const MpBody &body, int width, int height,
                                                    double minJointScore);

} // namespace armature
