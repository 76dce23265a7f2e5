#include "core/image/pose_planes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace armature {

namespace {

// What a target pixel is made of along one side.
struct Tap
{
    int first = 0;
    std::vector<float> weights;
};

std::vector<Tap> lanczosTaps(int from, int to)
{
    constexpr int kTaps = 8;
    const auto sinc = [](double t) {
        return t == 0 ? 1 : std::sin(std::numbers::pi * t) / (std::numbers::pi * t);
    };
    std::vector<Tap> taps(static_cast<std::size_t>(to));
    const double scale = double(from) / to;
    for (int i = 0; i < to; ++i) {
        const double place = float((i + 0.5) * scale - 0.5);
        const double floor = std::floor(place), rest = place - floor;
        auto &tap = taps[std::size_t(i)];
        tap.first = int(floor) - 3;
        double sum = 0;
        std::array<double, kTaps> weights{};
        for (int k = 0; k < kTaps; ++k) {
            const double t = rest + 3 - k;
            weights[std::size_t(k)] = std::abs(t) < 1e-6      ? 1
                                      : std::abs(rest) < 1e-6 ? 0
                                                              : sinc(t) * sinc(t / 4);
            sum += weights[std::size_t(k)];
        }
        for (const double weight : weights)
            tap.weights.push_back(float(weight / sum));
    }
    return taps;
}

std::vector<Tap> areaTaps(int from, int to)
{
    std::vector<Tap> taps(static_cast<std::size_t>(to));
    const double scale = double(from) / to;
    for (int i = 0; i < to; ++i) {
        const double begin = i * scale, end = std::min<double>(begin + scale, from);
        auto &tap = taps[std::size_t(i)];
        tap.first = int(std::floor(begin + 1e-9));
        for (int pixel = tap.first; pixel < end - 1e-9; ++pixel)
            tap.weights.push_back(
                float((std::min<double>(pixel + 1, end) - std::max<double>(pixel, begin)) / (end - begin)));
    }
    return taps;
}
} // namespace

PosePlane posePlaneOf(const FloatMap &map, int channel)
{
    PosePlane plane(map.width, map.height);
    for (int y = 0; y < map.height; ++y)
        for (int x = 0; x < map.width; ++x)
            plane.at(x, y) = map.row(y)[std::size_t(x) * std::size_t(map.channels) + std::size_t(channel)];
    return plane;
}

PosePlane resized(const PosePlane &from, int width, int height)
{
    const bool isShrinking = width + height < from.width + from.height;
    const auto make = isShrinking ? areaTaps : lanczosTaps;
    const auto across = make(from.width, width), down = make(from.height, height);
    PosePlane rows(width, from.height), to(width, height);
    // The row with its border repeated, so that the taps need not ask where they are.
    constexpr int kMargin = 8;
    std::vector<float> line(std::size_t(from.width) + 2 * kMargin);
    for (int y = 0; y < from.height; ++y) {
        const float *row = &from.values[std::size_t(y) * std::size_t(from.width)];
        std::fill_n(line.begin(), kMargin, row[0]);
        std::copy_n(row, from.width, line.begin() + kMargin);
        std::fill_n(line.begin() + kMargin + from.width, kMargin, row[from.width - 1]);
        for (int x = 0; x < width; ++x) {
            const auto &tap = across[std::size_t(x)];
            const float *values = line.data() + kMargin + tap.first;
            float sum = 0;
            for (std::size_t k = 0; k < tap.weights.size(); ++k)
                sum += tap.weights[k] * values[k];
            rows.at(x, y) = sum;
        }
    }
    for (int y = 0; y < height; ++y) {
        const auto &tap = down[std::size_t(y)];
        float *sums = &to.values[std::size_t(y) * std::size_t(width)];
        for (std::size_t k = 0; k < tap.weights.size(); ++k) {
            const int place = std::clamp(tap.first + int(k), 0, from.height - 1);
            const float *row = &rows.values[std::size_t(place) * std::size_t(width)];
            const float weight = tap.weights[k];
            for (int x = 0; x < width; ++x)
                sums[x] += weight * row[x];
        }
    }
    return to;
}

PosePlane cropped(const PosePlane &from, int width, int height)
{
    PosePlane to(std::min(width, from.width), std::min(height, from.height));
    for (int y = 0; y < to.height; ++y)
        for (int x = 0; x < to.width; ++x)
            to.at(x, y) = from.at(x, y);
    return to;
}

std::vector<double> blurred(const PosePlane &plane)
{
    constexpr int kRadius = 12;
    constexpr double kDeviation = 3;
    std::array<double, 2 * kRadius + 1> weights{};
    double total = 0;
    for (int k = -kRadius; k <= kRadius; ++k)
        total += weights[std::size_t(k + kRadius)] = std::exp(-0.5 * k * k / (kDeviation * kDeviation));
    const auto mirrored = [](int i, int size) {
        const int place = ((i % (2 * size)) + 2 * size) % (2 * size);
        return place < size ? place : 2 * size - 1 - place;
    };
    const int w = plane.width, h = plane.height;
    const auto index = [&](int x, int y) { return std::size_t(y) * std::size_t(w) + std::size_t(x); };
    std::vector<double> columns(plane.values.size()), result(plane.values.size());
    for (int y = 0; y < h; ++y)
        for (int k = -kRadius; k <= kRadius; ++k) {
            const double weight = weights[std::size_t(k + kRadius)] / total;
            const int from = mirrored(y + k, h);
            for (int x = 0; x < w; ++x)
                columns[index(x, y)] += weight * double(plane.at(x, from));
        }
    std::vector<double> line(std::size_t(w) + 2 * kRadius); // a row, mirrored at both ends
    for (int y = 0; y < h; ++y) {
        for (int x = -kRadius; x < w + kRadius; ++x)
            line[std::size_t(x + kRadius)] = columns[index(mirrored(x, w), y)];
        double *sums = &result[index(0, y)];
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const double weight = weights[k] / total;
            for (int x = 0; x < w; ++x)
                sums[x] += weight * line[std::size_t(x) + k];
        }
    }
    return result;
}

} // namespace armature
