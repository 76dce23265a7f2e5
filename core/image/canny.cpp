#include "core/image/canny.h"

#include "core/image/canny_rows.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace armature {

namespace {

enum : std::uint8_t { kNo = 0, kMaybe = 1, kYes = 2 };

// The picture's rows as planes with the outermost pixel repeated on both sides; three rows at a time.
class PlaneRows
{
public:
    explicit PlaneRows(const Image &image)
        : m_image(image), m_stride(std::size_t(image.width()) + 2),
          m_bytes(3 * std::size_t(image.channels()) * m_stride)
    {
    }

    // Loads row y, clamped to the picture, into its place; rows y-1, y and y+1 are there together.
    void load(int y)
    {
        const auto *from = m_image.row<std::uint8_t>(std::clamp(y, 0, m_image.height() - 1));
        const int width = m_image.width();
        if (m_image.channels() == 3)
            canny_rows::split(from, width, begin(0, y), begin(1, y), begin(2, y));
        else
            std::memcpy(begin(0, y), from, std::size_t(width));
        for (int channel = 0; channel < m_image.channels(); ++channel) {
            auto *row = begin(channel, y);
            row[-1] = row[0];
            row[width] = row[width - 1];
        }
    }

    std::uint8_t *begin(int channel, int y)
    {
        return m_bytes.data() + (std::size_t(channel) * 3 + std::size_t(y + 3) % 3) * m_stride + 1;
    }

private:
    const Image &m_image;
    std::size_t m_stride;
    std::vector<std::uint8_t> m_bytes;
};

// Slopes of three rows; the channel with the steepest counts. Outside the picture there is no slope.
template <typename Magnitude>
class SlopeRows
{
public:
    explicit SlopeRows(const Image &image)
        : m_planes(image), m_width(image.width()), m_height(image.height()), m_channels(image.channels()),
          m_stride(std::size_t(m_width) + 2), m_columns(2 * m_stride), m_deltas(6 * m_stride),
          m_magnitudes(3 * m_stride)
    {
        m_planes.load(-1);
        m_planes.load(0);
    }

    void load(int y) // in order
    {
        const auto slopes = at(y);
        if (y < 0 || y >= m_height) {
            std::fill_n(slopes.magnitude, m_width, Magnitude(0));
            return;
        }
        m_planes.load(y + 1);
        auto *const sums = m_columns.data() + 1, *const differences = sums + m_stride;
        for (int channel = 0; channel < m_channels; ++channel) {
            canny_rows::columns(m_planes.begin(channel, y - 1), m_planes.begin(channel, y),
                                m_planes.begin(channel, y + 1), m_width, sums, differences);
            canny_rows::slopes(sums, differences, m_width, channel == 0, slopes);
        }
    }

    canny_rows::Slopes<Magnitude> at(int y)
    {
        const auto place = std::size_t(y + 3) % 3;
        return {m_deltas.data() + 2 * place * m_stride + 1, m_deltas.data() + (2 * place + 1) * m_stride + 1,
                m_magnitudes.data() + place * m_stride + 1};
    }

private:
    PlaneRows m_planes;
    int m_width, m_height, m_channels;
    std::size_t m_stride;
    std::vector<std::int16_t> m_columns, m_deltas;
    std::vector<Magnitude> m_magnitudes; // what lies beside a row stays 0
};

// What each pixel is, with a border of kNo, so that neighbours need no test.
class StateMap
{
public:
    StateMap(int width, int height)
        : m_width(width), m_height(height), m_stride(std::size_t(width) + 2),
          m_states(m_stride * (std::size_t(height) + 2) + sizeof(std::uint64_t))
    {
    }

    std::uint8_t *row(int y) { return m_states.data() + (std::size_t(y) + 1) * m_stride + 1; }

    // Whatever may be an edge and touches one becomes one.
    void spread()
    {
        constexpr std::uint64_t kAnyYes = 0x0202020202020202;
        auto *const end = row(m_height - 1) + m_width;
        for (auto *eight = row(0); eight < end; eight += sizeof(std::uint64_t)) {
            std::uint64_t states = 0;
            std::memcpy(&states, eight, sizeof states);
            if ((states & kAnyYes) == 0)
                continue;
            for (auto *state = eight; state < eight + sizeof(std::uint64_t); ++state)
                if (*state == kYes && touchesMaybe(state))
                    spreadFrom(state);
        }
    }

private:
    // Three rows of three neighbours at once; the fourth byte read is not looked at.
    bool touchesMaybe(const std::uint8_t *state) const
    {
        constexpr std::array<std::uint8_t, 4> kThreeMaybes{kMaybe, kMaybe, kMaybe, 0};
        std::uint32_t above = 0, here = 0, below = 0, wanted = 0;
        std::memcpy(&above, state - m_stride - 1, sizeof above);
        std::memcpy(&here, state - 1, sizeof here);
        std::memcpy(&below, state + m_stride - 1, sizeof below);
        std::memcpy(&wanted, kThreeMaybes.data(), sizeof wanted);
        return ((above | here | below) & wanted) != 0;
    }

    void spreadFrom(std::uint8_t *start)
    {
        const auto stride = std::ptrdiff_t(m_stride);
        m_open.push_back(start);
        while (!m_open.empty()) {
            auto *state = m_open.back();
            m_open.pop_back();
            for (const auto offset : {-stride - 1, -stride, -stride + 1, std::ptrdiff_t(-1),
                                      std::ptrdiff_t(1), stride - 1, stride, stride + 1})
                if (state[offset] == kMaybe) {
                    state[offset] = kYes;
                    m_open.push_back(state + offset);
                }
        }
    }

    int m_width, m_height;
    std::size_t m_stride;
    std::vector<std::uint8_t> m_states;
    std::vector<std::uint8_t *> m_open;
};

int thresholdOf(double value, bool l2)
{
    if (!l2)
        return static_cast<int>(std::floor(std::clamp(value, -1e9, 1e9)));
    const double limited = std::min(32767.0, value);
    return static_cast<int>(std::floor(limited > 0 ? limited * limited : limited));
}

template <typename Magnitude>
void findRidges(const Image &image, int low, int high, StateMap &states)
{
    constexpr int kLargest = std::numeric_limits<Magnitude>::max();
    SlopeRows<Magnitude> slopes(image);
    slopes.load(-1);
    slopes.load(0);
    for (int y = 0; y < image.height(); ++y) {
        slopes.load(y + 1);
        canny_rows::ridges<Magnitude>(slopes.at(y), slopes.at(y - 1).magnitude, slopes.at(y + 1).magnitude,
                                      image.width(), std::clamp(low, -1, kLargest),
                                      std::clamp(high, -1, kLargest), states.row(y));
    }
}

} // namespace

Image canny(const Image &image, const CannyOptions &options)
{
    assert(image.bitDepth() == 8 && (image.channels() == 1 || image.channels() == 3));
    const int low = thresholdOf(std::min(options.lowThreshold, options.highThreshold), options.l2Gradient);
    const int high = thresholdOf(std::max(options.lowThreshold, options.highThreshold), options.l2Gradient);
    StateMap states(image.width(), image.height());
    if (options.l2Gradient)
        findRidges<std::int32_t>(image, low, high, states);
    else
        findRidges<std::int16_t>(image, low, high, states);
    states.spread();
    Image edges(image.width(), image.height(), 1);
    for (int y = 0; y < image.height(); ++y)
        canny_rows::finish(states.row(y), image.width(), edges.row<std::uint8_t>(y));
    return edges;
}

} // namespace armature
