#include "core/nn/frozen_ops.h"

#include "core/base/cpu_features.h"
#include "core/nn/kernels/fused.h"
#include "core/nn/library_operator.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace armature {

namespace {

constexpr int64_t kChunkPixels =
    256; // of a norm's parts: fixed, so that sums do not depend on the number of threads
constexpr int64_t kThreadValues = 16384; // fewer are not worth another thread

// How many parts of so many values each a thread takes at least.
int64_t grainOf(int64_t valuesOfPart)
{
    return std::max<int64_t>(1, kThreadValues / std::max<int64_t>(1, valuesOfPart));
}

struct ChannelMoments
{
    std::vector<double> sums, squares; // [B * C], about the pivots
};

ChannelMoments momentsOf(const FusedKernels &kernels, const float *x, int64_t batch, int64_t pixels,
                         int64_t channels)
{
    const int64_t parts = (pixels + kChunkPixels - 1) / kChunkPixels;
    const auto size = static_cast<size_t>(batch * parts * channels);
    std::vector<double> partSums(size), partSquares(size);
    at::parallel_for(0, batch * parts, grainOf(std::min(pixels, kChunkPixels) * channels),
                     [&](int64_t begin, int64_t end) {
                         for (int64_t at = begin; at < end; ++at) {
                             const int64_t picture = at / parts, first = at % parts * kChunkPixels;
                             const float *pivot = x + picture * pixels * channels;
                             kernels.addSums(pivot + first * channels, pivot,
                                             std::min(kChunkPixels, pixels - first), channels,
                                             partSums.data() + at * channels,
                                             partSquares.data() + at * channels);
                         }
                     });
    const auto total = static_cast<size_t>(batch * channels);
    ChannelMoments moments{std::vector<double>(total), std::vector<double>(total)};
    for (int64_t at = 0; at < batch * parts; ++at)
        for (int64_t c = 0; c < channels; ++c) {
            moments.sums[size_t(at / parts * channels + c)] += partSums[size_t(at * channels + c)];
            moments.squares[size_t(at / parts * channels + c)] += partSquares[size_t(at * channels + c)];
        }
    return moments;
}

} // namespace

at::Tensor frozenLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias)
{
    static const LibraryOperator linear("mkldnn::_linear_pointwise", 6);
    static const bool hasBf16 = cpuFeatures().avx512Bf16 || cpuFeatures().amxBf16;
    const at::ScalarType type = x.scalar_type();
    const bool isKnown = x.is_cpu() && (type == at::kFloat || (type == at::kBFloat16 && hasBf16)) &&
                         weight.scalar_type() == type && at::globalContext().userEnabledMkldnn() && linear;
    if (!isKnown)
        return at::linear(x, weight, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt);
    return linear({x.contiguous(), weight, LibraryOperator::optional(bias), "none",
                   LibraryOperator::noScalars(), c10::IValue()});
}

bool canFuseNorm(const at::Tensor &x)
{
    const FusedKernels *kernels = fusedKernels();
    return kernels && x.is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 4 &&
           x.size(1) % kernels->lanes == 0 && x.numel() > 0;
}

at::Tensor frozenGroupNorm(const at::Tensor &x, int64_t groups, const at::Tensor &weight,
                           const at::Tensor &bias, double eps, bool isActivated)
{
    const FusedKernels &kernels = *fusedKernels();
    const at::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const int64_t batch = x.size(0), channels = x.size(1), pixels = x.size(2) * x.size(3),
                  each = channels / groups;
    const float *from = input.const_data_ptr<float>(), *gains = weight.const_data_ptr<float>(),
                *offsets = bias.const_data_ptr<float>();
    const ChannelMoments moments = momentsOf(kernels, from, batch, pixels, channels);

    std::vector<float> scale(static_cast<size_t>(batch * channels)), shift(scale.size());
    const double count = double(pixels), all = count * double(each);
    for (int64_t first = 0; first < batch * channels; first += each) { // a group of a picture
        const float *pivot = from + first / channels * pixels * channels - first / channels * channels;
        double mean = 0, variance = 0;
        for (int64_t at = first; at < first + each; ++at)
            mean += (moments.sums[size_t(at)] + count * double(pivot[at])) / all;
        for (int64_t at = first; at < first + each; ++at) {
            const double distance = double(pivot[at]) - mean;
            variance += (moments.squares[size_t(at)] + 2 * distance * moments.sums[size_t(at)] +
                         count * distance * distance) /
                        all;
        }
        const double reciprocal = 1 / std::sqrt(std::max(variance, 0.0) + eps);
        for (int64_t at = first; at < first + each; ++at) {
            scale[size_t(at)] = float(double(gains[at % channels]) * reciprocal);
            shift[size_t(at)] =
                float(double(offsets[at % channels]) - mean * double(gains[at % channels]) * reciprocal);
        }
    }

    at::Tensor result = at::empty_like(input, input.options(), at::MemoryFormat::ChannelsLast);
    float *to = result.mutable_data_ptr<float>();
    const int64_t parts = (pixels + kChunkPixels - 1) / kChunkPixels;
    at::parallel_for(0, batch * parts, grainOf(std::min(pixels, kChunkPixels) * channels),
                     [&](int64_t begin, int64_t end) {
                         for (int64_t at = begin; at < end; ++at) {
                             const int64_t picture = at / parts, first = at % parts * kChunkPixels;
                             const int64_t offset = (picture * pixels + first) * channels;
                             kernels.scaleAndShift(from + offset, scale.data() + picture * channels,
                                                   shift.data() + picture * channels,
                                                   std::min(kChunkPixels, pixels - first), channels,
                                                   isActivated, to + offset);
                         }
                     });
    return result;
}

at::Tensor frozenGeglu(const at::Tensor &x)
{
    const FusedKernels *kernels = fusedKernels();
    const int64_t width = x.size(-1) / 2;
    if (!kernels || !x.is_cpu() || x.scalar_type() != at::kFloat || width % kernels->lanes != 0) {
        const auto halves = x.chunk(2, -1);
        return halves[0] * at::gelu(halves[1]);
    }
    const at::Tensor input = x.contiguous();
    std::vector<int64_t> shape = input.sizes().vec();
    shape.back() = width;
    at::Tensor result = at::empty(shape, input.options());
    const float *from = input.const_data_ptr<float>();
    float *to = result.mutable_data_ptr<float>();
    at::parallel_for(0, result.numel() / std::max<int64_t>(width, 1), grainOf(width),
                     [&](int64_t begin, int64_t end) {
                         kernels->geglu(from + begin * 2 * width, end - begin, width, to + begin * width);
                     });
    return result;
}

} // namespace armature
