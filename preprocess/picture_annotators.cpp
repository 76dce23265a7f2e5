// The picture itself, made poorer: what tile, blur and grey ControlNets see. And maps that exist already.
#include "preprocess/annotators.h"
#include "preprocess/opencv_image.h"
#include "preprocess/sizing.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

AnnotatorInfo described(std::string id, std::string title, std::string help, AnnotatorGroup group,
                        std::string kind)
{
    AnnotatorInfo info{std::move(id), std::move(title), std::move(help), group};
    info.kind = std::move(kind);
    return info;
}

AnnotatorInfo describeTile()
{
    auto info = described("tile", "Tile", "The picture at fewer pixels, for models that invent detail.",
                          AnnotatorGroup::Picture, "tile");
    Parameter factor{"down_sampling", "Fewer pixels by", ParameterType::Float, 4.0, 1, 16, 0.5};
    factor.unit = "times";
    factor.help = "How many times shorter each side becomes.";
    Parameter size{"map_size", "Size of the map",        ParameterType::Choice, "picture", 0, 0,
                   1,          {"picture", "resolution"}};
    size.help = "Enlarged again to the picture's size, or left small.";
    info.parameters = {factor, size};
    return info;
}

class Tile final : public DescribedAnnotator
{
public:
    Tile() : DescribedAnnotator(describeTile()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        const double factor = parameters.at("down_sampling");
        auto rgb = toRgb8(picture);
        MapResult result;
        if (factor < 1.1) {
            result.map = std::move(rgb);
            return result;
        }
        const cv::Size size(std::max(1, int(picture.width() / factor)),
                            std::max(1, int(picture.height() / factor)));
        cv::Mat small;
        cv::resize(matOf(std::as_const(rgb)), small, size, 0, 0, cv::INTER_AREA);
        if (parameters.at("map_size") == "picture")
            cv::resize(small, small, cv::Size(picture.width(), picture.height()), 0, 0, cv::INTER_CUBIC);
        result.map = imageOf(small);
        return result;
    }
};

AnnotatorInfo describeBlur()
{
    auto info = described("blur", "Blur", "The picture out of focus.", AnnotatorGroup::Picture, "blur");
    Parameter sigma{"sigma", "Blur", ParameterType::Float, 9.0, 0.01, 64, 0.1};
    sigma.unit = "px";
    sigma.help = "Standard deviation of the Gaussian.";
    info.parameters = {sigma};
    return info;
}

class Blur final : public DescribedAnnotator
{
public:
    Blur() : DescribedAnnotator(describeBlur()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        const auto rgb = toRgb8(picture);
        MapResult result;
        result.map = Image(rgb.width(), rgb.height(), 3);
        cv::GaussianBlur(matOf(rgb), matOf(result.map), cv::Size(0, 0), parameters.at("sigma"));
        return result;
    }
};

AnnotatorInfo describeGrey()
{
    auto info = described("grey", "Grey", "Lightness without colour, for models that colour pictures in.",
                          AnnotatorGroup::Picture, "recolor");
    Parameter gamma{"gamma", "Gamma", ParameterType::Float, 1.0, 0.1, 10, 0.1};
    gamma.help = "Above 1 darkens the middle tones.";
    info.parameters = {gamma};
    return info;
}

class Grey final : public DescribedAnnotator
{
public:
    Grey() : DescribedAnnotator(describeGrey()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        const auto rgb = toRgb8(picture);
        const double gamma = parameters.at("gamma");
        MapResult result;
        result.map = Image(rgb.width(), rgb.height(), 1);
        cv::cvtColor(matOf(rgb), matOf(result.map), cv::COLOR_RGB2GRAY);
        if (gamma != 1)
            for (int y = 0; y < rgb.height(); ++y) {
                auto *row = result.map.row<std::uint8_t>(y);
                std::transform(row, row + rgb.width(), row, [&](std::uint8_t value) {
                    return std::uint8_t(std::pow(value / 255.0, gamma) * 255.0);
                });
            }
        return result;
    }
};

class OwnMap final : public DescribedAnnotator
{
public:
    OwnMap()
        : DescribedAnnotator(
              described("own", "My own map, untouched",
                        "The picture is a condition map already: its pixels are taken as they are.",
                        AnnotatorGroup::Own, "own"))
    {
    }

    Result<MapResult> run(const Image &picture, const ParameterValues &, SharedNetwork *,
                          std::stop_token) const override
    {
        MapResult result;
        result.map = picture;
        return result;
    }
};

} // namespace

void addPictures(AnnotatorList &list)
{
    list.push_back(std::make_unique<Tile>());
    list.push_back(std::make_unique<Blur>());
    list.push_back(std::make_unique<Grey>());
}

void addOwnMaps(AnnotatorList &list) { list.push_back(std::make_unique<OwnMap>()); }

} // namespace armature
