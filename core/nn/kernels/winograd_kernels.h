#pragma once
// The kernels of winograd.h over vectors.h, which see.

#include "core/nn/kernels/vectors.h"
#include "core/nn/kernels/winograd.h"

namespace armature {

namespace {

constexpr int64_t kPanel = 2 * kLanes;

// The points of interpolation besides 0 and infinity are +-A, and +-B for the larger tile.
constexpr float kA = 0.625f, kB = 1.5f;
constexpr float kA2 = kA * kA, kB2 = kB * kB;

template <int Tile>
struct Transform;

// The direct convolution, as nine products that are added up.
template <>
struct Transform<1>
{
    static inline void input(const Vec *d, Vec *v)
    {
        for (int i = 0; i < 3; ++i)
            v[i] = d[i];
    }
    static inline void weight(const Vec *g, Vec *u)
    {
        for (int i = 0; i < 3; ++i)
            u[i] = g[i];
    }
    static inline void output(const Vec *m, Vec *y) { y[0] = m[0] + (m[1] + m[2]); }
};

template <>
struct Transform<2>
{
    static inline void input(const Vec *d, Vec *v)
    {
        v[0] = d[2] - d[0];
        v[1] = d[1] + d[2];
        v[2] = d[2] - d[1];
        v[3] = d[3] - d[1];
    }
    static inline void weight(const Vec *g, Vec *u)
    {
        const Vec even = (g[0] + g[2]) * 0.5f, odd = g[1] * 0.5f;
        u[0] = -g[0];
        u[1] = even + odd;
        u[2] = even - odd;
        u[3] = g[2];
    }
    static inline void output(const Vec *m, Vec *y)
    {
        y[0] = m[0] + (m[1] + m[2]);
        y[1] = (m[1] - m[2]) + m[3];
    }
};

template <>
struct Transform<4>
{
    static inline void input(const Vec *d, Vec *v)
    {
        const Vec evenA = d[4] - kB2 * d[2], oddA = kA * (d[3] - kB2 * d[1]);
        const Vec evenB = d[4] - kA2 * d[2], oddB = kB * (d[3] - kA2 * d[1]);
        v[0] = (kA2 * kB2) * d[0] + (d[4] - (kA2 + kB2) * d[2]);
        v[1] = evenA + oddA;
        v[2] = evenA - oddA;
        v[3] = evenB + oddB;
        v[4] = evenB - oddB;
        v[5] = (kA2 * kB2) * d[1] + (d[5] - (kA2 + kB2) * d[3]);
    }
    static inline void weight(const Vec *g, Vec *u)
    {
        constexpr float forA = 1 / (2 * kA2 * (kA2 - kB2)), forB = 1 / (2 * kB2 * (kB2 - kA2));
        const Vec evenA = (g[0] + kA2 * g[2]) * forA, oddA = (kA * forA) * g[1];
        const Vec evenB = (g[0] + kB2 * g[2]) * forB, oddB = (kB * forB) * g[1];
        u[0] = g[0] * (1 / (kA2 * kB2));
        u[1] = evenA + oddA;
        u[2] = evenA - oddA;
        u[3] = evenB + oddB;
        u[4] = evenB - oddB;
        u[5] = g[2];
    }
    static inline void output(const Vec *m, Vec *y)
    {
        const Vec sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4],
                  differenceB = m[3] - m[4];
        y[0] = m[0] + (sumA + sumB);
        y[1] = kA * differenceA + kB * differenceB;
        y[2] = kA2 * sumA + kB2 * sumB;
        y[3] = (kA2 * kA) * differenceA + ((kB2 * kB) * differenceB + m[5]);
    }
};

template <int Tile>
void packWeights(const float *weight, int64_t outputStride, int64_t channelStride, int64_t tapStride,
                 const WinogradShape &shape, int64_t begin, int64_t end, float *packed)
{
    constexpr int n = Tile + 2;
    const int64_t panels = (shape.outputs + kPanel - 1) / kPanel;
    for (int64_t panel = begin; panel < end; ++panel) {
        for (int64_t c = 0; c < shape.channels; ++c) {
            float taps[9][kPanel];
            for (int64_t lane = 0; lane < kPanel; ++lane) {
                const int64_t output = panel * kPanel + lane;
                const float *from = weight + output * outputStride + c * channelStride;
                for (int64_t tap = 0; tap < 9; ++tap)
                    taps[tap][lane] = output < shape.outputs ? from[tap * tapStride] : 0.0f;
            }
            for (int64_t half = 0; half < kPanel; half += kLanes) {
                Vec rows[n][3]; // transformed down the columns
                for (int x = 0; x < 3; ++x) {
                    const Vec g[3] = {load(taps[x] + half), load(taps[3 + x] + half),
                                      load(taps[6 + x] + half)};
                    Vec u[n];
                    Transform<Tile>::weight(g, u);
                    for (int i = 0; i < n; ++i)
                        rows[i][x] = u[i];
                }
                for (int i = 0; i < n; ++i) {
                    Vec u[n];
                    Transform<Tile>::weight(rows[i], u);
                    for (int j = 0; j < n; ++j)
                        store(packed + (((i * n + j) * panels + panel) * shape.channels + c) * kPanel + half,
                              u[j]);
                }
            }
        }
    }
}

template <int Tile>
void transformInput(const float *x, const float *zeros, const WinogradShape &shape, int64_t begin,
                    int64_t end, int64_t first, int64_t rows, float *transformed)
{
    constexpr int n = Tile + 2;
    const int64_t across = shape.tilesAcross(), perPicture = across * shape.tilesDown(),
                  channels = shape.channels;
    for (int64_t tile = begin; tile < end; ++tile) {
        const int64_t picture = tile / perPicture, within = tile % perPicture;
        const int64_t top = within / across * Tile - 1, left = within % across * Tile - 1;
        const float *from[n][n];
        for (int i = 0; i < n; ++i)
            for (int j = 0; j < n; ++j) {
                const bool isInside =
                    top + i >= 0 && top + i < shape.height && left + j >= 0 && left + j < shape.width;
                from[i][j] =
                    isInside ? x + ((picture * shape.height + top + i) * shape.width + left + j) * channels
                             : zeros;
            }
        float *to = transformed + (tile - first) * channels;
        for (int64_t c = 0; c < channels; c += kLanes) {
            Vec columns[n][n];
            for (int j = 0; j < n; ++j) {
                Vec d[n], v[n];
                for (int i = 0; i < n; ++i)
                    d[i] = load(from[i][j] + c);
                Transform<Tile>::input(d, v);
                for (int i = 0; i < n; ++i)
                    columns[i][j] = v[i];
            }
            for (int i = 0; i < n; ++i) {
                Vec v[n];
                Transform<Tile>::input(columns[i], v);
                for (int j = 0; j < n; ++j)
                    store(to + (i * n + j) * rows * channels + c, v[j]);
            }
        }
    }
}

template <int Rows>
void multiplyRows(const float *a, const float *panel, int64_t depth, float *product, int64_t stride)
{
    Vec sum[Rows][2] = {};
    for (int64_t k = 0; k < depth; ++k, panel += kPanel) {
        const Vec left = load(panel), right = load(panel + kLanes);
#pragma GCC unroll 16
        for (int row = 0; row < Rows; ++row) {
            const float value = a[row * depth + k];
            sum[row][0] += value * left;
            sum[row][1] += value * right;
        }
    }
#pragma GCC unroll 16
    for (int row = 0; row < Rows; ++row) {
        store(product + row * stride, sum[row][0]);
        store(product + row * stride + kLanes, sum[row][1]);
    }
}

using MultiplyRows = void (*)(const float *, const float *, int64_t, float *, int64_t);
#if ARMATURE_LANES == 16
constexpr MultiplyRows kMultiply[] = {nullptr,         multiplyRows<1>, multiplyRows<2>,  multiplyRows<3>,
                                      multiplyRows<4>, multiplyRows<5>, multiplyRows<6>,  multiplyRows<7>,
                                      multiplyRows<8>, multiplyRows<9>, multiplyRows<10>, multiplyRows<11>,
                                      multiplyRows<12>};
constexpr int64_t kMostRows = 12; // 24 sums, two columns of the panel and one value fill the registers
#else
constexpr MultiplyRows kMultiply[] = {nullptr,         multiplyRows<1>, multiplyRows<2>, multiplyRows<3>,
                                      multiplyRows<4>, multiplyRows<5>, multiplyRows<6>};
constexpr int64_t kMostRows = 6;
#endif

void multiply(const float *transformed, const float *packed, int64_t rows, int64_t depth, int64_t begin,
              int64_t end, int64_t paddedOutputs, float *product)
{
    const int64_t blocks = (rows + kMostRows - 1) / kMostRows, fewer = rows / blocks, larger = rows % blocks;
    for (int64_t panel = begin; panel < end; ++panel) {
        int64_t row = 0;
        for (int64_t block = 0; block < blocks; ++block) {
            const int64_t count = fewer + (block < larger ? 1 : 0);
            kMultiply[count](transformed + row * depth, packed + panel * depth * kPanel, depth,
                             product + row * paddedOutputs + panel * kPanel, paddedOutputs);
            row += count;
        }
    }
}

template <int Tile>
void transformOutput(const float *product, const float *bias, const float *pictureBias, const float *addend,
                     const WinogradShape &shape, int64_t begin, int64_t end, int64_t first, int64_t rows,
                     int64_t paddedOutputs, float *y)
{
    constexpr int n = Tile + 2;
    const int64_t across = shape.tilesAcross(), perPicture = across * shape.tilesDown(),
                  outputs = shape.outputs;
    for (int64_t tile = begin; tile < end; ++tile) {
        const int64_t picture = tile / perPicture, within = tile % perPicture;
        const int64_t top = within / across * Tile, left = within % across * Tile;
        const int64_t height = shape.height - top < Tile ? shape.height - top : Tile;
        const int64_t width = shape.width - left < Tile ? shape.width - left : Tile;
        const float *from = product + (tile - first) * paddedOutputs;
        const int64_t corner = ((picture * shape.height + top) * shape.width + left) * outputs;
        for (int64_t c = 0; c < outputs; c += kLanes) {
            Vec columns[Tile][n];
            for (int j = 0; j < n; ++j) {
                Vec m[n], out[Tile];
                for (int i = 0; i < n; ++i)
                    m[i] = load(from + (i * n + j) * rows * paddedOutputs + c);
                Transform<Tile>::output(m, out);
                for (int i = 0; i < Tile; ++i)
                    columns[i][j] = out[i];
            }
            Vec shift = load(bias + c);
            if (pictureBias)
                shift += load(pictureBias + picture * outputs + c);
            for (int64_t i = 0; i < height; ++i) {
                Vec out[Tile];
                Transform<Tile>::output(columns[i], out);
                for (int64_t j = 0; j < width; ++j) {
                    const int64_t at = corner + (i * shape.width + j) * outputs + c;
                    store(y + at, addend ? out[j] + shift + load(addend + at) : out[j] + shift);
                }
            }
        }
    }
}

#define ARMATURE_BY_TILE(function, ...)                                                                      \
    (shape.tile == 1   ? function<1>(__VA_ARGS__)                                                            \
     : shape.tile == 2 ? function<2>(__VA_ARGS__)                                                            \
                       : function<4>(__VA_ARGS__))

void packAny(const float *weight, int64_t outputStride, int64_t channelStride, int64_t tapStride,
             const WinogradShape &shape, int64_t begin, int64_t end, float *packed)
{
    ARMATURE_BY_TILE(packWeights, weight, outputStride, channelStride, tapStride, shape, begin, end, packed);
}

void inputAny(const float *x, const float *zeros, const WinogradShape &shape, int64_t begin, int64_t end,
              int64_t first, int64_t rows, float *transformed)
{
    ARMATURE_BY_TILE(transformInput, x, zeros, shape, begin, end, first, rows, transformed);
}

void outputAny(const float *product, const float *bias, const float *pictureBias, const float *addend,
               const WinogradShape &shape, int64_t begin, int64_t end, int64_t first, int64_t rows,
               int64_t paddedOutputs, float *y)
{
    ARMATURE_BY_TILE(transformOutput, product, bias, pictureBias, addend, shape, begin, end, first, rows,
                     paddedOutputs, y);
}

constexpr WinogradKernels kWinogradKernels{kPanel, packAny, inputAny, multiply, outputAny};

} // namespace

} // namespace armature
