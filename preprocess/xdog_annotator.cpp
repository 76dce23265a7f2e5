// Lines that need no network: XDoG as the WebUI's scribble_xdog, "lineart standard" as controlnet_aux.
#include "preprocess/annotators.h"
#include "preprocess/opencv_image.h"
#include "preprocess/sizing.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace armature {

namespace {

constexpr int kMultiple = 64;

// The smallest channel of the difference of two float pictures, per pixel.
template <typename Use>
void forSmallestDifference(const cv::Mat &a, const cv::Mat &b, const Use &use)
{
    for (int y = 0; y < a.rows; ++y) {
        const auto *left = a.ptr<cv::Vec3f>(y), *right = b.ptr<cv::Vec3f>(y);
        for (int x = 0; x < a.cols; ++x) {
            const cv::Vec3f difference = left[x] - right[x];
            use(x, y, std::min({difference[0], difference[1], difference[2]}));
        }
    }
}

cv::Mat blurred(const cv::Mat &mat, double sigma)
{
    cv::Mat result;
    cv::GaussianBlur(mat, result, cv::Size(0, 0), sigma);
    return result;
}

cv::Mat floatOf(const Image &rgb)
{
    cv::Mat result;
    matOf(rgb).convertTo(result, CV_32F);
    return result;
}

AnnotatorInfo describeXdog()
{
    AnnotatorInfo info{"xdog", "Scribble (XDoG)",
                       "Rough black-and-white strokes from the picture itself, without a network."};
    info.kind = "scribble";
    info.mapKind = MapKind::Lines;
    Parameter threshold{"threshold", "Threshold", ParameterType::Float, 32, 1, 64, 1};
    threshold.help = "Lower draws more.";
    info.parameters = {threshold};
    for (auto &parameter : sizeParameters(512))
        info.parameters.push_back(std::move(parameter));
    return info;
}

class XdogAnnotator final : public DescribedAnnotator
{
public:
    XdogAnnotator() : DescribedAnnotator(describeXdog()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        ARMATURE_TRY(const auto frame, frameFor(picture, parameters, kMultiple));
        const double threshold = parameters.at("threshold");
        const auto rgb = floatOf(frame.picture);
        Image lines(frame.picture.width(), frame.picture.height(), 1);
        forSmallestDifference(blurred(rgb, 5.0), blurred(rgb, 0.5), [&](int x, int y, float smallest) {
            const int value = int(std::clamp(255.0F - smallest, 0.0F, 255.0F));
            // The reference doubles a byte, which wraps around.
            lines.row<std::uint8_t>(y)[x] = std::uint8_t(2 * (255 - value)) > threshold ? 255 : 0;
        });
        MapResult result;
        result.map = unframed(lines, frame, picture, parameters, info().mapKind);
        return result;
    }
};

AnnotatorInfo describeLineart()
{
    AnnotatorInfo info{"lineart-standard", "Lineart (standard)",
                       "Soft lines where the picture is darker than its surroundings, without a network."};
    info.kind = "lineart";
    Parameter sigma{"sigma", "Blur", ParameterType::Float, 6.0, 0.1, 64, 0.1};
    sigma.unit = "px";
    sigma.help = "How far a pixel's surroundings reach.";
    Parameter threshold{"intensity_threshold", "Ignore below", ParameterType::Float, 8, 0, 254, 1};
    threshold.help = "Fainter lines do not count when the strength is evened out.";
    info.parameters = {sigma, threshold};
    for (auto &parameter : sizeParameters(512))
        info.parameters.push_back(std::move(parameter));
    return info;
}

// numpy's median: the mean of the middle two.
float median(std::vector<float> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

class LineartStandard final : public DescribedAnnotator
{
public:
    LineartStandard() : DescribedAnnotator(describeLineart()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        ARMATURE_TRY(const auto frame, frameFor(picture, parameters, kMultiple));
        const double threshold = parameters.at("intensity_threshold");
        const auto rgb = floatOf(frame.picture);
        cv::Mat intensity(rgb.rows, rgb.cols, CV_32F);
        std::vector<float> strong;
        forSmallestDifference(blurred(rgb, parameters.at("sigma")), rgb, [&](int x, int y, float smallest) {
            const float value = std::clamp(smallest, 0.0F, 255.0F);
            intensity.at<float>(y, x) = value;
            if (value > threshold)
                strong.push_back(value);
        });
        const float scale = std::max(16.0F, strong.empty() ? 0.0F : median(std::move(strong)));
        Image lines(rgb.cols, rgb.rows, 1);
        for (int y = 0; y < rgb.rows; ++y)
            std::transform(
                intensity.ptr<float>(y), intensity.ptr<float>(y) + rgb.cols, lines.row<std::uint8_t>(y),
                [&](float value) { return std::uint8_t(std::clamp(value / scale * 127.0F, 0.0F, 255.0F)); });
        MapResult result;
        result.map = unframed(lines, frame, picture, parameters, info().mapKind);
        return result;
    }
};

} // namespace

void addXdog(AnnotatorList &list)
{
    list.push_back(std::make_unique<XdogAnnotator>());
    list.push_back(std::make_unique<LineartStandard>());
}

} // namespace armature
