#include "core/image/resample.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace armature {
namespace {

// 8 bit: fixed point with 22 fractional bits, as Pillow, so that results are equal to the last bit.
// 16 bit: float weights.
template <typename Sample>
struct Arithmetic;

template <>
struct Arithmetic<std::uint8_t>
{
    using Weight = std::int32_t;
    static constexpr int kBits = 22;
    static constexpr std::int32_t kStart = 1 << (kBits - 1);
    static Weight weight(double w) { return Weight(std::lround(w * double(1 << kBits))); }
    static std::uint8_t finish(std::int32_t sum) { return std::uint8_t(std::clamp(sum >> kBits, 0, 255)); }
};

template <>
struct Arithmetic<std::uint16_t>
{
    using Weight = float;
    static constexpr float kStart = 0.5f;
    static Weight weight(double w) { return float(w); }
    static std::uint16_t finish(float sum) { return std::uint16_t(std::clamp(sum, 0.0f, 65535.0f)); }
};

double sinc(double x) { return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

double triangle(double x) { return std::max(0.0, 1.0 - std::abs(x)); }

double lanczos3(double x) { return std::abs(x) < 3.0 ? sinc(x) * sinc(x / 3.0) : 0.0; }

// For each target position: the first source position and its weights, taps of them at most.
template <typename Sample>
struct Plan
{
    using Weight = typename Arithmetic<Sample>::Weight;
    int taps = 0;
    std::vector<int> first;
    std::vector<int> count;
    std::vector<Weight> weights; // taps per target position

    void set(int target, int from, const std::vector<double> &raw)
    {
        double sum = 0.0;
        for (const double w : raw)
            sum += w;
        first[std::size_t(target)] = from;
        count[std::size_t(target)] = int(raw.size());
        for (std::size_t i = 0; i < raw.size(); ++i)
            weights[std::size_t(target) * std::size_t(taps) + i] = Arithmetic<Sample>::weight(raw[i] / sum);
    }
};

template <typename Sample>
Plan<Sample> makePlan(int from, int to, Filter filter)
{
    const double scale = double(from) / double(to);
    const double stretch = std::max(1.0, scale);
    const bool area = filter == Filter::Area;
    const double support = area ? scale / 2 : (filter == Filter::Bilinear ? 1.0 : 3.0) * stretch;
    Plan<Sample> plan;
    plan.taps = int(std::ceil(support)) * 2 + 2;
    plan.first.resize(std::size_t(to));
    plan.count.resize(std::size_t(to));
    plan.weights.resize(std::size_t(to) * std::size_t(plan.taps));
    std::vector<double> raw;
    for (int target = 0; target < to; ++target) {
        const double centre = (target + 0.5) * scale;
        // Area takes every pixel that is touched, the others every pixel whose centre the filter reaches.
        const double low = area ? std::floor(centre - support + 1e-9) : centre - support + 0.5;
        const double high = area ? std::ceil(centre + support - 1e-9) : centre + support + 0.5;
        const int begin = std::max(0, int(low));
        const int end = std::clamp(int(high), begin + 1, from);
        raw.clear();
        for (int x = begin; x < end; ++x) {
            const double at = (x - centre + 0.5) / stretch;
            if (area)
                raw.push_back(std::min(x + 1.0, centre + support) - std::max(double(x), centre - support));
            else
                raw.push_back(filter == Filter::Bilinear ? triangle(at) : lanczos3(at));
        }
        plan.set(target, begin, raw);
    }
    return plan;
}

template <typename Sample, int Channels>
Image resizeWidth(const Image &image, int width, Filter filter)
{
    using Weight = typename Arithmetic<Sample>::Weight;
    const Plan<Sample> plan = makePlan<Sample>(image.width(), width, filter);
    Image out(width, image.height(), Channels, image.bitDepth());
    for (int y = 0; y < image.height(); ++y) {
        const Sample *line = image.row<Sample>(y);
        Sample *to = out.row<Sample>(y);
        for (int x = 0; x < width; ++x, to += Channels) {
            const Sample *in = line + std::size_t(plan.first[std::size_t(x)]) * Channels;
            const Weight *weight = plan.weights.data() + std::size_t(x) * std::size_t(plan.taps);
            Weight sums[Channels];
            std::fill_n(sums, Channels, Weight(Arithmetic<Sample>::kStart));
            for (int i = 0; i < plan.count[std::size_t(x)]; ++i, in += Channels) {
                for (int c = 0; c < Channels; ++c)
                    sums[c] += Weight(in[c]) * weight[i];
            }
            for (int c = 0; c < Channels; ++c)
                to[c] = Arithmetic<Sample>::finish(sums[c]);
        }
    }
    return out;
}

template <typename Sample>
Image resizeHeight(const Image &image, int height, Filter filter)
{
    using Weight = typename Arithmetic<Sample>::Weight;
    const Plan<Sample> plan = makePlan<Sample>(image.height(), height, filter);
    Image out(image.width(), height, image.channels(), image.bitDepth());
    const std::size_t samples = image.samplesPerRow();
    std::vector<Weight> sums(samples);
    for (int y = 0; y < height; ++y) {
        std::fill(sums.begin(), sums.end(), Weight(Arithmetic<Sample>::kStart));
        for (int i = 0; i < plan.count[std::size_t(y)]; ++i) {
            const Sample *in = image.row<Sample>(plan.first[std::size_t(y)] + i);
            const Weight weight = plan.weights[std::size_t(y) * std::size_t(plan.taps) + std::size_t(i)];
            for (std::size_t s = 0; s < samples; ++s)
                sums[s] += Weight(in[s]) * weight;
        }
        std::transform(sums.begin(), sums.end(), out.row<Sample>(y), Arithmetic<Sample>::finish);
    }
    return out;
}

template <typename Sample>
Image resizeSmooth(const Image &image, int width, int height, Filter filter)
{
    Image narrowed;
    if (width != image.width()) {
        switch (image.channels()) {
        case 1:
            narrowed = resizeWidth<Sample, 1>(image, width, filter);
            break;
        case 2:
            narrowed = resizeWidth<Sample, 2>(image, width, filter);
            break;
        case 3:
            narrowed = resizeWidth<Sample, 3>(image, width, filter);
            break;
        default:
            narrowed = resizeWidth<Sample, 4>(image, width, filter);
            break;
        }
    }
    const Image &wide = width != image.width() ? narrowed : image;
    return height != image.height() ? resizeHeight<Sample>(wide, height, filter) : wide;
}

// Multiplies colours with alpha, or divides them by it again.
template <typename Sample>
void weighByAlpha(Image &image, bool multiply)
{
    constexpr std::uint64_t kMax = std::numeric_limits<Sample>::max();
    const int channels = image.channels();
    for (int y = 0; y < image.height(); ++y) {
        Sample *pixel = image.row<Sample>(y);
        for (int x = 0; x < image.width(); ++x, pixel += channels) {
            const std::uint64_t alpha = pixel[channels - 1];
            if (alpha == kMax || (alpha == 0 && !multiply))
                continue;
            for (int c = 0; c < channels - 1; ++c)
                pixel[c] = multiply ? Sample((pixel[c] * alpha + kMax / 2) / kMax)
                                    : Sample(std::min(kMax, kMax * pixel[c] / alpha));
        }
    }
}

template <typename Sample>
Image resizeNearest(const Image &image, int width, int height)
{
    const auto under = [](int target, int from, int to) {
        return int((2 * std::int64_t(target) + 1) * from / (2 * std::int64_t(to)));
    };
    Image out(width, height, image.channels(), image.bitDepth());
    const std::size_t channels = std::size_t(image.channels());
    std::vector<std::size_t> columns(static_cast<std::size_t>(width));
    for (int x = 0; x < width; ++x)
        columns[std::size_t(x)] = std::size_t(under(x, image.width(), width)) * channels;
    for (int y = 0; y < height; ++y) {
        const Sample *line = image.row<Sample>(under(y, image.height(), height));
        Sample *to = out.row<Sample>(y);
        for (const std::size_t column : columns)
            to = std::copy_n(line + column, channels, to);
    }
    return out;
}

} // namespace

Image resize(const Image &image, int width, int height, Filter filter)
{
    assert(width >= 1 && height >= 1 && !image.isEmpty());
    if (width == image.width() && height == image.height())
        return image;
    return image.withSampleType([&]<typename Sample>(Sample) {
        if (filter == Filter::Nearest)
            return resizeNearest<Sample>(image, width, height);
        if (!image.hasAlphaChannel())
            return resizeSmooth<Sample>(image, width, height, filter);
        Image weighed = image;
        weighByAlpha<Sample>(weighed, true);
        Image out = resizeSmooth<Sample>(weighed, width, height, filter);
        weighByAlpha<Sample>(out, false);
        return out;
    });
}

} // namespace armature
