// Soft edges, the scribble made of them, and line art: networks of controlnet_aux.
#include "core/config/annotator_nets.h"
#include "preprocess/annotators.h"
#include "preprocess/line_shapes.h"
#include "preprocess/shared_network.h"
#include "preprocess/sizing.h"

#include <algorithm>
#include <array>

namespace armature {

namespace {

enum class Shape { Soft, Scribble };

AnnotatorInfo describeEdges(const std::string &net, const std::string &title, Shape shape)
{
    AnnotatorInfo info{shape == Shape::Soft ? net : "scribble-" + net, title};
    info.net = net;
    info.parameters = sizeParameters(512);
    if (shape == Shape::Soft) {
        info.help = "Outlines from sure to unsure, as a painter blocks them in.";
        info.kind = "softedge";
        Parameter safe{"safe", "Three steps only", ParameterType::Bool, false};
        safe.help = "Leaves black, grey and white, so that nothing of the picture hides in faint values.";
        info.parameters.insert(info.parameters.begin(), safe);
    } else {
        info.help = "Soft edges drawn over with a thick black-and-white pen.";
        info.kind = "scribble";
        info.mapKind = MapKind::Lines;
    }
    return info;
}

class SoftEdges final : public DescribedAnnotator
{
public:
    SoftEdges(const std::string &net, const std::string &title, Shape shape)
        : DescribedAnnotator(describeEdges(net, title, shape)), m_shape(shape)
    {
    }

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *network,
                          std::stop_token stop) const override
    {
        constexpr int kMultiple = 64;
        ARMATURE_TRY(const auto frame,
                     frameFor(picture, parameters, std::max(kMultiple, network->sizeMultiple())));
        ARMATURE_TRY(auto edges, network->map(toFloat(frame.picture), stop));
        if (m_shape == Shape::Soft && parameters.at("safe").get<bool>())
            safeSteps(edges);
        auto map = greyFrom(edges, frame.picture.width(), frame.picture.height());
        if (m_shape == Shape::Scribble)
            map = scribbleFrom(map);
        MapResult result;
        result.map = unframed(map, frame, picture, parameters, info().mapKind);
        return result;
    }

private:
    Shape m_shape;
};

AnnotatorInfo describeLineart(const std::string &net, const std::string &title, const std::string &help)
{
    AnnotatorInfo info{net, title, help};
    info.kind = net == "lineart-anime" ? "lineart_anime" : "lineart";
    info.net = net;
    info.parameters = sizeParameters(512);
    Parameter ground{"on_white", "Black on white", ParameterType::Bool, false};
    ground.help = "The public ControlNets were trained on white lines on black.";
    info.parameters.insert(info.parameters.begin(), ground);
    return info;
}

class Lineart final : public DescribedAnnotator
{
public:
    using DescribedAnnotator::DescribedAnnotator;

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *network,
                          std::stop_token stop) const override
    {
        constexpr int kMultiple = 64;
        ARMATURE_TRY(const auto frame,
                     frameFor(picture, parameters, std::max(kMultiple, network->sizeMultiple())));
        ARMATURE_TRY(const auto lines, network->map(toFloat(frame.picture), stop)); // black on white
        auto map = greyFrom(lines, frame.picture.width(), frame.picture.height());
        if (!parameters.at("on_white").get<bool>())
            for (int y = 0; y < map.height(); ++y) {
                auto *row = map.row<std::uint8_t>(y);
                std::transform(row, row + map.width(), row,
                               [](std::uint8_t value) { return std::uint8_t(255 - value); });
            }
        MapResult result;
        result.map = unframed(map, frame, picture, parameters, info().mapKind);
        return result;
    }
};

} // namespace

// A network that this engine does not know is not offered.
void addSoftEdges(AnnotatorList &list)
{
    for (const auto &[net, soft, scribble] :
         {std::array{"hed", "HED soft edges", "Scribble (HED)"},
          std::array{"pidinet", "PiDiNet soft edges", "Scribble (PiDiNet)"}}) {
        if (!findAnnotatorNet(net))
            continue;
        list.push_back(std::make_unique<SoftEdges>(net, soft, Shape::Soft));
        list.push_back(std::make_unique<SoftEdges>(net, scribble, Shape::Scribble));
    }
}

void addLineart(AnnotatorList &list)
{
    const auto add = [&](const char *net, const char *title, const char *help) {
        if (findAnnotatorNet(net))
            list.push_back(std::make_unique<Lineart>(describeLineart(net, title, help)));
    };
    add("lineart", "Lineart", "Drawn lines with their weight, as an illustrator inks them.");
    add("lineart-anime", "Lineart (anime)", "Clean lines of drawn figures.");
}

} // namespace armature
