// Steps that turn one map or picture into another: crop, resize, invert, threshold.
#include "core/image/fit.h"
#include "core/image/map_kind.h"
#include "preprocess/annotators.h"
#include "preprocess/opencv_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

namespace armature {

namespace {

using Work = std::function<Result<Image>(const Image &, const ParameterValues &)>;

// Picture in, picture out.
class Step final : public DescribedAnnotator
{
public:
    Step(AnnotatorInfo info, Work work) : DescribedAnnotator(std::move(info)), m_work(std::move(work)) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        MapResult result;
        ARMATURE_TRY(result.map, m_work(picture, parameters));
        return result;
    }

private:
    Work m_work;
};

AnnotatorInfo described(std::string id, std::string title, std::string help,
                        std::vector<Parameter> parameters)
{
    AnnotatorInfo info{std::move(id), std::move(title), std::move(help), AnnotatorGroup::Step};
    info.kind = info.id;
    info.parameters = std::move(parameters);
    return info;
}

Parameter pixels(std::string name, std::string label, int initial, int minimum, std::string help)
{
    Parameter parameter{
        std::move(name), std::move(label), ParameterType::Int, initial, double(minimum), 16384, 1};
    parameter.unit = "px";
    parameter.help = std::move(help);
    return parameter;
}

Image inverted(const Image &picture)
{
    auto result = picture;
    const int channels = picture.channels(), colours = picture.hasAlphaChannel() ? channels - 1 : channels;
    picture.withSampleType([&]<typename Sample>(Sample) {
        for (int y = 0; y < result.height(); ++y) {
            auto *row = result.row<Sample>(y);
            for (int x = 0; x < result.width(); ++x)
                for (int c = 0; c < colours; ++c) {
                    auto &sample = row[x * channels + c];
                    sample = Sample(std::numeric_limits<Sample>::max() - sample);
                }
        }
    });
    return result;
}

// As the WebUI's threshold: white where the smallest channel is brighter.
Image thresholded(const Image &picture, int threshold)
{
    const auto rgb = toRgb8(picture);
    Image result(rgb.width(), rgb.height(), 1);
    for (int y = 0; y < rgb.height(); ++y) {
        const auto *from = rgb.row<std::uint8_t>(y);
        auto *to = result.row<std::uint8_t>(y);
        for (int x = 0; x < rgb.width(); ++x, from += 3)
            to[x] = std::min({from[0], from[1], from[2]}) > threshold ? 255 : 0;
    }
    return result;
}

Result<Image> cropped(const Image &picture, const ParameterValues &parameters)
{
    const int left = parameters.at("left"), top = parameters.at("top"), right = parameters.at("right"),
              bottom = parameters.at("bottom");
    const int width = picture.width() - left - right, height = picture.height() - top - bottom;
    if (width < 1 || height < 1)
        return fail(ErrorCode::BadInput,
                    fmt::format("The crop leaves nothing of {} x {} px.", picture.width(), picture.height()),
                    "Cut off less.");
    return crop(picture, left, top, width, height);
}

Result<Image> fitted(const Image &picture, const ParameterValues &parameters)
{
    const auto mode = fitModeFrom(parameters.at("mode").get<std::string>());
    return fitCondition(picture, parameters.at("width"), parameters.at("height"),
                        mode.value_or(FitMode::Crop));
}

} // namespace

void addSteps(AnnotatorList &list)
{
    const std::string cut = "Pixels cut off at this side.";
    Parameter size{"map_size", "Size of the map", ParameterType::Choice, "picture", 0, 0,
                   1,          {"picture", "cut"}};
    size.help =
        "As large as the picture, black around what was looked at, as pairs should be; or as large as what "
        "was cut out.";
    auto cutting =
        described("crop", "Crop", "Leaves borders out: a frame, a watermark, a caption.",
                  {pixels("left", "Left", 0, 0, cut), pixels("top", "Top", 0, 0, cut),
                   pixels("right", "Right", 0, 0, cut), pixels("bottom", "Bottom", 0, 0, cut), size});
    cutting.version = 2; // its maps became as large as the pictures
    list.push_back(std::make_unique<Step>(std::move(cutting), cropped));
    Parameter mode{"mode", "How", ParameterType::Choice, "crop", 0, 0, 1, {"stretch", "crop", "fill"}};
    mode.help = "Stretch to the size, cut off what is too much, or fill up what is missing.";
    list.push_back(std::make_unique<Step>(
        described("resize", "Resize", "Brings pictures to one size; lines and skeletons stay sharp.",
                  {pixels("width", "Width", 512, 1, "Of the result."),
                   pixels("height", "Height", 512, 1, "Of the result."), mode}),
        fitted));
    list.push_back(std::make_unique<Step>(
        described("invert", "Invert",
                  "Black becomes white: for drawings on paper, or depth whose far is bright.", {}),
        [](const Image &picture, const ParameterValues &) -> Result<Image> { return inverted(picture); }));
    Parameter threshold{"threshold", "Threshold", ParameterType::Int, 127, 0, 255, 1};
    threshold.help = "Brighter pixels become white, all others black.";
    auto info = described("threshold", "Threshold", "Black and white, nothing between.", {threshold});
    info.mapKind = MapKind::Lines;
    list.push_back(std::make_unique<Step>(
        std::move(info), [](const Image &picture, const ParameterValues &parameters) -> Result<Image> {
            return thresholded(picture, parameters.at("threshold"));
        }));
}

} // namespace armature
