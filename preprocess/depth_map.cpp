#include "preprocess/depth_map.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>
#include <vector>

namespace armature {

namespace {

cv::Mat planeOf(const FloatMap &map)
{
    return {map.height, map.width, CV_32F, const_cast<float *>(map.values.data())};
}

struct Range
{
    float low = 0, high = 0;
};

Result<Range> rangeOf(const FloatMap &depth, double cutLow, double cutHigh)
{
    auto values = depth.values;
    if (std::any_of(values.begin(), values.end(), [](float value) { return !std::isfinite(value); }))
        return fail(ErrorCode::Numeric, "The network gave numbers that are not finite.",
                    "Check its weights.");
    const auto at = [&](double share) {
        const auto nth = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
        std::nth_element(values.begin(), nth, values.end());
        return *nth;
    };
    const Range range{at(cutLow / 100), at(1 - cutHigh / 100)};
    if (!(range.high > range.low))
        return fail(ErrorCode::BadInput, "The depth is the same everywhere.", "Leave this picture out.");
    return range;
}

template <typename Sample>
void fill(Image &image, const FloatMap &depth, const Range &range, bool flip)
{
    constexpr double kFull = std::numeric_limits<Sample>::max();
    const float span = range.high - range.low;
    for (int y = 0; y < depth.height; ++y) {
        const auto *from = depth.row(y);
        auto *to = image.row<Sample>(y);
        for (int x = 0; x < depth.width; ++x) {
            const auto share = double(std::clamp((from[x] - range.low) / span, 0.0F, 1.0F));
            to[x] = Sample((flip ? 1 - share : share) * kFull);
        }
    }
}

} // namespace

Result<Image> depthPicture(const FloatMap &depth, const DepthOptions &options)
{
    // Near is the high end of inverse depth and the low end of metres.
    const double low = options.isMetric ? options.cutNear : options.cutFar;
    const double high = options.isMetric ? options.cutFar : options.cutNear;
    ARMATURE_TRY(const auto range, rangeOf(depth, low, high));
    const bool flip = options.isMetric != options.invert;
    Image image(depth.width, depth.height, 1, options.bits);
    if (options.bits == 8)
        fill<std::uint8_t>(image, depth, range, flip);
    else
        fill<std::uint16_t>(image, depth, range, flip);
    return image;
}

Result<Image> normalsFromDepth(const FloatMap &depth, double background)
{
    constexpr double kTowardsViewer = 2 * std::numbers::pi;
    ARMATURE_TRY(const auto range, rangeOf(depth, 0, 0));
    cv::Mat across, down;
    cv::Sobel(planeOf(depth), across, CV_32F, 1, 0, 3);
    cv::Sobel(planeOf(depth), down, CV_32F, 0, 1, 3);
    Image image(depth.width, depth.height, 3);
    for (int y = 0; y < depth.height; ++y) {
        auto *to = image.row<std::uint8_t>(y);
        for (int x = 0; x < depth.width; ++x, to += 3) {
            const bool isBehind = (depth.row(y)[x] - range.low) / (range.high - range.low) < background;
            const float dx = isBehind ? 0 : across.at<float>(y, x), dy = isBehind ? 0 : down.at<float>(y, x);
            const double length =
                std::sqrt(double(dx) * dx + double(dy) * dy + kTowardsViewer * kTowardsViewer);
            const auto sample = [&](double part) {
                return std::uint8_t(std::clamp(part / length * 127.5 + 127.5, 0.0, 255.0));
            };
            to[0] = sample(kTowardsViewer); // the reference turns the channels around
            to[1] = sample(dy);
            to[2] = sample(dx);
        }
    }
    return image;
}

FloatMap resizedDepth(const FloatMap &depth, int width, int height, Interpolation interpolation)
{
    if (depth.width == width && depth.height == height)
        return depth;
    FloatMap result{width, height, 1, std::vector<float>(std::size_t(width) * std::size_t(height))};
    auto to = planeOf(result);
    if (interpolation != Interpolation::BilinearCorners) {
        cv::resize(planeOf(depth), to, to.size(), 0, 0,
                   interpolation == Interpolation::Bicubic ? cv::INTER_CUBIC : cv::INTER_LINEAR);
        return result;
    }
    const auto place = [](int at, int from, int size) { // OpenCV's own remapping knows 32 places a pixel only
        const double exact = size > 1 ? double(from - 1) * at / (size - 1) : 0.0;
        const int left = std::min(int(exact), std::max(from - 2, 0));
        return std::tuple{left, std::min(left + 1, from - 1), float(exact - left)};
    };
    for (int y = 0; y < height; ++y) {
        const auto [top, bottom, down] = place(y, depth.height, height);
        for (int x = 0; x < width; ++x) {
            const auto [left, right, across] = place(x, depth.width, width);
            const float above = std::lerp(depth.row(top)[left], depth.row(top)[right], across);
            const float below = std::lerp(depth.row(bottom)[left], depth.row(bottom)[right], across);
            result.row(y)[x] = std::lerp(above, below, down);
        }
    }
    return result;
}

} // namespace armature
