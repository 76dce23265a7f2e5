#include "preprocess/line_shapes.h"

#include "preprocess/opencv_image.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>

namespace armature {

void safeSteps(FloatMap &edges)
{
    for (auto &value : edges.values)
        value = float(int(value * 3.0F)) / 2.0F;
}

Image scribbleFrom(const Image &softEdges)
{
    constexpr double kSigma = 3.0;
    constexpr float kThreshold = 127;
    constexpr int kThick = 4;
    cv::Mat smooth;
    matOf(softEdges).convertTo(smooth, CV_32F);
    cv::GaussianBlur(smooth, smooth, cv::Size(0, 0), kSigma);
    const std::array<cv::Matx<std::uint8_t, 3, 3>, 4> directions{{{0, 0, 0, 1, 1, 1, 0, 0, 0},
                                                                  {0, 1, 0, 0, 1, 0, 0, 1, 0},
                                                                  {1, 0, 0, 0, 1, 0, 0, 0, 1},
                                                                  {0, 0, 1, 0, 1, 0, 1, 0, 0}}};
    Image lines(softEdges.width(), softEdges.height(), 1);
    auto ridges = matOf(lines);
    for (const auto &direction : directions) {
        cv::Mat largest;
        cv::dilate(smooth, largest, direction);
        ridges.setTo(255, (largest == smooth) & (smooth > kThreshold));
    }
    cv::GaussianBlur(ridges, ridges, cv::Size(0, 0), kSigma);
    cv::threshold(ridges, ridges, kThick, 255, cv::THRESH_BINARY);
    return lines;
}

} // namespace armature
