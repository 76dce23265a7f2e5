#include "core/nn/annotators/mediapipe_parts.h"

#include "core/nn/annotators/picture_sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace armature {

namespace {

MpRect widened(MpRect rect)
{
    rect.width = rect.height = std::max(rect.width, rect.height);
    return rect;
}

// Cell by cell of each run of layers with one stride; places in 0..1.
std::vector<MpPoint> anchors(const std::vector<int> &strides, int64_t size)
{
    std::vector<MpPoint> all;
    for (size_t layer = 0; layer < strides.size();) {
        size_t end = layer;
        while (end < strides.size() && strides[end] == strides[layer])
            ++end;
        const int64_t cells = (size + strides[layer] - 1) / strides[layer];
        for (int64_t y = 0; y < cells; ++y)
            for (int64_t x = 0; x < cells; ++x)
                all.insert(all.end(), 2 * (end - layer),
                           {(double(x) + 0.5) / double(cells), (double(y) + 0.5) / double(cells)});
        layer = end;
    }
    return all;
}

double overlap(const MpDetection &a, const MpDetection &b)
{
    const double w = std::min(a.high.x, b.high.x) - std::max(a.low.x, b.low.x);
    const double h = std::min(a.high.y, b.high.y) - std::max(a.low.y, b.low.y);
    if (w <= 0 || h <= 0)
        return 0;
    const auto area = [](const MpDetection &d) { return (d.high.x - d.low.x) * (d.high.y - d.low.y); };
    return w * h / (area(a) + area(b) - w * h);
}

void addWeighted(MpPoint &sum, MpPoint one, double weight)
{
    sum.x += one.x * weight;
    sum.y += one.y * weight;
}

// The best one with the places of all that overlap it, weighted by score.
MpDetection average(const std::vector<MpDetection> &group)
{
    MpDetection mean;
    mean.score = group.front().score;
    mean.points.resize(group.front().points.size());
    double total = 0;
    for (const auto &one : group)
        total += one.score;
    for (const auto &one : group) {
        const double weight = one.score / total;
        addWeighted(mean.low, one.low, weight);
        addWeighted(mean.high, one.high, weight);
        for (size_t i = 0; i < mean.points.size(); ++i)
            addWeighted(mean.points[i], one.points[i], weight);
    }
    return mean;
}

std::vector<MpDetection> suppress(std::vector<MpDetection> remaining)
{
    constexpr double kSame = 0.3;
    std::stable_sort(remaining.begin(), remaining.end(),
                     [](const auto &a, const auto &b) { return a.score > b.score; });
    std::vector<MpDetection> kept;
    while (!remaining.empty()) {
        std::vector<MpDetection> group, others;
        for (const auto &one : remaining)
            (overlap(remaining.front(), one) > kSame ? group : others).push_back(one);
        if (group.empty()) // a box without area overlaps nothing, not even itself
            others.erase(others.begin());
        else
            kept.push_back(average(group));
        remaining = std::move(others);
    }
    return kept;
}

} // namespace

MpPoint MpRect::at(double u, double v) const
{
    const double dx = (u - 0.5) * width, dy = (v - 0.5) * height;
    return {x + std::cos(rotation) * dx - std::sin(rotation) * dy,
            y + std::sin(rotation) * dx + std::cos(rotation) * dy};
}

at::Tensor cropSquare(const Image &rgb, const MpRect &rect, int64_t size, MpBorder border, double low,
                      double high)
{
    const auto square = widened(rect);
    const PictureSampler sample(rgb, border == MpBorder::Replicate);
    auto crop = at::empty({1, size, size, 3}, at::kFloat);
    auto *to = crop.data_ptr<float>();
    for (int64_t y = 0; y < size; ++y)
        for (int64_t x = 0; x < size; ++x, to += 3) {
            const auto place = square.at(double(x) / double(size), double(y) / double(size));
            double values[3];
            sample(place.x, place.y, values);
            for (int c = 0; c < 3; ++c)
                to[c] = float(low + values[c] / 255 * (high - low));
        }
    return crop;
}

std::vector<MpDetection> MpDetector::operator()(const Image &rgb, const MpRect &rect, double minScore) const
{
    const int64_t size = network->inputShape().at(1);
    const auto outputs = (*network)(cropSquare(rgb, rect, size, MpBorder::Zero, low, high));
    const auto places = anchors(strides, size);
    const auto count = int64_t(places.size()), values = int64_t(4 + 2 * points);
    TORCH_CHECK(outputs.size() == 2 && outputs[0].numel() == count * values && outputs[1].numel() == count,
                "the network is not this detector");
    const auto boxes = outputs[0].contiguous(),
               scores = at::sigmoid(at::clamp(outputs[1], -100, 100)).contiguous();
    const auto square = widened(rect);
    std::vector<MpDetection> found;
    for (int64_t i = 0; i < count; ++i) {
        const double score = scores.const_data_ptr<float>()[i];
        if (score < minScore)
            continue;
        const auto *raw = boxes.const_data_ptr<float>() + i * values;
        const auto place = [&](double x, double y) {
            return square.at(x / double(size) + places[size_t(i)].x, y / double(size) + places[size_t(i)].y);
        };
        MpDetection one{score,
                        place(raw[0] - raw[2] / 2, raw[1] - raw[3] / 2),
                        place(raw[0] + raw[2] / 2, raw[1] + raw[3] / 2),
                        {}};
        for (int p = 0; p < points; ++p)
            one.points.push_back(place(raw[4 + 2 * p], raw[5 + 2 * p]));
        found.push_back(std::move(one));
    }
    return suppress(std::move(found));
}

double mpRotation(MpPoint from, MpPoint to, double target)
{
    const double angle = target - std::atan2(-(to.y - from.y), to.x - from.x);
    return angle - 2 * std::numbers::pi * std::floor((angle + std::numbers::pi) / (2 * std::numbers::pi));
}

MpRect mpSquare(MpRect rect, double scale, double shiftY)
{
    const auto middle = rect.at(0.5, 0.5 + shiftY);
    const double side = std::max(rect.width, rect.height) * scale;
    return {middle.x, middle.y, side, side, rect.rotation};
}

MpRect wholePicture(const Image &picture)
{
    return {picture.width() / 2.0, picture.height() / 2.0, double(picture.width()), double(picture.height()),
            0};
}

} // namespace armature
