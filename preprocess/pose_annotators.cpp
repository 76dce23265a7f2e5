#include "core/config/annotator_nets.h"
#include "core/image/resample.h"
#include "preprocess/annotators.h"
#include "preprocess/pose_map.h"
#include "preprocess/shared_network.h"

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

Parameter flag(const char *name, const char *label, const char *help)
{
    Parameter parameter{name, label, ParameterType::Bool, false};
    parameter.help = help;
    return parameter;
}

AnnotatorInfo describe(const std::string &net, const std::string &title, const std::string &help)
{
    AnnotatorInfo info{net, title, help, AnnotatorGroup::Pose};
    info.kind = "pose";
    info.mapKind = MapKind::Pose;
    info.net = net;
    info.parameters = {flag("hands", "Hands", "Find and draw fingers."),
                       flag("face", "Face", "Find and draw faces.")};
    Parameter people{"max_people", "People at most", ParameterType::Int, 8, 1, 64, 1};
    people.help = "The surest are drawn.";
    info.parameters.push_back(people);
    if (net != "openpose") { // whose own thresholds decide, as public ControlNets saw it
        Parameter score{
            "min_score", "Sureness of a person", ParameterType::Float, net == "dwpose" ? 0.3 : 0.5, 0, 1,
            0.05};
        score.help = "Whoever is less sure is nobody.";
        Parameter joint{"min_joint_score", "Sureness of a joint", ParameterType::Float, 0.3, 0, 1, 0.05};
        joint.help = "Joints that are less sure are left out.";
        info.parameters.push_back(score);
        info.parameters.push_back(joint);
    }
    if (net == "dwpose") {
        Parameter channels{
            "channels", "Colours as", ParameterType::Choice, "trained", 0, 0, 1, {"trained", "rgb", "bgr"}};
        channels.help =
            "As each of the two networks was trained, or one order for both: rgb as the WebUI gives them, "
            "bgr as DWPose's own example does.";
        info.parameters.push_back(channels);
    }
    Parameter resolution{"resolution", "Drawn at", ParameterType::Int, 512, 0, 4096, 8};
    resolution.unit = "px";
    resolution.help = "Short side at which the skeleton is drawn, best the one that you train at: sticks are "
                      "4 px wide. 0 is the picture's own.";
    Parameter size{"map_size", "Size of the map",        ParameterType::Choice, "picture", 0, 0,
                   1,          {"picture", "resolution"}};
    size.help = "As large as the picture, as pairs should be, or as it was drawn.";
    Parameter style{"style", "Sticks", ParameterType::Choice, "controlnet", 0, 0, 1, {"controlnet", "wide"}};
    style.help = "As public ControlNets saw them, or the wide ones of xinsir's SDXL models.";
    const auto nobody = flag("black_if_nobody", "Black map for nobody",
                             "Write a black map where no person is found; otherwise the picture gets none.");
    for (const auto &parameter : {resolution, size, style, nobody})
        info.parameters.push_back(parameter);
    return info;
}

PoseOptions optionsFrom(const ParameterValues &parameters)
{
    PoseOptions options;
    options.hands = parameters.at("hands");
    options.face = parameters.at("face");
    options.maxPeople = parameters.at("max_people");
    options.minScore = parameters.value("min_score", options.minScore);
    options.minJointScore = parameters.value("min_joint_score", options.minJointScore);
    const auto channels = parameters.value("channels", std::string("trained"));
    if (channels != "trained")
        options.channels = channels == "rgb" ? PoseChannels::Rgb : PoseChannels::Bgr;
    return options;
}

class PoseAnnotator final : public DescribedAnnotator
{
public:
    using DescribedAnnotator::DescribedAnnotator;

    Status check(const ParameterValues &parameters, const SharedNetwork *network) const override
    {
        return network->canFind(optionsFrom(parameters));
    }

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *network,
                          std::stop_token stop) const override
    {
        ARMATURE_TRY(const auto found, network->pose(asSeen(picture), optionsFrom(parameters), stop));
        ARMATURE_TRY(auto result, poseMap(found, picture.width(), picture.height(), parameters));
        if (found.people.empty())
            (parameters.at("black_if_nobody").get<bool>() ? result.note : result.nothingFound) =
                "no person found";
        return result;
    }

private:
    // OpenPose counts in pixels of a picture of about this size: how far apart peaks lie, how long a limb may
    // be.
    Image asSeen(const Image &picture) const
    {
        constexpr int kShortSide = 512;
        const int side = std::min(picture.width(), picture.height());
        if (info().net != "openpose" || side == kShortSide || side < 1)
            return picture;
        const double scale = double(kShortSide) / side;
        constexpr double kLongest = 8192;
        return resize(toRgb8(picture),
                      int(std::clamp(std::nearbyint(picture.width() * scale), 1.0, kLongest)),
                      int(std::clamp(std::nearbyint(picture.height() * scale), 1.0, kLongest)),
                      scale < 1 ? Filter::Area : Filter::Lanczos3);
    }
};

} // namespace

void addPose(AnnotatorList &list)
{
    list.push_back(std::make_unique<PoseAnnotator>(
        describe("mediapipe-pose", "Pose (MediaPipe)",
                 "People as coloured skeletons, with hands and faces where wanted.")));
    if (findAnnotatorNet("openpose"))
        list.push_back(std::make_unique<PoseAnnotator>(describe(
            "openpose", "Pose (OpenPose)",
            "People as the public pose ControlNets were shown them; its weights are for research only.")));
    if (findAnnotatorNet("dwpose"))
        list.push_back(std::make_unique<PoseAnnotator>(describe(
            "dwpose", "Pose (DWPose)",
            "Whole bodies with fingers and faces, steadier than OpenPose; its two files are ONNX graphs.")));
}

} // namespace armature
