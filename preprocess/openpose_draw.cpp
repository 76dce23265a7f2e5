#include "preprocess/openpose_draw.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace armature {

namespace {

constexpr std::array<std::pair<int, int>, 17> kLimbs{{{1, 2},
                                                      {1, 5},
                                                      {2, 3},
                                                      {3, 4},
                                                      {5, 6},
                                                      {6, 7},
                                                      {1, 8},
                                                      {8, 9},
                                                      {9, 10},
                                                      {1, 11},
                                                      {11, 12},
                                                      {12, 13},
                                                      {1, 0},
                                                      {0, 14},
                                                      {14, 16},
                                                      {0, 15},
                                                      {15, 17}}};
constexpr std::array<std::array<int, 3>, kBodyPoints> kColors{{{255, 0, 0},
                                                               {255, 85, 0},
                                                               {255, 170, 0},
                                                               {255, 255, 0},
                                                               {170, 255, 0},
                                                               {85, 255, 0},
                                                               {0, 255, 0},
                                                               {0, 255, 85},
                                                               {0, 255, 170},
                                                               {0, 255, 255},
                                                               {0, 170, 255},
                                                               {0, 85, 255},
                                                               {0, 0, 255},
                                                               {85, 0, 255},
                                                               {170, 0, 255},
                                                               {255, 0, 255},
                                                               {255, 0, 170},
                                                               {255, 0, 85}}};
constexpr int kStickWidth = 4, kJointRadius = 4, kFaceRadius = 3, kHandThickness = 2;
constexpr double kNoPlace = 0.01; // hands and faces: a point this near the border is none
constexpr double kFarthest = 1e5; // pixels; beyond it OpenCV's fixed point would overflow

bool canBeDrawn(const Keypoint &point)
{
    return point.isFound() && std::abs(point.x) < kFarthest && std::abs(point.y) < kFarthest; // false for NaN
}

cv::Point wholeOf(const Keypoint &point) { return {int(point.x), int(point.y)}; }

int stickWidth(SkeletonStyle style, const cv::Mat &canvas)
{
    const int side = std::max(canvas.cols, canvas.rows);
    const bool isWide = style == SkeletonStyle::WideSticks && side >= 500;
    return kStickWidth * (isWide ? std::min(2 + side / 1000, 7) : 1);
}

void drawBody(cv::Mat &canvas, const std::array<Keypoint, kBodyPoints> &body, int width)
{
    for (std::size_t i = 0; i < kLimbs.size(); ++i) {
        const auto &a = body[std::size_t(kLimbs[i].first)], &b = body[std::size_t(kLimbs[i].second)];
        if (!canBeDrawn(a) || !canBeDrawn(b))
            continue;
        const double dx = a.x - b.x, dy = a.y - b.y;
        const double angle = std::atan2(dy, dx) * (180 / std::numbers::pi);
        std::vector<cv::Point> outline;
        cv::ellipse2Poly(cv::Point(int((a.x + b.x) / 2), int((a.y + b.y) / 2)),
                         cv::Size(int(std::sqrt(dx * dx + dy * dy) / 2), width), int(angle), 0, 360, 1,
                         outline);
        const auto dimmed = [&](int channel) { return double(int(kColors[i][std::size_t(channel)] * 0.6)); };
        cv::fillConvexPoly(canvas, outline, cv::Scalar(dimmed(0), dimmed(1), dimmed(2)));
    }
    for (std::size_t i = 0; i < body.size(); ++i)
        if (canBeDrawn(body[i]))
            cv::circle(canvas, wholeOf(body[i]), kJointRadius,
                       cv::Scalar(kColors[i][0], kColors[i][1], kColors[i][2]), -1);
}

// HSV with full saturation and value, 0..255.
cv::Scalar rainbow(double hue)
{
    const double sixth = hue * 6;
    const int sector = int(sixth);
    const double part = sixth - sector, falling = 1 - part, rising = 1 - (1 - part);
    const std::array<cv::Scalar, 6> colors{cv::Scalar(1, rising, 0), cv::Scalar(falling, 1, 0),
                                           cv::Scalar(0, 1, rising), cv::Scalar(0, falling, 1),
                                           cv::Scalar(rising, 0, 1), cv::Scalar(1, 0, falling)};
    return colors[std::size_t(sector % 6)] * 255;
}

bool isPlaced(const Keypoint &point)
{
    return canBeDrawn(point) && int(point.x) > kNoPlace && int(point.y) > kNoPlace;
}

void drawHand(cv::Mat &canvas, const std::vector<Keypoint> &hand)
{
    constexpr int kEdges = 20, kPerFinger = 4;
    if (hand.size() != kHandPoints)
        return;
    for (int i = 0; i < kEdges; ++i) { // four a finger, the first from the wrist
        const auto &from = hand[std::size_t(i % kPerFinger == 0 ? 0 : i)], &to = hand[std::size_t(i + 1)];
        if (isPlaced(from) && isPlaced(to))
            cv::line(canvas, wholeOf(from), wholeOf(to), rainbow(double(i) / kEdges), kHandThickness);
    }
    for (const auto &point : hand)
        if (isPlaced(point))
            cv::circle(canvas, wholeOf(point), kJointRadius, cv::Scalar(0, 0, 255), -1);
}

void drawFace(cv::Mat &canvas, const std::vector<Keypoint> &face)
{
    for (const auto &point : face)
        if (isPlaced(point))
            cv::circle(canvas, wholeOf(point), kFaceRadius, cv::Scalar(255, 255, 255), -1);
}

} // namespace

std::span<const std::pair<int, int>> bodyLimbs() { return kLimbs; }

const std::array<int, 3> &jointColor(std::size_t joint) { return kColors[joint]; }

Image drawPose(const Pose &pose, SkeletonStyle style, const SkeletonParts &parts)
{
    Image image(pose.width, pose.height, 3);
    cv::Mat canvas(pose.height, pose.width, CV_8UC3, image.row<std::uint8_t>(0));
    for (const auto &person : pose.people) {
        if (parts.body)
            drawBody(canvas, person.body, stickWidth(style, canvas));
        if (parts.hands) {
            drawHand(canvas, person.leftHand);
            drawHand(canvas, person.rightHand);
        }
        if (parts.face)
            drawFace(canvas, person.face);
    }
    return image;
}

Pose scaled(const Pose &pose, int width, int height)
{
    Pose other = pose;
    other.width = width;
    other.height = height;
    const double x = double(width) / pose.width, y = double(height) / pose.height;
    const auto scale = [&](Keypoint &point) {
        point.x *= x;
        point.y *= y;
    };
    for (auto &person : other.people) {
        std::for_each(person.body.begin(), person.body.end(), scale);
        for (auto *part : {&person.leftHand, &person.rightHand, &person.face})
            std::for_each(part->begin(), part->end(), scale);
    }
    return other;
}

} // namespace armature
