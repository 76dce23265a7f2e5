#pragma once
// Norms and activations in one pass over memory. Raw pointers, fp32, channels last; torch-free.

#include <cstdint>

namespace armature {

struct FusedKernels
{
    // For each of `channels` of `pixels` rows: sums[c] += sum(x - pivot), squares[c] += sum((x - pivot)^2).
    void (*addSums)(const float *x, const float *pivot, int64_t pixels, int64_t channels, double *sums,
                    double *squares);
    // y = x * scale + shift, and through SiLU (x * sigmoid(x)) where isActivated; rows of `channels`. y may
    // be x.
    void (*scaleAndShift)(const float *x, const float *scale, const float *shift, int64_t pixels,
                          int64_t channels, bool isActivated, float *y);
    // x [rows][2 * width] -> y [rows][width]: the first half times the exact gelu of the second.
    void (*geglu)(const float *x, int64_t rows, int64_t width, float *y);
    int64_t lanes; // channels and width must divide by it
};

// For this processor: AVX-512, AVX2 with FMA, or null where it has neither.
const FusedKernels *fusedKernels();

const FusedKernels &fusedKernelsAvx2();
const FusedKernels &fusedKernelsAvx512();

} // namespace armature
