// ONNX operators that look at pictures: convolutions, pools, norms over channels, resizing.
#include "core/nn/annotators/onnx_operators.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace armature {

namespace {

using Tensors = std::vector<at::Tensor>;
using Numbers = std::vector<int64_t>;

// Of the windows of convolutions and pools: [before of each axis, after of each axis].
struct Window
{
    Numbers kernel, strides, dilations, before, after;
    bool isEven() const { return before == after; }
};

Window windowOf(const OnnxCall &call, const at::Tensor &x, Numbers kernel)
{
    const auto axes = kernel.size();
    TORCH_CHECK(axes > 0 && x.dim() == int64_t(axes) + 2, "a window of other dimensions than the picture");
    Window window{std::move(kernel), call.numbers("strides", Numbers(axes, 1)),
                  call.numbers("dilations", Numbers(axes, 1)), Numbers(axes, 0), Numbers(axes, 0)};
    const auto pads = call.numbers("pads", Numbers(2 * axes, 0));
    TORCH_CHECK(window.strides.size() == axes && window.dilations.size() == axes && pads.size() == 2 * axes,
                "settings of a window do not fit together");
    const auto automatic = call.text("auto_pad", "NOTSET");
    for (size_t i = 0; i < axes; ++i) {
        TORCH_CHECK(window.strides[i] > 0 && window.dilations[i] > 0 && window.kernel[i] > 0 &&
                        pads[i] >= 0 && pads[i + axes] >= 0,
                    "a window without size");
        window.before[i] = pads[i];
        window.after[i] = pads[i + axes];
        if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
            const int64_t size = x.size(int64_t(i) + 2), stride = window.strides[i],
                          reach = (window.kernel[i] - 1) * window.dilations[i] + 1;
            const int64_t total =
                std::max<int64_t>(((size + stride - 1) / stride - 1) * stride + reach - size, 0);
            window.before[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
            window.after[i] = total - window.before[i];
        }
    }
    return window;
}

at::Tensor padded(const at::Tensor &x, Window &window, double fill)
{
    Numbers amounts;
    for (size_t i = window.kernel.size(); i-- > 0;) {
        amounts.push_back(window.before[i]);
        amounts.push_back(window.after[i]);
    }
    std::fill(window.before.begin(), window.before.end(), 0);
    std::fill(window.after.begin(), window.after.end(), 0);
    return at::constant_pad_nd(x, amounts, fill);
}

Tensors conv(const OnnxCall &call)
{
    const auto &weight = call.in(1);
    auto x = call.in(0);
    auto window = windowOf(call, x, weight.sizes().slice(2).vec());
    if (!window.isEven())
        x = padded(x, window, 0);
    const auto bias = call.has(2) ? std::optional(call.inputs[2]) : std::nullopt;
    return {at::convolution(x, weight, bias, window.strides, window.before, window.dilations, false,
                            Numbers(window.kernel.size(), 0), call.number("group", 1))};
}

Tensors convTranspose(const OnnxCall &call)
{
    const auto &weight = call.in(1);
    const auto &x = call.in(0);
    const auto window = windowOf(call, x, weight.sizes().slice(2).vec());
    TORCH_CHECK(window.isEven() && !call.find("output_shape"), "an uneven transposed convolution");
    const auto bias = call.has(2) ? std::optional(call.inputs[2]) : std::nullopt;
    return {at::convolution(x, weight, bias, window.strides, window.before, window.dilations, true,
                            call.numbers("output_padding", Numbers(window.kernel.size(), 0)),
                            call.number("group", 1))};
}

Tensors maxPool(const OnnxCall &call)
{
    auto x = call.in(0);
    auto window = windowOf(call, x, call.numbers("kernel_shape"));
    TORCH_CHECK(window.kernel.size() == 2, "a pool that is not of a picture");
    bool isSmall = window.isEven();
    for (size_t i = 0; i < 2; ++i)
        isSmall = isSmall && window.before[i] <= window.kernel[i] / 2;
    if (!isSmall)
        x = padded(x, window, -std::numeric_limits<double>::infinity());
    return {at::max_pool2d(x, window.kernel, window.strides, window.before, window.dilations,
                           call.number("ceil_mode", 0) != 0)};
}

Tensors averagePool(const OnnxCall &call)
{
    auto x = call.in(0);
    auto window = windowOf(call, x, call.numbers("kernel_shape"));
    const bool countsPadding = call.number("count_include_pad", 0) != 0;
    TORCH_CHECK(window.kernel.size() == 2 && (window.isEven() || countsPadding),
                "a pool with uneven padding");
    if (!window.isEven())
        x = padded(x, window, 0);
    return {at::avg_pool2d(x, window.kernel, window.strides, window.before, call.number("ceil_mode", 0) != 0,
                           countsPadding)};
}

Tensors batchNorm(const OnnxCall &call)
{
    constexpr double kUnused = 0.1;
    return {at::batch_norm(call.in(0), call.in(1), call.in(2), call.in(3), call.in(4), false, kUnused,
                           call.real("epsilon", 1e-5), false)};
}

Tensors instanceNorm(const OnnxCall &call)
{
    constexpr double kUnused = 0.1;
    return {at::instance_norm(call.in(0), call.in(1), call.in(2), {}, {}, true, kUnused,
                              call.real("epsilon", 1e-5), false)};
}

Tensors layerNorm(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto axis = onnxAxis(call.number("axis", -1), x.dim());
    const auto bias = call.has(2) ? std::optional(call.inputs[2]) : std::nullopt;
    return {at::layer_norm(x, x.sizes().slice(size_t(axis)), call.in(1), bias, call.real("epsilon", 1e-5))};
}

// The sizes that a Resize or Upsample of a picture is to give.
Numbers sizesFor(const OnnxCall &call)
{
    const auto &x = call.in(0);
    constexpr int64_t kHasRoi = 11;
    const bool isNew = call.node.op == "Resize" && call.opset >= kHasRoi;
    if (isNew && call.has(3) && call.inputs[3].numel() > 0)
        return onnxNumbers(call.inputs[3]);
    const auto *attribute = call.find("scales");
    const size_t place = isNew ? 2 : 1;
    TORCH_CHECK(call.has(place) || attribute, "a resize that says no size");
    const auto scales = call.has(place) ? call.inputs[place].to(at::kCPU, at::kFloat).contiguous()
                                        : at::tensor(attribute->reals);
    TORCH_CHECK(scales.numel() == x.dim(), "a resize of other dimensions");
    Numbers sizes;
    for (int64_t i = 0; i < x.dim(); ++i)
        sizes.push_back(int64_t(std::floor(double(x.size(i)) * double(scales.const_data_ptr<float>()[i]))));
    return sizes;
}

Tensors resize(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto sizes = sizesFor(call);
    onnxCheckSize(sizes);
    TORCH_CHECK(x.dim() == 4 && sizes.size() == 4 && sizes[0] == x.size(0) && sizes[1] == x.size(1) &&
                    sizes[2] > 0 && sizes[3] > 0,
                "a resize that is not of a picture");
    const Numbers size{sizes[2], sizes[3]};
    const auto mode = call.text("mode", "nearest");
    const auto places =
        call.text("coordinate_transformation_mode", call.opset < 11 ? "asymmetric" : "half_pixel");
    if (mode == "nearest") {
        const bool isWhole = size[0] % x.size(2) == 0 && size[1] % x.size(3) == 0;
        TORCH_CHECK(isWhole || places == "asymmetric", "a resize by nearest places that is not whole");
        return {at::upsample_nearest2d(x, size)};
    }
    TORCH_CHECK(places == "half_pixel" || places == "pytorch_half_pixel" || places == "align_corners",
                "a resize by places that are not known: ", places);
    if (mode == "linear")
        return {at::upsample_bilinear2d(x, size, places == "align_corners")};
    TORCH_CHECK(mode == "cubic", "a resize of a kind that is not known: ", mode);
    return {at::upsample_bicubic2d(x, size, places == "align_corners")};
}

Tensors pad(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto amounts = call.numbers(1, "pads");
    const auto axes = size_t(x.dim());
    TORCH_CHECK(amounts.size() == 2 * axes && !call.has(3), "padding of other dimensions");
    Numbers inner, shape = x.sizes().vec();
    for (size_t i = axes; i-- > 0;) {
        inner.push_back(amounts[i]);
        inner.push_back(amounts[i + axes]);
        shape[i] += amounts[i] + amounts[i + axes];
    }
    onnxCheckSize(shape);
    const auto mode = call.text("mode", "constant");
    if (mode == "constant") {
        const double fill = call.has(2) ? call.inputs[2].item<double>() : call.real("value", 0);
        return {at::constant_pad_nd(x, inner, fill)};
    }
    TORCH_CHECK(axes == 4 && inner[4] == 0 && inner[5] == 0 && inner[6] == 0 && inner[7] == 0,
                "padding that is not of a picture");
    inner.resize(4);
    TORCH_CHECK(mode == "reflect" || mode == "edge", "padding of a kind that is not known: ", mode);
    return {mode == "reflect" ? at::reflection_pad2d(x, inner) : at::replication_pad2d(x, inner)};
}

Tensors depthToSpace(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto block = call.number("blocksize", 1);
    TORCH_CHECK(block > 0 && x.dim() == 4 && x.size(1) % (block * block) == 0, "a block that does not fit");
    if (call.text("mode", "DCR") == "CRD")
        return {at::pixel_shuffle(x, block)};
    const int64_t n = x.size(0), c = x.size(1) / (block * block), h = x.size(2), w = x.size(3);
    return {x.reshape({n, block, block, c, h, w})
                .permute({0, 3, 4, 1, 5, 2})
                .reshape({n, c, h * block, w * block})};
}

Tensors spaceToDepth(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto b = call.number("blocksize", 1);
    TORCH_CHECK(b > 0 && x.dim() == 4 && x.size(2) % b == 0 && x.size(3) % b == 0,
                "a block that does not fit");
    const int64_t n = x.size(0), c = x.size(1), h = x.size(2) / b, w = x.size(3) / b;
    return {x.reshape({n, c, h, b, w, b}).permute({0, 3, 5, 1, 2, 4}).reshape({n, c * b * b, h, w})};
}

} // namespace

#define ARMATURE_ONNX(expression) [](const OnnxCall &c) -> Tensors { return {expression}; }

const OnnxTable &onnxWindowFunctions()
{
    static const OnnxTable table{{"AveragePool", averagePool},
                                 {"BatchNormalization", batchNorm},
                                 {"Conv", conv},
                                 {"ConvTranspose", convTranspose},
                                 {"DepthToSpace", depthToSpace},
                                 {"GlobalAveragePool", ARMATURE_ONNX(at::mean(c.in(0), {2, 3}, true))},
                                 {"GlobalMaxPool", ARMATURE_ONNX(at::amax(c.in(0), {2, 3}, true))},
                                 {"InstanceNormalization", instanceNorm},
                                 {"LayerNormalization", layerNorm},
                                 {"MaxPool", maxPool},
                                 {"Pad", pad},
                                 {"Resize", resize},
                                 {"SpaceToDepth", spaceToDepth},
                                 {"Upsample", resize}};
    return table;
}

#undef ARMATURE_ONNX

} // namespace armature
