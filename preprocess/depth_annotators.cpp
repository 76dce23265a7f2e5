// Depth and normals by the networks of core/nn/annotators, with each one's own way of looking at a picture.
#include "core/config/annotator_nets.h"
#include "preprocess/annotators.h"
#include "preprocess/depth_map.h"
#include "preprocess/opencv_image.h"
#include "preprocess/shared_network.h"
#include "preprocess/sizing.h"

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace armature {

namespace {

// MiDaS' Resize (midas/transforms.py); ControlNet's training skipped it.
enum class Bound { Lower, Minimal, Upper, ControlNet };

struct DepthNet
{
    const char *id, *net, *title, *help;
    int side = 384;
    Bound bound = Bound::Minimal;
    Interpolation back = Interpolation::Bicubic;
};

enum class Shows { Depth, Normals };

Parameter number(const char *name, const char *label, ParameterType type, nlohmann::json initial,
                 double minimum, double maximum, double step, const char *unit, const char *help)
{
    Parameter parameter{name, label, type, std::move(initial), minimum, maximum, step};
    parameter.unit = unit;
    parameter.help = help;
    return parameter;
}

// "normal-midas" rather than "normal-depth-midas".
std::string normalsName(std::string id)
{
    const std::string_view first = "depth-m";
    return id.starts_with(first) ? id.substr(first.size() - 1) : id;
}

AnnotatorInfo describe(const DepthNet &net, Shows shows)
{
    const bool isDepth = shows == Shows::Depth;
    AnnotatorInfo info{isDepth ? net.id : fmt::format("normal-{}", normalsName(net.id)),
                       isDepth ? net.title : fmt::format("Normals ({})", net.title),
                       isDepth ? net.help : "Which way surfaces face, from the depth that this network sees.",
                       AnnotatorGroup::Depth};
    info.kind = isDepth ? "depth" : "normal";
    info.net = net.net;
    auto &list = info.parameters;
    list.push_back(
        number("resolution", "Resolution", ParameterType::Int, net.side, 32, 2048, 2, "px",
               "What the picture is brought to for the network; more sees finer things and takes longer."));
    Parameter size{"map_size", "Size of the map",        ParameterType::Choice, "picture", 0, 0,
                   1,          {"picture", "resolution"}};
    size.help = "As large as the picture, as pairs should be, or as the network gives it.";
    list.push_back(size);
    if (!isDepth) {
        list.push_back(number("background_threshold", "Background", ParameterType::Float, 0.4, 0, 1, 0.01, "",
                              "What is farther than this part of the range faces the viewer."));
        return info;
    }
    Parameter bits{"bits", "Bits", ParameterType::Choice, "8", 0, 0, 1, {"8", "16"}};
    bits.help = "16 keeps fine steps; 8 is what public depth ControlNets were trained on.";
    list.push_back(bits);
    Parameter invert{"invert", "Far is bright", ParameterType::Bool, false};
    invert.help = "Public depth ControlNets want near bright.";
    list.push_back(invert);
    list.push_back(number("cut_near", "Cut near", ParameterType::Float, 0.0, 0, 49, 1, "%",
                          "This much of the picture, the nearest, becomes plain white."));
    list.push_back(number("cut_far", "Cut far", ParameterType::Float, 0.0, 0, 49, 1, "%",
                          "This much of the picture, the farthest, becomes plain black."));
    return info;
}

int sideFor(double length, int side, int multiple, Bound bound)
{
    const double parts = length / multiple;
    int result = int(std::nearbyint(parts)) * multiple;
    if (bound == Bound::Upper && result > side)
        result = int(std::floor(parts)) * multiple;
    if (bound == Bound::Lower && result < side)
        result = int(std::ceil(parts)) * multiple;
    return std::max(result, multiple);
}

cv::Size sizeFor(const Image &picture, int side, int multiple, Bound bound)
{
    const double across = double(side) / picture.width(), down = double(side) / picture.height();
    double scale = std::max(across, down);
    if (bound == Bound::Upper)
        scale = std::min(across, down);
    if (bound == Bound::Minimal)
        scale = std::abs(1 - across) < std::abs(1 - down) ? across : down;
    return {sideFor(scale * picture.width(), side, multiple, bound),
            sideFor(scale * picture.height(), side, multiple, bound)};
}

class DepthAnnotator final : public DescribedAnnotator
{
public:
    DepthAnnotator(const DepthNet &net, Shows shows)
        : DescribedAnnotator(describe(net, shows)), m_net(net), m_shows(shows)
    {
    }

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *network,
                          std::stop_token stop) const override
    {
        ARMATURE_TRY(auto depth, look(picture, parameters, *network, stop));
        const bool isWhole = parameters.at("map_size") == "picture";
        MapResult result;
        if (m_net.bound ==
            Bound::ControlNet) { // whose reference resizes the picture of the depth, not the depth
            ARMATURE_TRY(result.map, shown(depth, parameters, network->isMetric()));
            if (isWhole &&
                (result.map.width() != picture.width() || result.map.height() != picture.height())) {
                cv::Mat sized;
                cv::resize(matOf(std::as_const(result.map)), sized,
                           cv::Size(picture.width(), picture.height()), 0, 0, cv::INTER_LINEAR);
                result.map = imageOf(sized);
            }
            return result;
        }
        if (isWhole)
            depth = resizedDepth(depth, picture.width(), picture.height(), m_net.back);
        ARMATURE_TRY(result.map, shown(depth, parameters, network->isMetric()));
        return result;
    }

private:
    Result<Image> shown(const FloatMap &depth, const ParameterValues &parameters, bool isMetric) const
    {
        if (m_shows == Shows::Depth)
            return depthPicture(depth,
                                {isMetric, parameters.at("invert"), parameters.at("bits") == "16" ? 16 : 8,
                                 parameters.at("cut_near"), parameters.at("cut_far")});
        if (isMetric)
            return fail(ErrorCode::BadInput,
                        "Normals are made from inverse depth, and these weights give metres.",
                        "Use weights for relative depth.");
        return normalsFromDepth(depth, parameters.at("background_threshold"));
    }

    Result<FloatMap> look(const Image &picture, const ParameterValues &parameters, SharedNetwork &network,
                          const std::stop_token &stop) const
    {
        if (m_net.bound == Bound::ControlNet) {
            auto framing = parameters;
            framing["target_width"] = framing["target_height"] = 0;
            ARMATURE_TRY(const auto frame, frameFor(picture, framing, std::max(64, network.sizeMultiple())));
            ARMATURE_TRY(const auto depth, network.map(toFloat(frame.picture), stop));
            FloatMap part{frame.width, frame.height, 1, {}};
            for (int y = 0; y < frame.height; ++y)
                part.values.insert(part.values.end(), depth.row(y), depth.row(y) + frame.width);
            return part;
        }
        constexpr double kMostPixels = 16e6;
        const auto size = sizeFor(picture, parameters.at("resolution"), network.sizeMultiple(), m_net.bound);
        if (double(size.width) * size.height > kMostPixels)
            return fail(ErrorCode::BadInput,
                        fmt::format("A picture of {} x {} px is too long and thin for a depth network.",
                                    picture.width(), picture.height()),
                        "Cut it into pieces.");
        auto rgb = toFloat(toRgb8(picture));
        const cv::Mat values(rgb.height, rgb.width, CV_32FC3, rgb.values.data());
        FloatMap sized{size.width, size.height, 3, std::vector<float>(std::size_t(size.area()) * 3)};
        cv::Mat target(size, CV_32FC3, sized.values.data());
        cv::resize(values, target, size, 0, 0, cv::INTER_CUBIC);
        return network.map(sized, stop);
    }

    DepthNet m_net;
    Shows m_shows;
};

} // namespace

// A network that this engine does not know is not offered.
void addDepth(AnnotatorList &list)
{
    const DepthNet nets[] = {
        {"depth-anything-v2", "depth-anything-v2", "Depth Anything V2",
         "How near things are, sharp at their outlines; near is bright.", 518, Bound::Lower,
         Interpolation::BilinearCorners},
        {"depth-midas", "dpt", "Depth (MiDaS) as ControlNets were trained on",
         "DPT as the public depth ControlNets saw it: the whole picture at its resolution, without MiDaS' "
         "own way of "
         "looking.",
         512, Bound::ControlNet, Interpolation::Bilinear},
        {"dpt", "dpt", "DPT (MiDaS v3)", "How near things are, large forms first; near is bright.", 384,
         Bound::Minimal, Interpolation::Bicubic},
        {"midas-small", "midas-small", "MiDaS v2.1 small",
         "How near things are, roughly and quickly; near is bright.", 256, Bound::Upper,
         Interpolation::Bicubic},
        {"draft-depth", "draft-depth", "Depth (draft)",
         "A first idea of depth without any file to fetch, to try things with: it has seen painted scenes "
         "only. "
         "Train on maps of one of the others.",
         192, Bound::Lower, Interpolation::Bilinear},
    };
    for (const auto &net : nets) {
        if (!findAnnotatorNet(net.net))
            continue;
        list.push_back(std::make_unique<DepthAnnotator>(net, Shows::Depth));
        list.push_back(std::make_unique<DepthAnnotator>(net, Shows::Normals));
    }
}

} // namespace armature
