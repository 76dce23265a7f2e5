#pragma once
// People as OpenPose's networks see them, from CMU's Caffe files (pose_iter_440000, pose_iter_584000 of
// BODY_25, pose_iter_102000 of the hand and pose_iter_116000 of the face) or their PyTorch ports
// (body_pose_model.pth, hand_pose_model.pth, facenet.pth; controlnet_aux, open_pose/model.py and face.py).
// Widths follow from the files.

#include "core/base/result.h"
#include "core/image/image.h"
#include "core/image/pose.h"
#include "core/image/pose_maps.h"
#include "core/nn/annotators/openpose_body25.h"
#include "core/nn/layers.h"

#include <array>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

// One of the three: a trunk of convolutions, then stages that each see the trunk and what the stage before
// said.
class OpenposeNetwork
{
public:
    enum class Kind { Body, Hand, Face };

    // Told apart by their tensors. Errors: as openTensorFile; BadInput for another network's.
    static Result<std::unique_ptr<OpenposeNetwork>> open(const std::string &path);

    Kind kind() const { return m_kind; }
    PoseLayout layout() const { return m_body25 ? PoseLayout::Body25 : PoseLayout::Coco18; } // of a body
    // bgr: [1, 3, H, W] in -0.5..0.5, sides multiples of 8. Body: limb fields, then heat; else heat alone; at
    // an eighth.
    std::vector<at::Tensor> operator()(const at::Tensor &bgr) const;
    ParameterTable &parameters() { return m_table; }

private:
    struct Chain // convolutions; rectified but for the last, unless it is a trunk
    {
        std::vector<Conv2d> convs;
        bool isLastRectified = false;
        at::Tensor operator()(at::Tensor x) const;
    };

    Kind m_kind = Kind::Body;
    ParameterTable m_table;
    std::vector<Chain> m_trunk; // halved between them
    std::vector<std::vector<Chain>> m_stages;
    std::optional<OpenposeBody25> m_body25; // instead of trunk and stages
};

struct OpenposeOptions
{
    bool hands = false, face = false;
};

class Openpose
{
public:
    // The body's file is needed. Errors: as OpenposeNetwork::open; NotFound without a body's, BadInput for
    // two of a kind.
    static Result<Openpose> open(const std::vector<std::string> &files);

    bool hasHands() const { return m_hand != nullptr; }
    bool hasFace() const { return m_face != nullptr; }
    void to(at::Device device);

    // rgb: 3 channels of 8 bit. May throw c10::Error. Stopped early it gives what it has.
    Pose operator()(const Image &rgb, const OpenposeOptions &options, const std::stop_token &stop = {}) const;

private:
    FloatMap look(const OpenposeNetwork &network, const FloatMap &bgr, FloatMap *fields = nullptr) const;
    std::vector<Keypoint> hand(const FloatMap &bgr, const PoseBox &box) const;
    std::vector<Keypoint> face(const FloatMap &bgr, const PoseBox &box) const;

    std::shared_ptr<OpenposeNetwork> m_body, m_hand, m_face;
    at::Device m_device = at::kCPU;
};

} // namespace armature
