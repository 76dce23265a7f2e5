#include "core/image/canny_rows.h"

#include "core/base/cpu_features.h"

#include <cstring>

// Each loop is written once, for the compiler to vectorise, and compiled for what every processor has and for
// AVX2.
#if defined(__x86_64__) && defined(__GNUC__)
#define ARMATURE_HAS_AVX2_CLONES 1
#define ARMATURE_AVX2 __attribute__((target("avx2")))
#define ARMATURE_INLINE inline __attribute__((always_inline))
#else
#define ARMATURE_HAS_AVX2_CLONES 0
#define ARMATURE_INLINE inline
#endif

namespace armature::canny_rows {

namespace {

ARMATURE_INLINE void splitLoop(const std::uint8_t *__restrict rgb, int width, std::uint8_t *__restrict red,
                               std::uint8_t *__restrict green, std::uint8_t *__restrict blue)
{
    for (int x = 0; x < width; ++x) {
        red[x] = rgb[3 * x];
        green[x] = rgb[3 * x + 1];
        blue[x] = rgb[3 * x + 2];
    }
}

ARMATURE_INLINE void columnsLoop(const std::uint8_t *__restrict above, const std::uint8_t *__restrict here,
                                 const std::uint8_t *__restrict below, int width,
                                 std::int16_t *__restrict sums, std::int16_t *__restrict differences)
{
    for (int x = -1; x <= width; ++x) {
        sums[x] = std::int16_t(above[x] + 2 * here[x] + below[x]);
        differences[x] = std::int16_t(below[x] - above[x]);
    }
}

template <bool isFirst, typename Magnitude>
ARMATURE_INLINE void
slopesLoop(const std::int16_t *__restrict sums, const std::int16_t *__restrict differences, int width,
           std::int16_t *__restrict dxs, std::int16_t *__restrict dys, Magnitude *__restrict magnitudes)
{
    constexpr bool isL2 = sizeof(Magnitude) == 4;
    for (int x = 0; x < width; ++x) {
        const auto dx = std::int16_t(sums[x + 1] - sums[x - 1]);
        const auto dy = std::int16_t(differences[x - 1] + 2 * differences[x] + differences[x + 1]);
        const auto magnitude =
            isL2 ? Magnitude(dx * dx + dy * dy)
                 : Magnitude(std::int16_t(dx < 0 ? -dx : dx) + std::int16_t(dy < 0 ? -dy : dy));
        const bool isSteeper = isFirst || magnitude > magnitudes[x];
        dxs[x] = isSteeper ? dx : dxs[x];
        dys[x] = isSteeper ? dy : dys[x];
        magnitudes[x] = isSteeper ? magnitude : magnitudes[x];
    }
}

// Largest across the edge, the direction rounded to eighths of a turn by tan(22.5 degrees) in 15-bit fixed
// point. Of two equal neighbours the one towards the right or below loses. Without branches, so that it
// vectorises.
template <typename Magnitude>
ARMATURE_INLINE void ridgesLoop(const std::int16_t *__restrict dxs, const std::int16_t *__restrict dys,
                                const Magnitude *__restrict magnitudes, const Magnitude *__restrict above,
                                const Magnitude *__restrict below, int width, Magnitude low, Magnitude high,
                                std::uint8_t *__restrict out)
{
    for (int x = 0; x < width; ++x) {
        const std::int16_t dx = dxs[x], dy = dys[x];
        const auto across = std::uint16_t(dx < 0 ? -dx : dx), down = std::uint16_t(dy < 0 ? -dy : dy);
        // floor(across * 13573 / 2^15), where 13573 = 53 * 256 + 5 is tan(22.5 degrees) * 2^15, within 16
        // bit. The exact product is whole only for 0, so that comparing with its floor decides the same.
        const auto flat = std::uint16_t(
            std::uint16_t(std::uint16_t(across * 53) + std::uint16_t(std::uint16_t(across * 5) >> 8)) >> 7);
        const bool isFlat = down <= flat, isSteep = down > std::uint16_t(flat + 2 * across);
        const bool isFalling = std::int16_t(dx ^ dy) < 0;
        const Magnitude here = magnitudes[x];
        const Magnitude first = isFalling ? above[x + 1] : above[x - 1],
                        second = isFalling ? below[x - 1] : below[x + 1];
        // The two neighbours along the slope; the second may be as large where the edge runs along an axis.
        const Magnitude before = isFlat ? magnitudes[x - 1] : isSteep ? above[x] : first;
        const Magnitude after = isFlat ? magnitudes[x + 1] : isSteep ? below[x] : second;
        const auto room = Magnitude(isFlat | isSteep);
        const bool isRidge = (here > before) & (Magnitude(here + room) > after) & (here > low);
        out[x] = std::uint8_t(isRidge ? (here > high ? 2 : 1) : 0);
    }
}

#if defined(__GNUC__)
// The same for |dx| + |dy|, sixteen pixels at a time: compilers leave these two loops in single steps, and
// they are where the time goes. Returns how many pixels were done; the loops above do the rest.
constexpr int kLanes = 16;
using Lanes = std::int16_t __attribute__((vector_size(2 * kLanes)));
using UnsignedLanes = std::uint16_t __attribute__((vector_size(2 * kLanes)));
using Bytes = std::uint8_t __attribute__((vector_size(kLanes)));

ARMATURE_INLINE void get(Lanes &lanes, const std::int16_t *from) { std::memcpy(&lanes, from, sizeof lanes); }
ARMATURE_INLINE void put(const Lanes &lanes, std::int16_t *to) { std::memcpy(to, &lanes, sizeof lanes); }

template <bool isFirst>
ARMATURE_INLINE int slopesInLanes(const std::int16_t *sums, const std::int16_t *differences, int width,
                                  std::int16_t *dxs, std::int16_t *dys, std::int16_t *magnitudes)
{
    int x = 0;
    for (; x + kLanes <= width; x += kLanes) {
        Lanes left, right, before, middle, after;
        get(left, sums + x - 1);
        get(right, sums + x + 1);
        get(before, differences + x - 1);
        get(middle, differences + x);
        get(after, differences + x + 1);
        Lanes dx = right - left, dy = before + middle + middle + after;
        Lanes magnitude = (dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
        if constexpr (!isFirst) {
            Lanes steepest, oldDx, oldDy;
            get(steepest, magnitudes + x);
            get(oldDx, dxs + x);
            get(oldDy, dys + x);
            const Lanes isSteeper = magnitude > steepest;
            dx = isSteeper ? dx : oldDx;
            dy = isSteeper ? dy : oldDy;
            magnitude = isSteeper ? magnitude : steepest;
        }
        put(dx, dxs + x);
        put(dy, dys + x);
        put(magnitude, magnitudes + x);
    }
    return x;
}

ARMATURE_INLINE int ridgesInLanes(const std::int16_t *dxs, const std::int16_t *dys,
                                  const std::int16_t *magnitudes, const std::int16_t *above,
                                  const std::int16_t *below, int width, std::int16_t low, std::int16_t high,
                                  std::uint8_t *out)
{
    int x = 0;
    for (; x + kLanes <= width; x += kLanes) {
        Lanes dx, dy, here, left, right, up, upLeft, upRight, down, downLeft, downRight;
        get(dx, dxs + x);
        get(dy, dys + x);
        get(here, magnitudes + x);
        get(left, magnitudes + x - 1);
        get(right, magnitudes + x + 1);
        get(up, above + x);
        get(upLeft, above + x - 1);
        get(upRight, above + x + 1);
        get(down, below + x);
        get(downLeft, below + x - 1);
        get(downRight, below + x + 1);
        const Lanes across = dx < 0 ? -dx : dx, along = dy < 0 ? -dy : dy;
        const auto product = (UnsignedLanes)across;
        const Lanes flat = (Lanes)((product * 53 + (product * 5 >> 8)) >> 7);
        const Lanes isFlat = along <= flat, isSteep = along > flat + across + across,
                    isFalling = (dx ^ dy) < 0;
        const Lanes before = isFlat ? left : isSteep ? up : isFalling ? upRight : upLeft;
        const Lanes after = isFlat ? right : isSteep ? down : isFalling ? downLeft : downRight;
        const Lanes isRidge = (here > before) & (here - (isFlat | isSteep) > after) & (here > low);
        const Lanes state = (isRidge & 1) + (isRidge & (here > high) & 1);
        const auto bytes = __builtin_convertvector(state, Bytes);
        std::memcpy(out + x, &bytes, sizeof bytes);
    }
    return x;
}
#endif

ARMATURE_INLINE void finishLoop(const std::uint8_t *__restrict states, int width,
                                std::uint8_t *__restrict out)
{
    for (int x = 0; x < width; ++x)
        out[x] = states[x] == 2 ? 255 : 0;
}

template <typename Magnitude>
ARMATURE_INLINE void slopesOf(const std::int16_t *sums, const std::int16_t *differences, int width,
                              bool isFirst, const Slopes<Magnitude> &out)
{
    int done = 0;
#if defined(__GNUC__)
    if constexpr (sizeof(Magnitude) == 2)
        done = isFirst ? slopesInLanes<true>(sums, differences, width, out.dx, out.dy, out.magnitude)
                       : slopesInLanes<false>(sums, differences, width, out.dx, out.dy, out.magnitude);
#endif
    if (isFirst)
        slopesLoop<true>(sums + done, differences + done, width - done, out.dx + done, out.dy + done,
                         out.magnitude + done);
    else
        slopesLoop<false>(sums + done, differences + done, width - done, out.dx + done, out.dy + done,
                          out.magnitude + done);
}

template <typename Magnitude>
ARMATURE_INLINE void ridgesOf(const Slopes<Magnitude> &here, const Magnitude *above, const Magnitude *below,
                              int width, Magnitude low, Magnitude high, std::uint8_t *out)
{
    int done = 0;
#if defined(__GNUC__)
    if constexpr (sizeof(Magnitude) == 2)
        done = ridgesInLanes(here.dx, here.dy, here.magnitude, above, below, width, low, high, out);
#endif
    ridgesLoop(here.dx + done, here.dy + done, here.magnitude + done, above + done, below + done,
               width - done, low, high, out + done);
}

#if ARMATURE_HAS_AVX2_CLONES
ARMATURE_AVX2 void splitAvx2(const std::uint8_t *rgb, int width, std::uint8_t *red, std::uint8_t *green,
                             std::uint8_t *blue)
{
    splitLoop(rgb, width, red, green, blue);
}
ARMATURE_AVX2 void columnsAvx2(const std::uint8_t *above, const std::uint8_t *here, const std::uint8_t *below,
                               int width, std::int16_t *sums, std::int16_t *differences)
{
    columnsLoop(above, here, below, width, sums, differences);
}
template <typename Magnitude>
ARMATURE_AVX2 void slopesAvx2(const std::int16_t *sums, const std::int16_t *differences, int width,
                              bool isFirst, const Slopes<Magnitude> &out)
{
    slopesOf(sums, differences, width, isFirst, out);
}
template <typename Magnitude>
ARMATURE_AVX2 void ridgesAvx2(const Slopes<Magnitude> &here, const Magnitude *above, const Magnitude *below,
                              int width, Magnitude low, Magnitude high, std::uint8_t *out)
{
    ridgesOf(here, above, below, width, low, high, out);
}
const bool kHasAvx2 = cpuFeatures().avx2;
#endif

} // namespace

void split(const std::uint8_t *rgb, int width, std::uint8_t *red, std::uint8_t *green, std::uint8_t *blue)
{
#if ARMATURE_HAS_AVX2_CLONES
    if (kHasAvx2)
        return splitAvx2(rgb, width, red, green, blue);
#endif
    splitLoop(rgb, width, red, green, blue);
}

void columns(const std::uint8_t *above, const std::uint8_t *here, const std::uint8_t *below, int width,
             std::int16_t *sums, std::int16_t *differences)
{
#if ARMATURE_HAS_AVX2_CLONES
    if (kHasAvx2)
        return columnsAvx2(above, here, below, width, sums, differences);
#endif
    columnsLoop(above, here, below, width, sums, differences);
}

template <typename Magnitude>
void slopes(const std::int16_t *sums, const std::int16_t *differences, int width, bool isFirst,
            const Slopes<Magnitude> &out)
{
#if ARMATURE_HAS_AVX2_CLONES
    if (kHasAvx2)
        return slopesAvx2(sums, differences, width, isFirst, out);
#endif
    slopesOf(sums, differences, width, isFirst, out);
}

template <typename Magnitude>
void ridges(const Slopes<Magnitude> &here, const Magnitude *above, const Magnitude *below, int width, int low,
            int high, std::uint8_t *out)
{
#if ARMATURE_HAS_AVX2_CLONES
    if (kHasAvx2)
        return ridgesAvx2(here, above, below, width, Magnitude(low), Magnitude(high), out);
#endif
    ridgesOf(here, above, below, width, Magnitude(low), Magnitude(high), out);
}

template void slopes(const std::int16_t *, const std::int16_t *, int, bool, const Slopes<std::int16_t> &);
template void slopes(const std::int16_t *, const std::int16_t *, int, bool, const Slopes<std::int32_t> &);
template void ridges(const Slopes<std::int16_t> &, const std::int16_t *, const std::int16_t *, int, int, int,
                     std::uint8_t *);
template void ridges(const Slopes<std::int32_t> &, const std::int32_t *, const std::int32_t *, int, int, int,
                     std::uint8_t *);

void finish(const std::uint8_t *states, int width, std::uint8_t *out) { finishLoop(states, width, out); }

} // namespace armature::canny_rows
