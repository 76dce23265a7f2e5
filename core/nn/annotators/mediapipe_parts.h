#pragma once
// What MediaPipe's pipelines are made of besides networks: the turned crop, the anchor detector, rectangles
// from keypoints (google-ai-edge/mediapipe 0.10.14, mediapipe/calculators and mediapipe/modules).

#include "core/image/image.h"
#include "core/nn/annotators/tflite_network.h"

#include <array>
#include <vector>

namespace armature {

struct MpPoint
{
    double x = 0, y = 0;
};

// A rectangle in the picture, in pixels; turned clockwise by `rotation` radians.
struct MpRect
{
    double x = 0, y = 0; // its middle
    double width = 0, height = 0;
    double rotation = 0;

    // (0, 0) its upper left corner as it is turned, (1, 1) its lower right one.
    MpPoint at(double u, double v) const;
};

enum class MpBorder { Zero, Replicate };

// [1, size, size, 3]: the rectangle, widened to a square, sampled as cv::warpPerspective does (bilinear, in
// steps of 1/32 pixel, rounded to 8 bit), 0..255 mapped to low..high. `rgb` has 3 channels of 8 bit.
at::Tensor cropSquare(const Image &rgb, const MpRect &rect, int64_t size, MpBorder border, double low,
                      double high);

struct MpDetection
{
    double score = 0;
    MpPoint low, high; // the box
    std::vector<MpPoint> points;
};

// Single-shot detectors with anchors of one size, two to a cell and layer.
struct MpDetector
{
    const TfliteNetwork *network = nullptr;
    std::vector<int> strides;
    double low = 0, high = 1; // what the network takes for black and white
    int points = 0;

    // Everything at least `minScore` sure inside `rect`, best first, overlapping ones (IoU > 0.3) averaged by
    // their scores. Throws c10::Error where the network's outputs are not those of such a detector.
    std::vector<MpDetection> operator()(const Image &rgb, const MpRect &rect, double minScore) const;
};

// The turn that brings the line from `from` to `to` to `target` radians, counter-clockwise from the x axis.
double mpRotation(MpPoint from, MpPoint to, double target);
// A square about a turned rectangle's longer side, moved by a part of the rectangle's height, then enlarged.
MpRect mpSquare(MpRect rect, double scale, double shiftY);
MpRect wholePicture(const Image &picture);

} // namespace armature
