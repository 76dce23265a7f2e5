#include "core/image/pose_maps.h"

#include "core/image/pose_planes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace armature {

namespace {

// Of the cells above `least`, those of the heaviest group that touches at sides or corners; cleared
// elsewhere.
void keepHeaviestBlob(PosePlane &plane, const std::vector<double> &smooth, double least)
{
    std::vector<int> labels(plane.values.size(), 0);
    std::vector<std::size_t> todo;
    int count = 0, best = 0;
    double heaviest = 0;
    for (std::size_t start = 0; start < labels.size(); ++start) {
        if (labels[start] != 0 || !(smooth[start] > least))
            continue;
        ++count;
        double weight = 0;
        labels[start] = count;
        todo.assign(1, start);
        while (!todo.empty()) {
            const auto here = todo.back();
            todo.pop_back();
            weight += double(plane.values[here]);
            const int x = int(here % std::size_t(plane.width)), y = int(here / std::size_t(plane.width));
            for (int v = std::max(y - 1, 0); v <= std::min(y + 1, plane.height - 1); ++v)
                for (int u = std::max(x - 1, 0); u <= std::min(x + 1, plane.width - 1); ++u) {
                    const auto next = std::size_t(v) * std::size_t(plane.width) + std::size_t(u);
                    if (labels[next] == 0 && smooth[next] > least) {
                        labels[next] = count;
                        todo.push_back(next);
                    }
                }
        }
        if (best == 0 || weight > heaviest) {
            best = count;
            heaviest = weight;
        }
    }
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] != best || best == 0)
            plane.values[i] = 0;
}

Keypoint highest(const PosePlane &plane)
{
    const auto most = std::max_element(plane.values.begin(), plane.values.end());
    const auto place = most - plane.values.begin();
    return {double(place % plane.width), double(place / plane.width), double(*most)};
}

} // namespace

int scaledSide(int from, double scale) { return int(double(from) * scale); }

FloatMap smartResized(const FloatMap &map, int width, int height)
{
    FloatMap result{width, height, map.channels,
                    std::vector<float>(std::size_t(width) * std::size_t(height) * std::size_t(map.channels))};
    for (int c = 0; c < map.channels; ++c) {
        const auto plane = resized(posePlaneOf(map, c), width, height);
        for (std::size_t i = 0; i < plane.values.size(); ++i)
            result.values[i * std::size_t(map.channels) + std::size_t(c)] = plane.values[i];
    }
    return result;
}

std::optional<PoseBox> handBox(const PosePerson &person, bool isLeft, int width, int height)
{
    const auto &shoulder = person.body[isLeft ? 5 : 2], &elbow = person.body[isLeft ? 6 : 3],
               &wrist = person.body[isLeft ? 7 : 4];
    if (!shoulder.isFound() || !elbow.isFound() || !wrist.isFound())
        return std::nullopt;
    constexpr double kBeyond = 0.33;
    const double lower = std::hypot(wrist.x - elbow.x, wrist.y - elbow.y),
                 upper = std::hypot(elbow.x - shoulder.x, elbow.y - shoulder.y);
    double side = 1.5 * std::max(lower, 0.9 * upper);
    const double x = std::max(wrist.x + kBeyond * (wrist.x - elbow.x) - side / 2, 0.0),
                 y = std::max(wrist.y + kBeyond * (wrist.y - elbow.y) - side / 2, 0.0);
    side = std::min(x + side > width ? width - x : side, y + side > height ? height - y : side);
    constexpr double kSmallest = 20;
    return side >= kSmallest ? std::optional(PoseBox{int(x), int(y), int(side)}) : std::nullopt;
}

std::optional<PoseBox> faceBox(const PosePerson &person, int width, int height)
{
    const auto &nose = person.body[0];
    if (!nose.isFound())
        return std::nullopt;
    double reach = 0;
    const auto widen = [&](const Keypoint &point, double times) {
        if (point.isFound())
            reach = std::max(reach, times * std::max(std::abs(nose.x - point.x), std::abs(nose.y - point.y)));
    };
    widen(person.body[14], 3.0); // eyes
    widen(person.body[15], 3.0);
    widen(person.body[16], 1.5); // ears
    widen(person.body[17], 1.5);
    const double x = std::max(nose.x - reach, 0.0), y = std::max(nose.y - reach, 0.0);
    const double side =
        std::min(x + reach > width ? width - x : 2 * reach, y + reach > height ? height - y : 2 * reach);
    constexpr double kSmallest = 20;
    return side >= kSmallest ? std::optional(PoseBox{int(x), int(y), int(side)}) : std::nullopt;
}

std::vector<Keypoint> handFromMaps(const std::vector<FloatMap> &maps, int side)
{
    constexpr int kGrid = 128;
    constexpr double kLeast = 0.05;
    std::vector<Keypoint> points(kHandPoints);
    for (std::size_t p = 0; p < kHandPoints; ++p) {
        PosePlane mean(kGrid, kGrid);
        for (const auto &map : maps) {
            const auto fine =
                resized(posePlaneOf(map, int(p)), map.width * kPoseStride, map.height * kPoseStride);
            const auto even = resized(fine, kGrid, kGrid);
            for (std::size_t i = 0; i < even.values.size(); ++i)
                mean.values[i] += even.values[i] / float(maps.size());
        }
        const auto smooth = blurred(mean);
        if (std::none_of(smooth.begin(), smooth.end(), [&](double value) { return value > kLeast; }))
            continue;
        keepHeaviestBlob(mean, smooth, kLeast);
        const auto top = highest(mean);
        const double scale = double(side) / kGrid;
        const Keypoint point{std::floor(top.x * scale), std::floor(top.y * scale), top.score};
        if (point.x > 0 && point.y > 0) // at the border is how the reference says "not found"
            points[p] = point;
    }
    return points;
}

std::vector<Keypoint> faceFromMaps(const FloatMap &maps)
{
    constexpr double kLeast = 0.05;
    std::vector<Keypoint> points(kFacePoints);
    for (std::size_t p = 0; p < kFacePoints && p < std::size_t(maps.channels); ++p) {
        const auto top = highest(posePlaneOf(maps, int(p)));
        if (top.score > kLeast && top.x > 0 && top.y > 0)
            points[p] = top;
    }
    return points;
}

} // namespace armature
