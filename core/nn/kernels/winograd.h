#pragma once
// Convolutions of 3x3 with stride 1 and padding 1 by Winograd's minimal filtering (Lavin and Gray 2015, arXiv
// 1509.09308): in tiles of 4x4 outputs they take a quarter of the multiplications, in tiles of 2x2 four
// ninths. Raw pointers, fp32, channels last; torch-free.
//
// The 4x4 tiles are interpolated at 0, +-5/8, +-3/2 and infinity instead of the textbook's 0, +-1, +-2: the
// rounding error is then 1.2e-6 of the result's root mean square against 2.4e-6, where the direct convolution
// has 0.24e-6 (tests/core/nn/frozen_test.cpp).

#include <cstdint>

namespace armature {

struct WinogradShape
{
    int64_t batch = 1, height = 0, width = 0; // of input and output
    int64_t channels = 0, outputs = 0;        // both multiples of 16
    int64_t tile = 4;                         // outputs on a tile's side: 4, 2, or 1, which is the direct way

    // Always inlined, since files for different processors share them.
    [[gnu::always_inline]] int64_t tilesDown() const { return (height + tile - 1) / tile; }
    [[gnu::always_inline]] int64_t tilesAcross() const { return (width + tile - 1) / tile; }
    [[gnu::always_inline]] int64_t tiles() const { return batch * tilesDown() * tilesAcross(); }
    [[gnu::always_inline]] int64_t positions() const
    {
        return (tile + 2) * (tile + 2);
    } // products of matrices
};

// The phases of one convolution; each call does a part, so that the caller spreads them over threads.
struct WinogradKernels
{
    int64_t panel; // outputs that are packed side by side; the number of outputs is rounded up to it

    // weight [outputs, 3, 3 and channels in any order given by the strides] -> packed
    // [position][panel][channel][panel's outputs]. Fills the panels from `begin` to `end`.
    void (*packWeights)(const float *weight, int64_t outputStride, int64_t channelStride, int64_t tapStride,
                        const WinogradShape &shape, int64_t begin, int64_t end, float *packed);
    // Tiles begin..end of x [B, H, W, C] -> transformed [position][rows][C], where tile `first` is row 0.
    // `zeros` is C zeros.
    void (*transformInput)(const float *x, const float *zeros, const WinogradShape &shape, int64_t begin,
                           int64_t end, int64_t first, int64_t rows, float *transformed);
    // product [rows][paddedOutputs] = transformed [rows][depth] x packed panels, for panels begin..end of one
    // position.
    void (*multiply)(const float *transformed, const float *packed, int64_t rows, int64_t depth,
                     int64_t begin, int64_t end, int64_t paddedOutputs, float *product);
    // Tiles begin..end of product [position][rows][paddedOutputs] -> y [B, H, W, outputs], plus bias
    // [outputs], plus pictureBias [B, outputs] and addend [B, H, W, outputs] where they are not null.
    void (*transformOutput)(const float *product, const float *bias, const float *pictureBias,
                            const float *addend, const WinogradShape &shape, int64_t begin, int64_t end,
                            int64_t first, int64_t rows, int64_t paddedOutputs, float *y);
};

// For this processor: AVX-512, AVX2 with FMA, or null where it has neither.
const WinogradKernels *winogradKernels();

const WinogradKernels &winogradKernelsAvx2();
const WinogradKernels &winogradKernelsAvx512();

} // namespace armature
