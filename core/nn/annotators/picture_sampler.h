#pragma once
// Pictures sampled between their pixels, as OpenCV's warps do.

#include "core/image/image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace armature {

// One sample of four neighbours. `rgb`: 3 channels of 8 bit. OpenCV before 5 takes places in steps of 1/32
// pixel, as MediaPipe's does; since then it takes them as they are.
class PictureSampler
{
public:
    enum class Places { InSteps, Exact };

    PictureSampler(const Image &rgb, bool repeatsBorder, Places places = Places::InSteps)
        : m_rgb(rgb), m_repeatsBorder(repeatsBorder), m_places(places)
    {
    }

    void operator()(double x, double y, double *to) const
    {
        if (m_places == Places::InSteps) {
            constexpr double kSteps = 32;
            x = std::nearbyint(x * kSteps) / kSteps;
            y = std::nearbyint(y * kSteps) / kSteps;
        }
        const auto x0 = std::llrint(std::floor(x)), y0 = std::llrint(std::floor(y));
        const double fx = x - double(x0), fy = y - double(y0);
        const std::array<double, 4> weights{(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
        for (int c = 0; c < 3; ++c)
            to[c] = 0;
        for (int i = 0; i < 4; ++i) {
            const auto *pixel = at(x0 + (i & 1), y0 + (i >> 1));
            for (int c = 0; pixel && c < 3; ++c)
                to[c] += weights[size_t(i)] * pixel[c];
        }
        for (int c = 0; c < 3; ++c)
            to[c] = std::floor(to[c] + 0.5);
    }

private:
    const std::uint8_t *at(long long x, long long y) const
    {
        const bool isInside = x >= 0 && y >= 0 && x < m_rgb.width() && y < m_rgb.height();
        if (!isInside && !m_repeatsBorder)
            return nullptr;
        x = std::clamp<long long>(x, 0, m_rgb.width() - 1);
        y = std::clamp<long long>(y, 0, m_rgb.height() - 1);
        return m_rgb.row<std::uint8_t>(int(y)) + size_t(x) * 3;
    }

    const Image &m_rgb;
    bool m_repeatsBorder; // else it is black beyond
    Places m_places;
};

} // namespace armature
