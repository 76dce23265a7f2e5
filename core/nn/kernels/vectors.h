#pragma once
// ARMATURE_LANES floats in a register, over GCC's vector types. Included by the files of kernels that are
// compiled once for each instruction set. Everything here is of internal linkage and nothing of the standard
// library's is called: a function that two such files share could be taken from the one that the processor
// does not understand.

#include <cstdint>

namespace armature {

namespace {

constexpr int64_t kLanes = ARMATURE_LANES;

using Vec = float __attribute__((vector_size(ARMATURE_LANES * 4)));
using VecInt = int32_t __attribute__((vector_size(ARMATURE_LANES * 4)));
using Memory = float __attribute__((vector_size(ARMATURE_LANES * 4), aligned(4), may_alias));

inline Vec load(const float *from) { return *reinterpret_cast<const Memory *>(from); }
inline void store(float *to, Vec value) { *reinterpret_cast<Memory *>(to) = value; }

// exp(x) to 1 unit in the last place or two; x is held to [-87, 87]. Cephes' expf (Moshier).
inline Vec exponential(Vec x)
{
    x = x < -87.0f ? Vec{} - 87.0f : x;
    x = x > 87.0f ? Vec{} + 87.0f : x;
    // Adding and taking away 1.5 * 2^23 rounds to a whole number.
    const Vec whole = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
    const Vec rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
    Vec series = rest * 1.9875691500e-4f + 1.3981999507e-3f;
    series = series * rest + 8.3334519073e-3f;
    series = series * rest + 4.1665795894e-2f;
    series = series * rest + 1.6666665459e-1f;
    series = series * rest + 5.0000001201e-1f;
    series = series * (rest * rest) + rest + 1.0f;
    const VecInt power = (__builtin_convertvector(whole, VecInt) + 127) << 23;
    return series * reinterpret_cast<Vec>(power);
}

} // namespace

} // namespace armature
