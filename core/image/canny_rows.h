#pragma once
// The inner loops of canny.cpp, a row at a time, compiled for several processors. All rows have one readable
// element before the first and one behind the last.

#include <cstddef>
#include <cstdint>

namespace armature::canny_rows {

// Red, green and blue of a row into planes.
void split(const std::uint8_t *rgb, int width, std::uint8_t *red, std::uint8_t *green, std::uint8_t *blue);

// Down the columns of three rows: above + 2 here + below, and below - above.
void columns(const std::uint8_t *above, const std::uint8_t *here, const std::uint8_t *below, int width,
             std::int16_t *sums, std::int16_t *differences);

// Magnitude is int16 for |dx| + |dy| and int32 for dx^2 + dy^2.
template <typename Magnitude>
struct Slopes
{
    std::int16_t *dx, *dy;
    Magnitude *magnitude;
};

// Sobel's slopes from columns(); isFirst: they are stored, otherwise only where they are steeper than what is
// there.
template <typename Magnitude>
void slopes(const std::int16_t *sums, const std::int16_t *differences, int width, bool isFirst,
            const Slopes<Magnitude> &out);

// 0 no edge, 1 perhaps, 2 surely. Thresholds are at most the largest Magnitude.
template <typename Magnitude>
void ridges(const Slopes<Magnitude> &here, const Magnitude *above, const Magnitude *below, int width, int low,
            int high, std::uint8_t *out);

// 2 becomes 255, all else 0.
void finish(const std::uint8_t *states, int width, std::uint8_t *out);

} // namespace armature::canny_rows
