// ONNX operators that compute number by number, over axes, or as matrices.
#include "core/nn/annotators/onnx_operators.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace armature {

namespace {

using Tensors = std::vector<at::Tensor>;
using Numbers = std::vector<int64_t>;

Tensors gemm(const OnnxCall &call)
{
    const auto a = call.number("transA", 0) ? call.in(0).t() : call.in(0),
               b = call.number("transB", 0) ? call.in(1).t() : call.in(1);
    auto y = at::matmul(a, b) * call.real("alpha", 1);
    if (call.has(2))
        y = y + call.inputs[2] * call.real("beta", 1);
    return {y};
}

Tensors softmax(const OnnxCall &call, bool isLog)
{
    constexpr int64_t kPerAxis = 13; // before, everything from the axis on was one
    const auto &x = call.in(0);
    const auto run = [&](const at::Tensor &y, int64_t axis) {
        return isLog ? at::log_softmax(y, axis) : at::softmax(y, axis);
    };
    const auto axis = onnxAxis(call.number("axis", call.opset < kPerAxis ? 1 : -1), x.dim());
    if (call.opset >= kPerAxis)
        return {run(x, axis)};
    int64_t rows = 1;
    for (int64_t i = 0; i < axis; ++i)
        rows *= x.size(i);
    return {run(x.reshape({rows, -1}), 1).reshape(x.sizes())};
}

Tensors clip(const OnnxCall &call)
{
    constexpr int64_t kBoundsAreInputs = 11;
    std::optional<at::Scalar> low, high;
    if (call.opset < kBoundsAreInputs) {
        if (call.find("min"))
            low = call.real("min", 0);
        if (call.find("max"))
            high = call.real("max", 0);
    } else {
        if (call.has(1))
            low = call.inputs[1].item();
        if (call.has(2))
            high = call.inputs[2].item();
    }
    return {low || high ? at::clamp(call.in(0), low, high) : call.in(0)};
}

Tensors cast(const OnnxCall &call)
{
    switch (OnnxType(call.number("to", 1))) {
    case OnnxType::F64:
        return {call.in(0).to(at::kDouble)};
    case OnnxType::I64:
        return {call.in(0).to(at::kLong)};
    case OnnxType::I32:
        return {call.in(0).to(at::kInt)};
    case OnnxType::Bool:
        return {call.in(0).to(at::kBool)};
    case OnnxType::U8:
        return {call.in(0).to(at::kByte)};
    case OnnxType::I8:
        return {call.in(0).to(at::kChar)};
    case OnnxType::F16: // computed in whole numbers
    case OnnxType::F32:
        break;
    }
    return {call.in(0).to(at::kFloat)};
}

Tensors divide(const OnnxCall &call)
{
    const auto &a = call.in(0), &b = call.in(1);
    if (at::isIntegralType(a.scalar_type(), false) && at::isIntegralType(b.scalar_type(), false)) {
        TORCH_CHECK(!b.eq(0).any().item<bool>(), "a division by zero");
        if (b.eq(-1).any().item<bool>()) // the processor refuses to divide the smallest number by it
            return {at::where(b.eq(-1), a.neg(), at::div(a, at::where(b.eq(-1), 1, b), "trunc"))};
        return {at::div(a, b, "trunc")};
    }
    return {a / b};
}

using Reduction = at::Tensor (*)(const at::Tensor &, const Numbers &, bool);

template <Reduction reduction>
Tensors reduce(const OnnxCall &call)
{
    const auto &x = call.in(0);
    auto axes = call.numbers(1, "axes");
    if (axes.empty() && call.number("noop_with_empty_axes", 0) != 0)
        return {x};
    if (axes.empty()) {
        axes.resize(size_t(x.dim()));
        std::iota(axes.begin(), axes.end(), 0);
    }
    for (auto &axis : axes)
        axis = onnxAxis(axis, x.dim());
    return {reduction(x, axes, call.number("keepdims", 1) != 0)};
}

at::Tensor sumOver(const at::Tensor &x, const Numbers &axes, bool keep)
{
    return at::sum(x, axes, keep, x.scalar_type());
}
at::Tensor meanOver(const at::Tensor &x, const Numbers &axes, bool keep) { return at::mean(x, axes, keep); }
at::Tensor maxOver(const at::Tensor &x, const Numbers &axes, bool keep) { return at::amax(x, axes, keep); }
at::Tensor minOver(const at::Tensor &x, const Numbers &axes, bool keep) { return at::amin(x, axes, keep); }
at::Tensor lengthOver(const at::Tensor &x, const Numbers &axes, bool keep)
{
    return at::sqrt(at::sum(x * x, axes, keep));
}
at::Tensor squaresOver(const at::Tensor &x, const Numbers &axes, bool keep)
{
    return at::sum(x * x, axes, keep);
}
at::Tensor absoluteOver(const at::Tensor &x, const Numbers &axes, bool keep)
{
    return at::sum(at::abs(x), axes, keep);
}

Tensors argMax(const OnnxCall &call)
{
    const auto &x = call.in(0);
    return {at::argmax(x, onnxAxis(call.number("axis", 0), x.dim()), call.number("keepdims", 1) != 0)};
}

Tensors prelu(const OnnxCall &call)
{
    const auto &x = call.in(0);
    return {at::where(x >= 0, x, x * call.in(1))};
}

using Folding = at::Tensor (*)(const at::Tensor &, const at::Tensor &);
template <Folding folding>
Tensors fold(const OnnxCall &call)
{
    auto y = call.in(0);
    for (size_t i = 1; i < call.count(); ++i)
        y = folding(y, call.in(i));
    return {y};
}
at::Tensor smaller(const at::Tensor &a, const at::Tensor &b) { return at::minimum(a, b); }
at::Tensor larger(const at::Tensor &a, const at::Tensor &b) { return at::maximum(a, b); }
at::Tensor together(const at::Tensor &a, const at::Tensor &b) { return a + b; }

Tensors hardSigmoid(const OnnxCall &call)
{
    return {at::clamp(call.in(0) * call.real("alpha", 0.2) + call.real("beta", 0.5), 0, 1)};
}

Tensors power(const OnnxCall &call) { return {at::pow(call.in(0), call.in(1)).to(call.in(0).scalar_type())}; }

} // namespace

#define ARMATURE_ONNX(expression) [](const OnnxCall &c) -> Tensors { return {expression}; }

const OnnxTable &onnxNumberFunctions()
{
    static const OnnxTable table{
        {"Abs", ARMATURE_ONNX(at::abs(c.in(0)))},
        {"Add", ARMATURE_ONNX(c.in(0) + c.in(1))},
        {"And", ARMATURE_ONNX(at::logical_and(c.in(0), c.in(1)))},
        {"ArgMax", argMax},
        {"Cast", cast},
        {"Ceil", ARMATURE_ONNX(at::ceil(c.in(0)))},
        {"Clip", clip},
        {"Div", divide},
        {"Elu", ARMATURE_ONNX(at::elu(c.in(0), c.real("alpha", 1)))},
        {"Equal", ARMATURE_ONNX(at::eq(c.in(0), c.in(1)))},
        {"Erf", ARMATURE_ONNX(at::erf(c.in(0)))},
        {"Exp", ARMATURE_ONNX(at::exp(c.in(0)))},
        {"Floor", ARMATURE_ONNX(at::floor(c.in(0)))},
        {"Gemm", gemm},
        {"Greater", ARMATURE_ONNX(at::gt(c.in(0), c.in(1)))},
        {"GreaterOrEqual", ARMATURE_ONNX(at::ge(c.in(0), c.in(1)))},
        {"HardSigmoid", hardSigmoid},
        {"HardSwish", ARMATURE_ONNX(c.in(0) * at::clamp(c.in(0) / 6 + 0.5, 0, 1))},
        {"LeakyRelu", ARMATURE_ONNX(at::leaky_relu(c.in(0), c.real("alpha", 0.01)))},
        {"Less", ARMATURE_ONNX(at::lt(c.in(0), c.in(1)))},
        {"LessOrEqual", ARMATURE_ONNX(at::le(c.in(0), c.in(1)))},
        {"Log", ARMATURE_ONNX(at::log(c.in(0)))},
        {"LogSoftmax", [](const OnnxCall &call) { return softmax(call, true); }},
        {"MatMul", ARMATURE_ONNX(at::matmul(c.in(0), c.in(1)))},
        {"Max", fold<larger>},
        {"Min", fold<smaller>},
        {"Mul", ARMATURE_ONNX(c.in(0) * c.in(1))},
        {"Neg", ARMATURE_ONNX(at::neg(c.in(0)))},
        {"Not", ARMATURE_ONNX(at::logical_not(c.in(0)))},
        {"Or", ARMATURE_ONNX(at::logical_or(c.in(0), c.in(1)))},
        {"PRelu", prelu},
        {"Pow", power},
        {"Reciprocal", ARMATURE_ONNX(at::reciprocal(c.in(0)))},
        {"ReduceL1", reduce<absoluteOver>},
        {"ReduceL2", reduce<lengthOver>},
        {"ReduceMax", reduce<maxOver>},
        {"ReduceMean", reduce<meanOver>},
        {"ReduceMin", reduce<minOver>},
        {"ReduceSum", reduce<sumOver>},
        {"ReduceSumSquare", reduce<squaresOver>},
        {"Relu", ARMATURE_ONNX(at::relu(c.in(0)))},
        {"Round", ARMATURE_ONNX(at::round(c.in(0)))},
        {"Sigmoid", ARMATURE_ONNX(at::sigmoid(c.in(0)))},
        {"Sign", ARMATURE_ONNX(at::sign(c.in(0)))},
        {"Softmax", [](const OnnxCall &call) { return softmax(call, false); }},
        {"Softplus", ARMATURE_ONNX(at::softplus(c.in(0)))},
        {"Sqrt", ARMATURE_ONNX(at::sqrt(c.in(0)))},
        {"Sub", ARMATURE_ONNX(c.in(0) - c.in(1))},
        {"Sum", fold<together>},
        {"Tanh", ARMATURE_ONNX(at::tanh(c.in(0)))},
        {"Where", ARMATURE_ONNX(at::where(c.in(0).to(at::kBool), c.in(1), c.in(2)))}};
    return table;
}

#undef ARMATURE_ONNX

} // namespace armature
