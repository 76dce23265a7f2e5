#include "core/image/map_kind.h"

#include "core/image/resample.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <limits>
#include <optional>
#include <unordered_map>

namespace armature {
namespace {

constexpr int kDark = 16;
constexpr int kBright = 240;
constexpr std::size_t kMostLabels = 199;

struct Rgb
{
    int r, g, b;
    int high() const { return std::max({r, g, b}); }
    int low() const { return std::min({r, g, b}); }
    bool operator==(const Rgb &) const = default;
};

Rgb pixelAt(const std::uint8_t *row, int x)
{
    const std::uint8_t *p = row + 3 * std::size_t(x);
    return {p[0], p[1], p[2]};
}

// One pass over the picture gathers all that the rules ask for.
struct Census
{
    std::size_t pixels = 0;
    std::unordered_map<std::uint32_t, std::size_t> colours; // no longer counted above kMostLabels
    std::size_t grey = 0;
    std::size_t dark = 0;   // nearly black
    std::size_t bright = 0; // nearly white
    std::size_t black = 0;  // ground of a pose map
    std::size_t vivid = 0;  // saturated and not black
    std::array<std::size_t, 12> hues{};
    std::size_t neighbours = 0;
    std::size_t equalNeighbours = 0;
    std::size_t softSteps = 0; // differ by little

    void add(Rgb p);
    void addStep(Rgb a, Rgb b);
};

int hueSector(Rgb p)
{
    const double range = p.high() - p.low();
    double hue = p.high() == p.r   ? (p.g - p.b) / range
                 : p.high() == p.g ? 2 + (p.b - p.r) / range
                                   : 4 + (p.r - p.g) / range;
    hue = hue < 0 ? hue + 6 : hue;
    return std::min(11, int(hue * 2));
}

void Census::add(Rgb p)
{
    ++pixels;
    if (colours.size() <= kMostLabels)
        ++colours[std::uint32_t(p.r) << 16 | std::uint32_t(p.g) << 8 | std::uint32_t(p.b)];
    grey += p.high() - p.low() <= 2;
    dark += p.high() <= 48;
    bright += p.low() >= 207;
    black += p.high() <= 12;
    if (p.high() >= 64 && p.high() - p.low() >= p.high() * 6 / 10) {
        ++vivid;
        ++hues[std::size_t(hueSector(p))];
    }
}

void Census::addStep(Rgb a, Rgb b)
{
    ++neighbours;
    const int step = std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)});
    equalNeighbours += step == 0;
    softSteps += step > 0 && step <= 4;
}

Census takeCensus(const Image &rgb)
{
    Census census;
    for (int y = 0; y < rgb.height(); ++y) {
        const std::uint8_t *row = rgb.row<std::uint8_t>(y);
        for (int x = 0; x < rgb.width(); ++x) {
            const Rgb p = pixelAt(row, x);
            census.add(p);
            if (x > 0)
                census.addStep(pixelAt(row, x - 1), p);
        }
    }
    return census;
}

bool isBinary(const Census &census)
{
    if (census.colours.size() != 2)
        return false;
    int low = 255;
    int high = 0;
    for (const auto &[colour, count] : census.colours) {
        const Rgb p{int(colour >> 16), int(colour >> 8 & 255), int(colour & 255)};
        low = std::min(low, p.high());
        high = std::max(high, p.low());
    }
    return low < kDark && high > kBright;
}

// A black and white map that was saved as JPEG: grey, and hardly anything between the two ends.
bool isNearlyBinary(const Census &census)
{
    const std::size_t between = census.pixels - census.dark - census.bright;
    const std::size_t minority = std::min(census.dark, census.bright);
    return census.grey == census.pixels && minority > 0 && double(between) < 0.15 * double(minority);
}

// An OpenPose skeleton uses the whole circle of hues; one coloured object on black does not.
bool isPose(const Census &census)
{
    const std::size_t drawn = census.pixels - census.black;
    if (drawn == 0 || double(census.black) < 0.6 * double(census.pixels) ||
        double(census.vivid) < 0.5 * double(drawn))
        return false;
    const auto used = std::count_if(census.hues.begin(), census.hues.end(), [&](std::size_t count) {
        return double(count) >= 0.005 * double(census.vivid);
    });
    return used >= 6;
}

bool isLabels(const Census &census)
{
    const std::size_t colours = census.colours.size();
    if (colours < 2 || colours > kMostLabels)
        return false;
    const std::size_t steps = census.neighbours - census.equalNeighbours;
    if (colours > 16 && 2 * census.softSteps > steps)
        return false; // a gradient in few colours: depth of a flat scene, a small photograph
    return colours <= 16 || 2 * census.equalNeighbours >= census.neighbours;
}

int luma(Rgb p) { return (299 * p.r + 587 * p.g + 114 * p.b + 500) / 1000; }

// N. Otsu, "A threshold selection method from gray-level histograms", 1979: the split that separates two
// means best.
int otsuThreshold(const std::array<std::size_t, 256> &histogram)
{
    double total = 0;
    double sum = 0;
    for (int v = 0; v < 256; ++v) {
        total += double(histogram[std::size_t(v)]);
        sum += double(v) * double(histogram[std::size_t(v)]);
    }
    double below = 0;
    double belowSum = 0;
    double best = -1;
    int threshold = 127;
    for (int v = 0; v < 255; ++v) {
        below += double(histogram[std::size_t(v)]);
        belowSum += double(v) * double(histogram[std::size_t(v)]);
        if (below == 0 || below == total)
            continue;
        const double gap = belowSum / below - (sum - belowSum) / (total - below);
        const double spread = below * (total - below) * gap * gap;
        if (spread > best) {
            best = spread;
            threshold = v;
        }
    }
    return threshold;
}

// A map split in two: which pixels are line, and the positions of a pixel of each kind to copy from.
struct LineMask
{
    std::vector<std::uint8_t> isLine; // width x height
    std::optional<std::size_t> line;
    std::optional<std::size_t> ground;
    bool exact = true; // two colours to begin with
};

LineMask splitLines(const Image &image)
{
    const Image rgb = toRgb8(image);
    std::array<std::size_t, 256> histogram{};
    LineMask mask;
    mask.isLine.resize(std::size_t(rgb.width()) * std::size_t(rgb.height()));
    const std::uint8_t *pixels = rgb.row<std::uint8_t>(0);
    for (std::size_t i = 0; i < mask.isLine.size(); ++i)
        ++histogram[std::size_t(luma(pixelAt(pixels + 3 * i, 0)))];
    const int threshold = otsuThreshold(histogram);
    std::size_t above = 0;
    for (int v = threshold + 1; v < 256; ++v)
        above += histogram[std::size_t(v)];
    // Lines are what there is less of, whether bright on dark or dark on bright.
    const bool lineIsBright = 2 * above <= mask.isLine.size();
    for (std::size_t i = 0; i < mask.isLine.size(); ++i) {
        const Rgb p = pixelAt(pixels + 3 * i, 0);
        mask.isLine[i] = (luma(p) > threshold) == lineIsBright;
        std::optional<std::size_t> &sample = mask.isLine[i] ? mask.line : mask.ground;
        if (!sample)
            sample = i;
        mask.exact = mask.exact && p == pixelAt(pixels + 3 * *sample, 0);
    }
    return mask;
}

// The source positions that one target position stands for.
struct Span
{
    int begin, end;
};

std::vector<Span> footprints(int from, int to)
{
    std::vector<Span> spans(static_cast<std::size_t>(to));
    for (int t = 0; t < to; ++t) {
        if (to >= from) {
            const int at = int((2 * std::int64_t(t) + 1) * from / (2 * std::int64_t(to)));
            spans[std::size_t(t)] = {at, at + 1};
            continue;
        }
        // All x whose centre lies in the target pixel: t <= (x + 1/2) to / from < t + 1. Each x is in exactly
        // one, and neighbours go to the same or to neighbours, so what was connected stays connected.
        const auto firstAt = [&](std::int64_t target) {
            return int(std::max<std::int64_t>(0, (2 * target * from - to + 2 * std::int64_t(to) - 1) /
                                                     (2 * std::int64_t(to))));
        };
        spans[std::size_t(t)] = {firstAt(t), std::min(from, firstAt(t + 1))};
    }
    return spans;
}

std::vector<std::uint8_t> shrinkMask(const std::vector<std::uint8_t> &mask, int width, int height,
                                     int toWidth, int toHeight)
{
    const std::vector<Span> columns = footprints(width, toWidth);
    const std::vector<Span> rows = footprints(height, toHeight);
    std::vector<std::uint8_t> out(std::size_t(toWidth) * std::size_t(toHeight));
    std::vector<std::uint8_t> merged(static_cast<std::size_t>(width));
    for (int y = 0; y < toHeight; ++y) {
        std::fill(merged.begin(), merged.end(), std::uint8_t(0));
        for (int sy = rows[std::size_t(y)].begin; sy < rows[std::size_t(y)].end; ++sy) {
            const std::uint8_t *in = mask.data() + std::size_t(sy) * std::size_t(width);
            for (std::size_t x = 0; x < merged.size(); ++x)
                merged[x] |= in[x];
        }
        for (int x = 0; x < toWidth; ++x) {
            const Span span = columns[std::size_t(x)];
            out[std::size_t(y) * std::size_t(toWidth) + std::size_t(x)] = std::any_of(
                merged.begin() + span.begin, merged.begin() + span.end, [](auto v) { return v != 0; });
        }
    }
    return out;
}

// The two pixel values of the result: the ones that were there, or black and white where there were more than
// two.
template <typename Sample>
std::array<std::array<Sample, 4>, 2> twoColours(const Image &image, const LineMask &mask)
{
    constexpr Sample kMax = std::numeric_limits<Sample>::max();
    const std::size_t channels = std::size_t(image.channels());
    std::array<std::array<Sample, 4>, 2> colours{};
    const Sample *pixels = image.row<Sample>(0);
    if (mask.exact) {
        if (mask.ground)
            std::copy_n(pixels + *mask.ground * channels, channels, colours[0].begin());
        if (mask.line)
            std::copy_n(pixels + *mask.line * channels, channels, colours[1].begin());
        return colours;
    }
    const Image rgb = toRgb8(image);
    const auto lumaAt = [&](std::size_t i) { return luma(pixelAt(rgb.row<std::uint8_t>(0) + 3 * i, 0)); };
    const bool lineIsBright = !mask.ground || (mask.line && lumaAt(*mask.line) > lumaAt(*mask.ground));
    colours[lineIsBright ? 1 : 0].fill(kMax);
    if (image.hasAlphaChannel())
        colours[0][channels - 1] = colours[1][channels - 1] = kMax;
    return colours;
}

Image resizeLines(const Image &image, int width, int height)
{
    const LineMask mask = splitLines(image);
    const std::vector<std::uint8_t> small =
        shrinkMask(mask.isLine, image.width(), image.height(), width, height);
    Image out(width, height, image.channels(), image.bitDepth());
    image.withSampleType([&]<typename Sample>(Sample) {
        const auto colours = twoColours<Sample>(image, mask);
        Sample *to = out.row<Sample>(0);
        for (const std::uint8_t isLine : small)
            to = std::copy_n(colours[isLine].begin(), image.channels(), to);
    });
    return out;
}

} // namespace

const char *mapKindName(MapKind kind)
{
    switch (kind) {
    case MapKind::Photo:
        return "photo";
    case MapKind::Lines:
        return "lines";
    case MapKind::Pose:
        return "pose";
    case MapKind::Labels:
        return "labels";
    }
    return "";
}

MapKind guessMapKind(const Image &image)
{
    if (image.isEmpty())
        return MapKind::Photo;
    const Census census = takeCensus(toRgb8(image));
    if (isBinary(census) || isNearlyBinary(census))
        return MapKind::Lines;
    if (isPose(census))
        return MapKind::Pose;
    return isLabels(census) ? MapKind::Labels : MapKind::Photo;
}

Image resizeMap(const Image &image, int width, int height, MapKind kind)
{
    assert(width >= 1 && height >= 1 && !image.isEmpty());
    switch (kind) {
    case MapKind::Photo:
        return resize(image, width, height, Filter::Bilinear);
    case MapKind::Lines:
        return resizeLines(image, width, height);
    case MapKind::Pose:
    case MapKind::Labels:
        break;
    }
    return resize(image, width, height, Filter::Nearest);
}

} // namespace armature
