#include "preprocess/sizing.h"

#include "preprocess/opencv_image.h"

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

constexpr double kMostPixels = 64e6; // of a frame; more is a mistake, not a picture
constexpr int kMostSide = 32000;     // OpenCV's remapping counts in 16 bit

int wholeMultiple(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

cv::Mat resized(const cv::Mat &mat, int width, int height)
{
    if (mat.cols == width && mat.rows == height)
        return mat;
    cv::Mat result;
    const bool isGrowing = double(width) * height > double(mat.cols) * mat.rows;
    cv::resize(mat, result, cv::Size(width, height), 0, 0, isGrowing ? cv::INTER_CUBIC : cv::INTER_AREA);
    return result;
}

int resolutionOf(const Image &picture, const ParameterValues &parameters)
{
    const int width = parameters.at("target_width"), height = parameters.at("target_height");
    if (width > 0 && height > 0)
        return pixelPerfectResolution(picture.width(), picture.height(), width, height, FitMode::Crop);
    const int resolution = parameters.at("resolution");
    return resolution > 0 ? resolution : std::min(picture.width(), picture.height());
}

} // namespace

std::vector<Parameter> sizeParameters(int initial)
{
    Parameter resolution{"resolution", "Resolution", ParameterType::Int, initial, 0, 4096, 8};
    resolution.unit = "px";
    resolution.help = "Short side of what is looked at; 0 is the picture's own size.";
    Parameter width{"target_width", "Pixel perfect width", ParameterType::Int, 0, 0, 8192, 8};
    width.unit = "px";
    width.help =
        "With the height, the size that you train at: the resolution follows from it. 0 switches it off.";
    Parameter height{"target_height", "Pixel perfect height", ParameterType::Int, 0, 0, 8192, 8};
    height.unit = "px";
    height.help = width.help;
    Parameter size{"map_size", "Size of the map",        ParameterType::Choice, "picture", 0, 0,
                   1,          {"picture", "resolution"}};
    size.help = "As large as the picture, as pairs should be, or as large as what was looked at.";
    return {resolution, width, height, size};
}

int pixelPerfectResolution(int pictureWidth, int pictureHeight, int width, int height, FitMode mode)
{
    const double across = double(width) / pictureWidth, down = double(height) / pictureHeight;
    const double scale = mode == FitMode::Fill ? std::min(across, down) : std::max(across, down);
    return std::max(1, int(std::nearbyint(scale * std::min(pictureWidth, pictureHeight))));
}

Result<Frame> frameFor(const Image &picture, const ParameterValues &parameters, int multiple)
{
    const double scale =
        double(resolutionOf(picture, parameters)) / std::min(picture.width(), picture.height());
    const double width = std::max(1.0, std::nearbyint(picture.width() * scale)),
                 height = std::max(1.0, std::nearbyint(picture.height() * scale));
    if (width * height > kMostPixels || std::max(width, height) > kMostSide)
        return fail(ErrorCode::BadInput,
                    fmt::format("A picture of {} x {} px would be looked at with {:.0f} x {:.0f} px.",
                                picture.width(), picture.height(), width, height),
                    "Cut it into pieces, or use a smaller resolution.");
    Frame frame{toRgb8(picture), int(width), int(height)};
    const auto small = resized(matOf(std::as_const(frame.picture)), frame.width, frame.height);
    const int fullWidth = wholeMultiple(frame.width, multiple),
              fullHeight = wholeMultiple(frame.height, multiple);
    if (fullWidth == picture.width() && fullHeight == picture.height() && small.cols == fullWidth &&
        small.rows == fullHeight)
        return frame;
    Image padded(fullWidth, fullHeight, 3);
    cv::copyMakeBorder(small, matOf(padded), 0, fullHeight - frame.height, 0, fullWidth - frame.width,
                       cv::BORDER_REPLICATE);
    frame.picture = std::move(padded);
    return frame;
}

Image unframed(const Image &map, const Frame &frame, const Image &picture, const ParameterValues &parameters,
               MapKind kind)
{
    const bool isWhole = map.width() == frame.width && map.height() == frame.height;
    auto part = isWhole ? map : crop(map, 0, 0, frame.width, frame.height);
    if (parameters.at("map_size") == "resolution" ||
        (part.width() == picture.width() && part.height() == picture.height()))
        return part;
    if (kind != MapKind::Photo)
        return resizeMap(part, picture.width(), picture.height(), kind);
    return imageOf(resized(matOf(std::as_const(part)), picture.width(), picture.height()));
}

FloatMap toFloat(const Image &rgb8)
{
    FloatMap map{rgb8.width(), rgb8.height(), rgb8.channels(), {}};
    const auto &samples = rgb8.samples<std::uint8_t>();
    map.values.resize(samples.size());
    std::transform(samples.begin(), samples.end(), map.values.begin(),
                   [](std::uint8_t value) { return float(value) / 255.0F; });
    return map;
}

Image greyFrom(const FloatMap &map, int width, int height)
{
    const cv::Mat values(map.height, map.width, CV_32FC(map.channels),
                         const_cast<float *>(map.values.data()));
    cv::Mat plane, sized;
    cv::extractChannel(values, plane, 0);
    if (map.width != width || map.height != height)
        cv::resize(plane, sized, cv::Size(width, height), 0, 0, cv::INTER_LINEAR);
    else
        sized = plane;
    Image grey(width, height, 1);
    for (int y = 0; y < height; ++y) {
        const auto *from = sized.ptr<float>(y);
        std::transform(from, from + width, grey.row<std::uint8_t>(y),
                       [](float value) { return std::uint8_t(std::clamp(value * 255.0F, 0.0F, 255.0F)); });
    }
    return grey;
}

} // namespace armature
