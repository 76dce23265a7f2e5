#include "core/nn/prepared_conv.h"

#include "core/base/cpu_features.h"
#include "core/nn/kernels/winograd.h"
#include "core/nn/library_operator.h"
#include "core/nn/parameter.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace armature {

namespace {

constexpr int64_t kChunkBytes =
    12 << 20; // of a chunk's tiles, transformed and multiplied: a part of the last cache
constexpr int64_t kLeastRows = 128;      // of a chunk, so that the packed weights are not read too often
constexpr double kFlopsPerWeight = 32;   // that two cores do while one packed number comes from memory
constexpr int64_t kThreadValues = 16384; // fewer are not worth another thread
constexpr int64_t kThreadProducts = 1 << 18;
// A form that takes more memory than the one before it must cost less than this share of it: tiles of 2x2
// take 1.8 times the weights' bytes, tiles of 4x4 four times.
constexpr double kSmallTileShare = 0.55, kLargeTileShare = 0.65;

const LibraryOperator &convOperator()
{
    static const LibraryOperator found("mkldnn::_convolution_pointwise", 10);
    return found;
}

// The work of a convolution of `shape` for each pair of channels: multiplications, and packed weights from
// memory.
double winogradCost(const WinogradShape &shape)
{
    return double(shape.positions()) * (2.0 * double(shape.tiles()) + kFlopsPerWeight);
}

double directCost(const WinogradShape &shape)
{
    return 9 * (2.0 * double(shape.batch * shape.height * shape.width) + kFlopsPerWeight);
}

// The tile that is worth its memory for this shape; 1: none, directly.
int64_t bestTile(WinogradShape shape)
{
    const double direct = directCost(shape);
    shape.tile = 2;
    const double small = winogradCost(shape);
    shape.tile = 4;
    const double large = winogradCost(shape);
    if (large < kLargeTileShare * small && large < kLargeTileShare * kSmallTileShare * direct)
        return 4;
    return small < kSmallTileShare * direct ? 2 : 1;
}

at::Tensor packedForWinograd(const WinogradKernels &kernels, const at::Tensor &weight,
                             const WinogradShape &shape)
{
    const int64_t panels = (shape.outputs + kernels.panel - 1) / kernels.panel;
    const at::Tensor plain = weight.to(at::kFloat).contiguous();
    at::Tensor packed = at::empty({shape.positions(), panels, shape.channels, kernels.panel}, at::kFloat);
    at::parallel_for(0, panels, 1, [&](int64_t begin, int64_t end) {
        kernels.packWeights(plain.const_data_ptr<float>(), 9 * shape.channels, 9, 1, shape, begin, end,
                            packed.mutable_data_ptr<float>());
    });
    return packed;
}

// How many parts a thread takes at least, so that it has `enough` to do.
int64_t grainOf(int64_t enough, int64_t inPart)
{
    return std::max<int64_t>(1, enough / std::max<int64_t>(1, inPart));
}

const float *dataOf(const at::Tensor &tensor)
{
    return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

at::Tensor winogradConvolution(const WinogradKernels &kernels, const WinogradShape &shape,
                               const at::Tensor &input, const at::Tensor &packed, const at::Tensor &bias,
                               const ConvSum &sum)
{
    const int64_t panels = packed.size(1), padded = panels * kernels.panel, positions = shape.positions(),
                  channels = shape.channels;
    const int64_t rowBytes = positions * (channels + padded) * int64_t(sizeof(float));
    const int64_t chunk = std::min(shape.tiles(), std::max(kLeastRows, kChunkBytes / rowBytes));
    const at::Tensor zeros = at::zeros({channels}, at::kFloat);
    const at::Tensor transformed = at::empty({positions * chunk * channels}, at::kFloat);
    const at::Tensor product = at::empty({positions * chunk * padded}, at::kFloat);
    at::Tensor result = at::empty({shape.batch, shape.outputs, shape.height, shape.width},
                                  at::TensorOptions(at::kFloat), at::MemoryFormat::ChannelsLast);
    const float *x = input.const_data_ptr<float>(), *weights = packed.const_data_ptr<float>();
    float *tiles = transformed.mutable_data_ptr<float>(), *products = product.mutable_data_ptr<float>();
    for (int64_t first = 0; first < shape.tiles(); first += chunk) {
        const int64_t rows = std::min(chunk, shape.tiles() - first);
        at::parallel_for(first, first + rows, grainOf(kThreadValues, positions * channels),
                         [&](int64_t begin, int64_t end) {
                             kernels.transformInput(x, zeros.const_data_ptr<float>(), shape, begin, end,
                                                    first, rows, tiles);
                         });
        at::parallel_for(
            0, positions * panels, grainOf(kThreadProducts, rows * channels * kernels.panel),
            [&](int64_t begin, int64_t end) {
                for (int64_t at = begin; at < end;) { // a thread's share may begin and end within a position
                    const int64_t position = at / panels, last = std::min(end, (position + 1) * panels);
                    kernels.multiply(tiles + position * rows * channels,
                                     weights + position * padded * channels, rows, channels,
                                     at - position * panels, last - position * panels, padded,
                                     products + position * rows * padded);
                    at = last;
                }
            });
        at::parallel_for(
            first, first + rows, grainOf(kThreadValues, positions * padded), [&](int64_t begin, int64_t end) {
                kernels.transformOutput(products, bias.const_data_ptr<float>(), dataOf(sum.pictureBias),
                                        dataOf(sum.addend), shape, begin, end, first, rows, padded,
                                        result.mutable_data_ptr<float>());
            });
    }
    return result;
}

void addTo(at::Tensor &result, const ConvSum &sum)
{
    if (sum.pictureBias.defined())
        result.add_(sum.pictureBias.unsqueeze(-1).unsqueeze(-1));
    if (sum.addend.defined())
        result.add_(sum.addend);
}

} // namespace

bool PreparedConv::isPossible(at::ScalarType type)
{
    if (!at::globalContext().userEnabledMkldnn() || !convOperator())
        return false;
    return type == at::kFloat ||
           (type == at::kBFloat16 && (cpuFeatures().avx512Bf16 || cpuFeatures().amxBf16));
}

at::Tensor PreparedConv::run(const Parameter &weight, const at::Tensor &bias, const at::Tensor &x,
                             int64_t stride, int64_t padding, const ConvSum &sum)
{
    const at::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    WinogradShape shape{input.size(0), input.size(2), input.size(3), input.size(1), weight.shape[0], 4};
    const bool isPlain = weight.shape[2] == 3 && weight.shape[3] == 3 && stride == 1 && padding == 1 &&
                         input.scalar_type() == at::kFloat;
    const bool isEven = shape.channels % 16 == 0 && shape.outputs % 16 == 0;
    shape.tile = isPlain && isEven && winogradKernels() ? bestTile(shape) : 0;
    if (shape.tile)
        return runWinograd(weight, bias, input, shape, sum);
    at::Tensor result = runLibrary(weight, bias, input, stride, padding);
    addTo(result, sum);
    return result;
}

at::Tensor PreparedConv::runWinograd(const Parameter &weight, const at::Tensor &bias, const at::Tensor &x,
                                     const WinogradShape &shape, const ConvSum &sum)
{
    if (m_form != Form::Winograd || m_tile != shape.tile) {
        m_packed.reset(); // before the next is made, so that there are never two
        m_packed = packedForWinograd(*winogradKernels(), weight.value, shape);
        m_form = Form::Winograd;
        m_tile = shape.tile;
        weight.unload();
    }
    const auto last = [](const at::Tensor &map) {
        return map.defined() ? map.contiguous(at::MemoryFormat::ChannelsLast) : map;
    };
    const ConvSum inPlace{sum.pictureBias.defined() ? sum.pictureBias.contiguous() : sum.pictureBias,
                          last(sum.addend)};
    return winogradConvolution(*winogradKernels(), shape, x, m_packed, bias, inPlace);
}

at::Tensor PreparedConv::runLibrary(const Parameter &weight, const at::Tensor &bias, const at::Tensor &x,
                                    int64_t stride, int64_t padding)
{
    const std::vector<int64_t> steps{stride, stride}, margins{padding, padding}, dense{1, 1};
    if (m_form != Form::Library) {
        m_packed.reset();
        const at::Tensor plain = weight.value.to(x.scalar_type()).contiguous();
        m_packed = at::mkldnn_reorder_conv2d_weight(plain.to_mkldnn(), margins, steps, dense, 1, x.sizes());
        m_form = Form::Library;
        weight.unload();
    }
    return convOperator()({x, m_packed, LibraryOperator::optional(bias), margins, steps, dense, int64_t(1),
                           "none", LibraryOperator::noScalars(), c10::IValue()});
}

} // namespace armature
