#include "core/nn/annotators/openpose.h"
#include "core/nn/annotators/renamed_source.h"
#include "core/nn/annotators/weight_signs.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

// Ports differ by what stands before the layer: "conv1_1.weight", "model0.conv1_1.weight",
// "module.conv1_1.weight".
std::string plainName(const std::string &theirs)
{
    const auto last = theirs.rfind('.');
    const auto before =
        last == std::string::npos || last == 0 ? std::string::npos : theirs.rfind('.', last - 1);
    return before == std::string::npos ? theirs : theirs.substr(before + 1);
}

using Names = std::vector<std::string>;

std::vector<Names> trunkOf(bool isBody)
{
    std::vector<Names> trunk{
        {"conv1_1", "conv1_2"}, {"conv2_1", "conv2_2"}, {"conv3_1", "conv3_2", "conv3_3", "conv3_4"}};
    trunk.push_back(
        isBody ? Names{"conv4_1", "conv4_2", "conv4_3_CPM", "conv4_4_CPM"}
               : Names{"conv4_1", "conv4_2", "conv4_3", "conv4_4", "conv5_1", "conv5_2", "conv5_3_CPM"});
    return trunk;
}

// Each stage's branches: one for hand and face; limb fields and heat for the body.
std::vector<std::vector<Names>> stagesOf(bool isBody)
{
    const auto later = [](const std::string &stage, const std::string &branch) {
        Names names;
        for (int i = 1; i <= 7; ++i)
            names.push_back("Mconv" + std::to_string(i) + "_stage" + stage + branch);
        return names;
    };
    const auto first = [](const std::string &branch) {
        Names names;
        for (int i = 1; i <= 5; ++i)
            names.push_back("conv5_" + std::to_string(i) + "_CPM" + branch);
        return names;
    };
    std::vector<std::vector<Names>> stages;
    if (isBody)
        stages.push_back({first("_L1"), first("_L2")});
    else
        stages.push_back({{"conv6_1_CPM", "conv6_2_CPM"}});
    for (int i = 2; i <= 6; ++i) {
        const auto stage = std::to_string(i);
        stages.push_back(isBody ? std::vector<Names>{later(stage, "_L1"), later(stage, "_L2")}
                                : std::vector<Names>{later(stage, "")});
    }
    return stages;
}

} // namespace

at::Tensor OpenposeNetwork::Chain::operator()(at::Tensor x) const
{
    for (std::size_t i = 0; i < convs.size(); ++i) {
        x = convs[i](x);
        if (i + 1 < convs.size() || isLastRectified)
            x = at::relu(x);
    }
    return x;
}

std::vector<at::Tensor> OpenposeNetwork::operator()(const at::Tensor &bgr) const
{
    if (m_body25)
        return (*m_body25)(bgr);
    auto x = bgr;
    for (std::size_t i = 0; i < m_trunk.size(); ++i)
        x = m_trunk[i](i == 0 ? x : at::max_pool2d(x, {2, 2}, {2, 2}));
    std::vector<at::Tensor> said;
    for (const auto &stage : m_stages) {
        auto seen = said;
        seen.push_back(x);
        const auto input = said.empty() ? x : at::cat(seen, 1);
        said.clear();
        for (const auto &branch : stage)
            said.push_back(branch(input));
    }
    return said;
}

Result<std::unique_ptr<OpenposeNetwork>> OpenposeNetwork::open(const std::string &path)
{
    ARMATURE_TRY(auto file, openTensorFile(path));
    const auto source = std::make_shared<const RenamedSource>(std::move(file), plainName);
    const bool isBody = source->find("Mconv7_stage6_L1.weight").has_value();
    const int64_t outputs = source->size("Mconv7_stage6.weight", 0);
    constexpr int64_t kHandMaps = 22, kFaceMaps = 71, kFields = 38, kHeat = 19;
    const bool isBody25 = OpenposeBody25::isIn(*source);
    const bool isKnown = isBody25 || (isBody ? source->size("Mconv7_stage6_L1.weight", 0) == kFields &&
                                                   source->size("Mconv7_stage6_L2.weight", 0) == kHeat
                                             : outputs == kHandMaps || outputs == kFaceMaps);
    if (!isKnown)
        return fail(ErrorCode::BadInput,
                    path + " is not one of OpenPose's networks; it looks like " + looksLike(*source) + ".",
                    "Choose body_pose_model.pth, hand_pose_model.pth and facenet.pth, or CMU's "
                    "pose_iter_*.caffemodel.");
    auto network = std::make_unique<OpenposeNetwork>();
    if (isBody25) {
        network->m_body25.emplace(*source, Scope(network->m_table));
        ARMATURE_CHECK(loadParametersExactly(network->m_table, source, "OpenPose of " + path));
        return network;
    }
    const bool isCaffe = source->metadata().count("format") && source->metadata().at("format") == "caffe";
    network->m_kind = isBody ? Kind::Body : outputs == kHandMaps ? Kind::Hand : Kind::Face;
    const Scope root(network->m_table);
    const auto chain = [&](const Names &names, bool isLastRectified) {
        Chain made;
        made.isLastRectified = isLastRectified;
        for (const auto &name : names) {
            const auto weight = name + ".weight";
            const int64_t kernel = source->size(weight, 2);
            made.convs.emplace_back(root / name, source->size(weight, 1), source->size(weight, 0), kernel, 1,
                                    kernel / 2);
        }
        return made;
    };
    for (const auto &names : trunkOf(isBody))
        network->m_trunk.push_back(chain(names, true));
    for (const auto &stage : stagesOf(isBody)) {
        std::vector<Chain> branches;
        for (const auto &names : stage)
            // The port rectifies the last heat, the original does not.
            branches.push_back(chain(names, !isCaffe && names.back() == "Mconv7_stage6_L2"));
        network->m_stages.push_back(std::move(branches));
    }
    ARMATURE_CHECK(loadParametersExactly(network->m_table, source, "OpenPose of " + path));
    return network;
}

Result<Openpose> Openpose::open(const std::vector<std::string> &files)
{
    Openpose pose;
    for (const auto &path : files) {
        ARMATURE_TRY(std::shared_ptr<OpenposeNetwork> network, OpenposeNetwork::open(path));
        auto &place = network->kind() == OpenposeNetwork::Kind::Body   ? pose.m_body
                      : network->kind() == OpenposeNetwork::Kind::Hand ? pose.m_hand
                                                                       : pose.m_face;
        if (place)
            return fail(ErrorCode::BadInput, path + " is a second network of its kind.",
                        "Give one file for the body, and one each for hands and face.");
        place = std::move(network);
    }
    if (!pose.m_body)
        return fail(
            ErrorCode::NotFound, "OpenPose needs the network of the body.",
            "Locate body_pose_model.pth, or pose_iter_440000.caffemodel or pose_iter_584000.caffemodel.");
    return pose;
}

} // namespace armature
