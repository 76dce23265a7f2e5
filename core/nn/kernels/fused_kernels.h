#pragma once
// The kernels of fused.h over vectors.h, which see.

#include "core/nn/kernels/fused.h"
#include "core/nn/kernels/vectors.h"

namespace armature {

namespace {

constexpr int64_t kExactPixels = 64; // whose sums stay in fp32

// Of Width registers of channels: enough that a row's bytes are read one after another.
template <int Width>
void addSumsOf(const float *x, const float *pivot, int64_t pixels, int64_t channels, double *sums,
               double *squares)
{
    Vec middle[Width], sum[Width] = {}, square[Width] = {};
    for (int i = 0; i < Width; ++i)
        middle[i] = load(pivot + i * kLanes);
    for (int64_t pixel = 0; pixel < pixels; ++pixel)
        for (int i = 0; i < Width; ++i) {
            const Vec value = load(x + pixel * channels + i * kLanes) - middle[i];
            sum[i] += value;
            square[i] += value * value;
        }
    for (int i = 0; i < Width; ++i)
        for (int64_t lane = 0; lane < kLanes; ++lane) {
            sums[i * kLanes + lane] += sum[i][lane];
            squares[i * kLanes + lane] += square[i][lane];
        }
}

void addSums(const float *x, const float *pivot, int64_t pixels, int64_t channels, double *sums,
             double *squares)
{
    for (int64_t first = 0; first < pixels; first += kExactPixels) {
        const int64_t count = pixels - first < kExactPixels ? pixels - first : kExactPixels;
        const float *from = x + first * channels;
        int64_t c = 0;
        for (; c + 4 * kLanes <= channels; c += 4 * kLanes)
            addSumsOf<4>(from + c, pivot + c, count, channels, sums + c, squares + c);
        for (; c < channels; c += kLanes)
            addSumsOf<1>(from + c, pivot + c, count, channels, sums + c, squares + c);
    }
}

inline Vec silu(Vec x) { return x / (1.0f + exponential(-x)); }

void scaleAndShift(const float *x, const float *scale, const float *shift, int64_t pixels, int64_t channels,
                   bool isActivated, float *y)
{
    for (int64_t pixel = 0; pixel < pixels; ++pixel)
        for (int64_t c = 0; c < channels; c += kLanes) {
            const Vec value = load(x + pixel * channels + c) * load(scale + c) + load(shift + c);
            store(y + pixel * channels + c, isActivated ? silu(value) : value);
        }
}

// Abramowitz and Stegun 7.1.26, within 1.5e-7: what ATen's own vectors compute.
inline Vec errorFunction(Vec x)
{
    const Vec size = x < 0.0f ? -x : x;
    const Vec t = 1.0f / (1.0f + 0.3275911f * size);
    Vec series = 1.061405429f * t - 1.453152027f;
    series = series * t + 1.421413741f;
    series = series * t - 0.284496736f;
    series = series * t + 0.254829592f;
    const Vec value = 1.0f - series * t * exponential(-(size * size));
    return x < 0.0f ? -value : value;
}

void geglu(const float *x, int64_t rows, int64_t width, float *y)
{
    for (int64_t row = 0; row < rows; ++row) {
        const float *value = x + row * 2 * width, *gate = value + width;
        for (int64_t c = 0; c < width; c += kLanes) {
            const Vec g = load(gate + c);
            const Vec gelu = 0.5f * g * (1.0f + errorFunction(0.70710678f * g));
            store(y + row * width + c, load(value + c) * gelu);
        }
    }
}

constexpr FusedKernels kFusedKernels{addSums, scaleAndShift, geglu, kLanes};

} // namespace

} // namespace armature
