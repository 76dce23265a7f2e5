// ONNX operators that move numbers about: shapes, slices, joins.
#include "core/nn/annotators/onnx_operators.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace armature {

namespace {

using Tensors = std::vector<at::Tensor>;
using Numbers = std::vector<int64_t>;

Tensors reshape(const OnnxCall &call)
{
    const auto &x = call.in(0);
    auto shape = call.numbers(1, "shape");
    const bool keepsZeros = call.number("allowzero", 0) != 0;
    for (size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == 0 && !keepsZeros)
            shape[i] = x.size(int64_t(i));
    return {x.reshape(shape)};
}

Tensors flatten(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto axis = call.number("axis", 1);
    int64_t rows = 1;
    for (int64_t i = 0; i < (axis < 0 ? axis + x.dim() : axis); ++i)
        rows *= x.size(i);
    return {x.reshape({rows, rows == 0 ? 0 : x.numel() / rows})};
}

Tensors transpose(const OnnxCall &call)
{
    Numbers order(size_t(call.in(0).dim()));
    std::iota(order.rbegin(), order.rend(), 0);
    return {call.in(0).permute(call.numbers("perm", order))};
}

Tensors concat(const OnnxCall &call)
{
    for (size_t i = 0; i < call.count(); ++i)
        call.in(i);
    return {at::cat(call.inputs, onnxAxis(call.number("axis", 0), call.in(0).dim()))};
}

Tensors split(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto axis = onnxAxis(call.number("axis", 0), x.dim());
    auto sizes = call.numbers(1, "split");
    if (sizes.empty()) {
        const auto parts = int64_t(call.node.outputs.size()), each = (x.size(axis) + parts - 1) / parts;
        for (int64_t i = 0; i < parts; ++i)
            sizes.push_back(std::clamp<int64_t>(x.size(axis) - i * each, 0, each));
    }
    return at::split_with_sizes(x, sizes, axis);
}

Tensors slice(const OnnxCall &call)
{
    auto x = call.in(0);
    const auto starts = call.numbers(1, "starts"), ends = call.numbers(2, "ends");
    Numbers every(starts.size());
    std::iota(every.begin(), every.end(), 0);
    const auto axes = call.numbers(3, "axes", every), steps = call.numbers(4, "", Numbers(starts.size(), 1));
    TORCH_CHECK(ends.size() == starts.size() && axes.size() == starts.size() && steps.size() == starts.size(),
                "the settings of a slice do not fit together");
    for (size_t i = 0; i < starts.size(); ++i) {
        const auto axis = onnxAxis(axes[i], x.dim()), size = x.size(axis);
        const auto place = [&](int64_t at, int64_t low, int64_t high) {
            return std::clamp(at < 0 && at >= -size ? at + size : at, low, high);
        };
        TORCH_CHECK(steps[i] != 0, "a slice without a step");
        if (steps[i] > 0) {
            const auto begin = place(starts[i], 0, size);
            x = at::slice(x, axis, begin, std::max(begin, place(ends[i], 0, size)), steps[i]);
            continue;
        }
        Numbers places;
        const auto last = ends[i] < -size ? -1 : place(ends[i], -1, size - 1);
        for (auto at = place(starts[i], 0, size - 1); at > last; at += steps[i])
            places.push_back(at);
        x = x.index_select(axis, at::tensor(places, at::kLong).to(x.device()));
    }
    return {x};
}

Tensors squeeze(const OnnxCall &call)
{
    auto x = call.in(0);
    auto axes = call.numbers(1, "axes");
    if (axes.empty())
        return {x.squeeze()};
    for (auto &axis : axes)
        axis = onnxAxis(axis, x.dim());
    return {at::squeeze(x, axes)};
}

Tensors unsqueeze(const OnnxCall &call)
{
    auto x = call.in(0);
    auto axes = call.numbers(1, "axes");
    const auto dimensions = x.dim() + int64_t(axes.size());
    for (auto &axis : axes)
        axis = onnxAxis(axis, dimensions);
    std::sort(axes.begin(), axes.end());
    for (const auto axis : axes)
        x = x.unsqueeze(axis);
    return {x};
}

Tensors gather(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto axis = onnxAxis(call.number("axis", 0), x.dim());
    const auto places = call.in(1).to(x.device(), at::kLong);
    const auto whole = at::where(places < 0, places + x.size(axis), places);
    auto shape = x.sizes().slice(0, size_t(axis)).vec();
    for (const auto side : places.sizes())
        shape.push_back(side);
    for (int64_t i = axis + 1; i < x.dim(); ++i)
        shape.push_back(x.size(i));
    onnxCheckSize(shape);
    return {x.index_select(axis, whole.reshape({-1})).reshape(shape)};
}

Tensors expand(const OnnxCall &call)
{
    auto shape = call.numbers(1, "shape");
    onnxCheckSize(shape);
    const auto &x = call.in(0);
    while (int64_t(shape.size()) < x.dim())
        shape.insert(shape.begin(), 1);
    for (int64_t i = 0; i < x.dim(); ++i) // a side of 1 asks for nothing
        if (auto &side = shape[shape.size() - size_t(x.dim()) + size_t(i)]; side == 1)
            side = x.size(i);
    return {x.expand(shape)};
}

Tensors tile(const OnnxCall &call)
{
    const auto &x = call.in(0);
    const auto times = call.numbers(1, "repeats");
    Numbers shape;
    for (size_t i = 0; i < times.size(); ++i) {
        TORCH_CHECK(int64_t(i) < x.dim() && times[i] >= 0 && times[i] <= kOnnxMostElements,
                    "not as many sides");
        shape.push_back(times[i] * x.size(int64_t(i)));
    }
    onnxCheckSize(shape);
    return {x.repeat(times)};
}

Tensors constantOfShape(const OnnxCall &call)
{
    const auto shape = onnxNumbers(call.in(0));
    onnxCheckSize(shape);
    const auto *value = call.find("value");
    if (!value || !value->tensor)
        return {at::zeros(shape)};
    return {tensorOf(*value->tensor).reshape({1}).expand(shape).clone()};
}

Tensors constant(const OnnxCall &call)
{
    if (const auto *value = call.find("value"); value && value->tensor)
        return {tensorOf(*value->tensor)};
    if (const auto *value = call.find("value_float"))
        return {at::scalar_tensor(value->real, at::kFloat)};
    if (const auto *value = call.find("value_int"))
        return {at::scalar_tensor(value->number, at::kLong)};
    if (const auto *value = call.find("value_floats"))
        return {at::tensor(value->reals)};
    if (const auto *value = call.find("value_ints"))
        return {at::tensor(value->numbers, at::kLong)};
    TORCH_CHECK(false, "a constant without a number");
}

Tensors range(const OnnxCall &call)
{
    const auto start = call.in(0), end = call.in(1), step = call.in(2);
    const double width = step.item<double>();
    TORCH_CHECK(width != 0, "a range without a step");
    const double count = std::ceil((end.item<double>() - start.item<double>()) / width);
    TORCH_CHECK(count <= double(kOnnxMostElements), "not enough memory for this range");
    const auto places = at::arange(int64_t(std::max(count, 0.0)), at::TensorOptions(start.scalar_type()));
    return {places * step.item() + start.item()};
}

Tensors shape(const OnnxCall &call)
{
    const auto sides = call.in(0).sizes();
    const auto count = int64_t(sides.size());
    const auto place = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + count : at, 0, count); };
    const auto begin = place(call.number("start", 0)), end = place(call.number("end", count));
    return {at::tensor(sides.slice(size_t(begin), size_t(std::max(begin, end) - begin)), at::kLong)};
}

} // namespace

#define ARMATURE_ONNX(expression) [](const OnnxCall &c) -> Tensors { return {expression}; }

const OnnxTable &onnxShapeFunctions()
{
    static const OnnxTable table{{"Concat", concat},
                                 {"Constant", constant},
                                 {"ConstantOfShape", constantOfShape},
                                 {"Dropout", ARMATURE_ONNX(c.in(0))},
                                 {"Expand", expand},
                                 {"Flatten", flatten},
                                 {"Gather", gather},
                                 {"Identity", ARMATURE_ONNX(c.in(0))},
                                 {"Range", range},
                                 {"Reshape", reshape},
                                 {"Shape", shape},
                                 {"Slice", slice},
                                 {"Split", split},
                                 {"Squeeze", squeeze},
                                 {"Tile", tile},
                                 {"Transpose", transpose},
                                 {"Unsqueeze", unsqueeze}};
    return table;
}

#undef ARMATURE_ONNX

} // namespace armature
