#include "core/image/canny.h"
#include "preprocess/annotators.h"
#include "preprocess/sizing.h"

#include <algorithm>

namespace armature {

namespace {

AnnotatorInfo describe()
{
    AnnotatorInfo info{"canny", "Canny edges",
                       "Sharp white outlines on black; the thresholds say how strong an edge must be."};
    info.kind = "canny";
    info.mapKind = MapKind::Lines;
    Parameter low{"low_threshold", "Low threshold", ParameterType::Float, 100, 0, 2000, 1};
    low.help = "Weaker edges are dropped; those between the thresholds stay where they join a strong one.";
    Parameter high{"high_threshold", "High threshold", ParameterType::Float, 200, 0, 2000, 1};
    high.help = "Edges above it always stay.";
    Parameter norm{"l2_gradient", "Exact gradient", ParameterType::Bool, false};
    norm.help = "Measure slopes by Pythagoras rather than by their sum, as cv2's L2gradient.";
    info.parameters = {low, high, norm};
    for (auto &parameter : sizeParameters(0))
        info.parameters.push_back(std::move(parameter));
    return info;
}

class CannyAnnotator final : public DescribedAnnotator
{
public:
    CannyAnnotator() : DescribedAnnotator(describe()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        const CannyOptions options{parameters.at("low_threshold"), parameters.at("high_threshold"),
                                   parameters.at("l2_gradient")};
        MapResult result;
        if (parameters.at("resolution") == 0 && parameters.at("target_width") == 0) {
            const bool isPlain = picture.bitDepth() == 8 && !picture.hasAlphaChannel();
            result.map = canny(isPlain ? picture : toRgb8(picture), options);
        } else {
            constexpr int kMultiple =
                64; // Canny needs none; the WebUI, whose edges people know, pads for it too
            ARMATURE_TRY(const auto frame, frameFor(picture, parameters, kMultiple));
            result.map = unframed(canny(frame.picture, options), frame, picture, parameters, info().mapKind);
        }
        const auto &samples = result.map.samples<std::uint8_t>();
        if (std::none_of(samples.begin(), samples.end(), [](std::uint8_t value) { return value != 0; }))
            result.note = "no edges";
        return result;
    }
};

} // namespace

void addCanny(AnnotatorList &list) { list.push_back(std::make_unique<CannyAnnotator>()); }

} // namespace armature
