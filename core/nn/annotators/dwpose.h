#pragma once
// DWPose: YOLOX finds people, RTMPose the 133 points of each whole body (Yang et al., arXiv 2307.15880;
// IDEA-Research/ DWPose, annotator/dwpose/onnxdet.py and onnxpose.py). Both come as graphs of their own.

#include "core/image/image.h"
#include "core/image/pose.h"
#include "core/nn/annotators/graph_network.h"

#include <array>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

// In which order colours are given to the two networks. YOLOX was trained on BGR and RTMPose on RGB; the
// reference gives both the same, BGR in its example and RGB in the WebUI.
enum class DwposeChannels { AsTrained, Rgb, Bgr };

struct DwposeOptions
{
    bool hands = false, face = false;
    int maxPeople = 8;
    double minScore = 0.3, minJointScore = 0.3;
    DwposeChannels channels = DwposeChannels::AsTrained;
};

struct DwBox
{
    double left = 0, top = 0, right = 0, bottom = 0, score = 0; // pixels of the picture
};

inline constexpr std::size_t kWholeBodyPoints =
    133; // COCO-WholeBody: 17 of the body, 6 feet, 68 face, 21 a hand
using DwBody =
    std::array<Keypoint, kWholeBodyPoints>; // scores as the network gives them; not above 0: not found

class Dwpose
{
public:
    // A detector and a pose network, told apart by what they take and give. Errors: as openGraphNetwork;
    // NotFound for one that is missing, BadInput for a file that is neither.
    static Result<Dwpose> open(const std::vector<std::string> &files);
    void to(at::Device device);

    // rgb: 3 channels of 8 bit. All three may throw.
    std::vector<DwBox> people(const Image &rgb, const DwposeOptions &options) const; // the surest first
    DwBody body(const Image &rgb, const DwBox &box, const DwposeOptions &options) const;
    Pose operator()(const Image &rgb, const DwposeOptions &options, const std::stop_token &stop = {}) const;

private:
    std::shared_ptr<GraphNetwork> m_detector, m_pose;
    int64_t m_batch = 1, m_height = 384, m_width = 288; // what the pose network takes
    at::Device m_device = at::kCPU;
};

// From what the networks give, for tests on given outputs. predictions: [n, 5 + classes] of a 640 x 640 frame
// in which the picture was made `ratio` times as large.
std::vector<DwBox> boxesFrom(const at::Tensor &predictions, double ratio, double minScore);
// As OpenPose's points; hands are the person's own left and right.
PosePerson openposeFrom(const DwBody &body, const DwposeOptions &options);

} // namespace armature
