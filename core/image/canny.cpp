#include "core/image/canny.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace armature {

namespace {

struct Gradient
{
    int dx = 0, dy = 0, magnitude = 0;
};

// The channel with the steepest slope counts; borders repeat the outermost pixel.
class GradientMap
{
public:
    GradientMap(const Image &image, bool l2) : m_width(image.width()), m_height(image.height()), m_gradients(size_t(m_width) * size_t(m_height))
    {
        for (int y = 0; y < m_height; ++y)
            fillRow(image, y, l2);
    }

    const Gradient &at(int x, int y) const { return m_gradients[size_t(y) * size_t(m_width) + size_t(x)]; }
    // Outside the picture there is no slope.
    int magnitude(int x, int y) const { return x < 0 || y < 0 || x >= m_width || y >= m_height ? 0 : at(x, y).magnitude; }

private:
    void fillRow(const Image &image, int y, bool l2)
    {
        const int channels = image.channels();
        const uint8_t *above = image.row<uint8_t>(std::max(y - 1, 0)), *here = image.row<uint8_t>(y),
                      *below = image.row<uint8_t>(std::min(y + 1, m_height - 1));
        for (int x = 0; x < m_width; ++x) {
            const int left = std::max(x - 1, 0) * channels, middle = x * channels, right = std::min(x + 1, m_width - 1) * channels;
            Gradient best;
            for (int c = 0; c < channels; ++c) {
                const int dx = above[right + c] + 2 * here[right + c] + below[right + c] - above[left + c] - 2 * here[left + c] - below[left + c];
                const int dy = below[left + c] + 2 * below[middle + c] + below[right + c] - above[left + c] - 2 * above[middle + c] - above[right + c];
                const int magnitude = l2 ? dx * dx + dy * dy : std::abs(dx) + std::abs(dy);
                if (c == 0 || magnitude > best.magnitude)
                    best = {dx, dy, magnitude};
            }
            m_gradients[size_t(y) * size_t(m_width) + size_t(x)] = best;
        }
    }

    int m_width, m_height;
    std::vector<Gradient> m_gradients;
};

// Largest across the edge, the direction rounded to eighths of a turn by tan(22.5 degrees) in 15-bit fixed point. Of
// two equal neighbours the one towards the right or below loses.
bool isRidge(const GradientMap &map, int x, int y)
{
    constexpr int64_t kTan22 = 13573; // 0.4142135623730950488 * 2^15, rounded
    const Gradient &here = map.at(x, y);
    const int64_t across = std::abs(here.dx), scaled = int64_t(std::abs(here.dy)) << 15, tan22 = across * kTan22;
    if (scaled < tan22)
        return here.magnitude > map.magnitude(x - 1, y) && here.magnitude >= map.magnitude(x + 1, y);
    if (scaled > tan22 + (across << 16))
        return here.magnitude > map.magnitude(x, y - 1) && here.magnitude >= map.magnitude(x, y + 1);
    const int slant = (here.dx ^ here.dy) < 0 ? -1 : 1;
    return here.magnitude > map.magnitude(x - slant, y - 1) && here.magnitude > map.magnitude(x + slant, y + 1);
}

int thresholdOf(double value, bool l2)
{
    if (!l2)
        return static_cast<int>(std::floor(std::clamp(value, -1e9, 1e9)));
    const double limited = std::min(32767.0, value);
    return static_cast<int>(std::floor(limited > 0 ? limited * limited : limited));
}

} // namespace

Image canny(const Image &image, const CannyOptions &options)
{
    assert(image.bitDepth() == 8 && (image.channels() == 1 || image.channels() == 3));
    const int low = thresholdOf(std::min(options.lowThreshold, options.highThreshold), options.l2Gradient);
    const int high = thresholdOf(std::max(options.lowThreshold, options.highThreshold), options.l2Gradient);
    const int width = image.width(), height = image.height();
    const GradientMap map(image, options.l2Gradient);
    enum : uint8_t { kNo = 0, kMaybe = 1, kYes = 255 };
    Image edges(width, height, 1);
    std::vector<std::pair<int, int>> open; // strong ridges whose neighbours are still to be asked
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const int magnitude = map.at(x, y).magnitude;
            if (magnitude <= low || !isRidge(map, x, y))
                continue;
            edges.row<uint8_t>(y)[x] = magnitude > high ? kYes : kMaybe;
            if (magnitude > high)
                open.emplace_back(x, y);
        }
    while (!open.empty()) {
        const auto [x, y] = open.back();
        open.pop_back();
        for (int v = std::max(y - 1, 0); v <= std::min(y + 1, height - 1); ++v)
            for (int u = std::max(x - 1, 0); u <= std::min(x + 1, width - 1); ++u)
                if (uint8_t &neighbour = edges.row<uint8_t>(v)[u]; neighbour == kMaybe) {
                    neighbour = kYes;
                    open.emplace_back(u, v);
                }
    }
    for (int y = 0; y < height; ++y)
        std::replace(edges.row<uint8_t>(y), edges.row<uint8_t>(y) + width, uint8_t(kMaybe), uint8_t(kNo));
    return edges;
}

} // namespace armature
