// Straight lines by M-LSD, drawn one pixel wide (controlnet_aux, mlsd/__init__.py).
#include "core/config/annotator_nets.h"
#include "core/image/line_segments.h"
#include "preprocess/annotators.h"
#include "preprocess/opencv_image.h"
#include "preprocess/shared_network.h"
#include "preprocess/sizing.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace armature {

namespace {

AnnotatorInfo describe()
{
    AnnotatorInfo info{"mlsd", "M-LSD straight lines",
                       "Straight lines of rooms and buildings, white on black.", AnnotatorGroup::Edges};
    info.kind = "mlsd";
    info.mapKind = MapKind::Lines;
    info.net = "mlsd";
    Parameter value{"value_threshold", "Sureness of a line", ParameterType::Float, 0.1, 0.01, 1, 0.01};
    value.help = "Less sure lines are left out.";
    Parameter distance{"distance_threshold", "Shortest line", ParameterType::Float, 0.1, 0, 100, 0.1};
    distance.help = "In pixels of the network's map, which is half as large as what it sees.";
    info.parameters = {value, distance};
    const auto size = sizeParameters(512);
    info.parameters.insert(info.parameters.end(), size.begin(), size.end());
    return info;
}

class Mlsd final : public DescribedAnnotator
{
public:
    Mlsd() : DescribedAnnotator(describe()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *network,
                          std::stop_token stop) const override
    {
        constexpr int kMultiple = 64;
        ARMATURE_TRY(const auto frame,
                     frameFor(picture, parameters, std::max(kMultiple, network->sizeMultiple())));
        ARMATURE_TRY(const auto maps, network->map(toFloat(frame.picture), stop));
        Image drawn(frame.picture.width(), frame.picture.height(), 1);
        auto canvas = matOf(drawn);
        canvas.setTo(0);
        for (const auto &line :
             lineSegments(maps, parameters.at("value_threshold"), parameters.at("distance_threshold")))
            cv::line(canvas, {int(line.x0), int(line.y0)}, {int(line.x1), int(line.y1)}, 255, 1);
        MapResult result;
        result.map = unframed(drawn, frame, picture, parameters, info().mapKind);
        return result;
    }
};

} // namespace

// Not offered where the engine does not know the network.
void addMlsd(AnnotatorList &list)
{
    if (findAnnotatorNet("mlsd"))
        list.push_back(std::make_unique<Mlsd>());
}

} // namespace armature
