#include "core/nn/annotators/tflite_network.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

namespace {

at::Tensor constantFrom(const TfliteTensor &tensor, const std::byte *bytes)
{
    const auto type = tensor.type == TfliteType::F32   ? at::kFloat
                      : tensor.type == TfliteType::F16 ? at::kHalf
                                                       : at::kInt;
    // from_blob wants a mutable pointer; the clone is what is kept.
    return at::from_blob(const_cast<std::byte *>(bytes), tensor.shape, at::TensorOptions(type)).clone();
}

at::Tensor activated(TfliteActivation activation, at::Tensor x)
{
    switch (activation) {
    case TfliteActivation::None:
        return x;
    case TfliteActivation::Relu:
        return at::relu_(x);
    case TfliteActivation::ReluN1To1:
        return at::clamp_(x, -1, 1);
    case TfliteActivation::Relu6:
        return at::clamp_(x, 0, 6);
    }
    return x;
}

// TFLite keeps pictures as [N, H, W, C]; the same memory is ATen's channels-last [N, C, H, W].
at::Tensor toMaps(const at::Tensor &x) { return x.permute({0, 3, 1, 2}); }
at::Tensor fromMaps(const at::Tensor &x) { return x.permute({0, 2, 3, 1}); }

// TensorFlow's SAME: the output is ceil(in / stride), an odd row of padding goes below and right.
at::Tensor padSame(const at::Tensor &maps, const TfliteOperator &op, int64_t kernelH, int64_t kernelW,
                   double fill)
{
    const auto total = [&](int64_t size, int64_t kernel, size_t axis) {
        const int64_t stride = op.stride[axis], reach = (kernel - 1) * op.dilation[axis] + 1;
        return std::max<int64_t>(((size + stride - 1) / stride - 1) * stride + reach - size, 0);
    };
    const int64_t h = total(maps.size(2), kernelH, 0), w = total(maps.size(3), kernelW, 1);
    if (!op.isPaddedSame || (h == 0 && w == 0))
        return maps;
    return at::constant_pad_nd(maps, {w / 2, w - w / 2, h / 2, h - h / 2}, fill);
}

at::Tensor convolve(const TfliteOperator &op, const std::vector<at::Tensor> &in)
{
    const bool isDepthwise = op.op == TfliteOp::DepthwiseConv2d;
    // [out, H, W, in], depthwise [1, H, W, out]
    const auto weight = isDepthwise ? in.at(1).permute({3, 0, 1, 2}) : toMaps(in.at(1));
    const auto maps = padSame(toMaps(in.at(0)), op, weight.size(2), weight.size(3), 0);
    const int64_t groups = isDepthwise ? maps.size(1) : 1;
    std::optional<at::Tensor> bias;
    if (in.size() > 2 && in[2].defined())
        bias = in[2];
    return activated(op.activation,
                     fromMaps(at::conv2d(maps, weight, bias, {op.stride[0], op.stride[1]},
                                         at::IntArrayRef{0, 0}, {op.dilation[0], op.dilation[1]}, groups)));
}

at::Tensor pool(const TfliteOperator &op, const at::Tensor &x)
{
    const auto maps =
        padSame(toMaps(x), op, op.window[0], op.window[1], -std::numeric_limits<double>::infinity());
    return activated(op.activation, fromMaps(at::max_pool2d(maps, {op.window[0], op.window[1]},
                                                            {op.stride[0], op.stride[1]})));
}

at::Tensor depthToSpace(const at::Tensor &x, int64_t block)
{
    const int64_t n = x.size(0), h = x.size(1), w = x.size(2), c = x.size(3) / (block * block);
    return x.reshape({n, h, w, block, block, c})
        .permute({0, 1, 3, 2, 4, 5})
        .reshape({n, h * block, w * block, c});
}

std::vector<int64_t> integers(const at::Tensor &x)
{
    const auto flat = x.to(at::kLong).reshape({-1}).contiguous();
    return {flat.const_data_ptr<int64_t>(), flat.const_data_ptr<int64_t>() + flat.numel()};
}

at::Tensor pad(const at::Tensor &x, const at::Tensor &amounts)
{
    auto outer = integers(amounts); // before, after for each dimension, the first one first
    std::vector<int64_t> inner;
    for (size_t i = outer.size() / 2; i-- > 0;) {
        inner.push_back(outer[2 * i]);
        inner.push_back(outer[2 * i + 1]);
    }
    return at::constant_pad_nd(x, inner, 0);
}

} // namespace

Result<TfliteNetwork> TfliteNetwork::create(TfliteGraph graph)
{
    TfliteNetwork network;
    network.m_constants.resize(graph.tensors.size());
    for (size_t i = 0; i < graph.tensors.size(); ++i) {
        const auto &tensor = graph.tensors[i];
        if (tensor.sparsity) {
            ARMATURE_TRY(auto dense, densify(tensor));
            network.m_constants[i] = constantFrom(tensor, dense.data());
        } else if (!tensor.data.empty()) {
            network.m_constants[i] = constantFrom(tensor, tensor.data.data());
        }
    }
    for (const auto &op : graph.operators) {
        const auto &source = network.m_constants[size_t(op.inputs[0])];
        const bool isUnpacking = op.op == TfliteOp::Dequantize || op.op == TfliteOp::Densify;
        if (isUnpacking && source.defined())
            network.m_constants[size_t(op.outputs[0])] =
                op.op == TfliteOp::Dequantize ? source.to(at::kFloat) : source;
        else
            network.m_steps.push_back(op);
    }
    network.m_lastUse.assign(graph.tensors.size(), 0);
    for (size_t step = 0; step < network.m_steps.size(); ++step)
        for (const auto input : network.m_steps[step].inputs)
            if (input >= 0)
                network.m_lastUse[size_t(input)] = step;
    for (const auto output : graph.outputs)
        network.m_lastUse[size_t(output)] = network.m_steps.size();
    if (graph.inputs.size() != 1 || graph.tensors[size_t(graph.inputs[0])].shape.size() != 4)
        return fail(ErrorCode::Unsupported, "This TensorFlow Lite network does not take one picture.",
                    "Use the .tflite files of mediapipe 0.10.14.");
    network.m_graph = std::move(graph);
    return network;
}

const std::vector<int64_t> &TfliteNetwork::inputShape() const
{
    return m_graph.tensors[size_t(m_graph.inputs[0])].shape;
}

std::vector<std::vector<int64_t>> TfliteNetwork::outputShapes() const
{
    std::vector<std::vector<int64_t>> shapes;
    for (const auto output : m_graph.outputs)
        shapes.push_back(m_graph.tensors[size_t(output)].shape);
    return shapes;
}

std::vector<at::Tensor> TfliteNetwork::operator()(const at::Tensor &input) const
{
    auto values = m_constants;
    values[size_t(m_graph.inputs[0])] = input;
    for (size_t step = 0; step < m_steps.size(); ++step) {
        const auto &op = m_steps[step];
        std::vector<at::Tensor> inputs;
        for (const auto place : op.inputs) {
            inputs.push_back(place < 0 ? at::Tensor() : values[size_t(place)]);
            TORCH_CHECK(place < 0 || inputs.back().defined(), "an operator runs before its input");
        }
        values[size_t(op.outputs[0])] = run(op, inputs);
        for (const auto place : op.inputs)
            if (place >= 0 && m_lastUse[size_t(place)] == step)
                values[size_t(place)].reset();
    }
    std::vector<at::Tensor> outputs;
    for (const auto place : m_graph.outputs) {
        outputs.push_back(values[size_t(place)]);
        TORCH_CHECK(outputs.back().defined(), "an output is never computed");
    }
    return outputs;
}

at::Tensor TfliteNetwork::run(const TfliteOperator &op, const std::vector<at::Tensor> &in) const
{
    switch (op.op) {
    case TfliteOp::Add:
        return activated(op.activation, in.at(0) + in.at(1));
    case TfliteOp::Concatenation:
        return activated(op.activation, at::cat(in, op.axis));
    case TfliteOp::Conv2d:
    case TfliteOp::DepthwiseConv2d:
        return convolve(op, in);
    case TfliteOp::DepthToSpace:
        return depthToSpace(in.at(0), op.blockSize);
    case TfliteOp::Dequantize:
        return in.at(0).to(at::kFloat);
    case TfliteOp::FullyConnected: {
        const auto &weight = in.at(1);
        const auto flat = op.keepDims ? in[0] : in[0].reshape({-1, weight.size(1)});
        std::optional<at::Tensor> bias;
        if (in.size() > 2 && in[2].defined())
            bias = in[2];
        return activated(op.activation, at::linear(flat, weight, bias));
    }
    case TfliteOp::Logistic:
        return at::sigmoid(in.at(0));
    case TfliteOp::MaxPool2d:
        return pool(op, in.at(0));
    case TfliteOp::Relu:
        return at::relu(in.at(0));
    case TfliteOp::Reshape:
        return in.at(0).reshape(m_graph.tensors[size_t(op.outputs[0])].shape);
    case TfliteOp::ResizeBilinear: {
        const auto size = integers(in.at(1));
        TORCH_CHECK(size.size() == 2 && size[0] > 0 && size[0] <= 4096 && size[1] > 0 && size[1] <= 4096);
        return fromMaps(at::upsample_bilinear2d(toMaps(in[0]), size, op.alignCorners));
    }
    case TfliteOp::Pad:
        return pad(in.at(0), in.at(1));
    case TfliteOp::Mean:
        return at::mean(in.at(0), integers(in.at(1)), op.keepDims);
    case TfliteOp::Prelu:
        return at::where(in.at(0) >= 0, in[0], in[0] * in.at(1));
    case TfliteOp::Densify:
        break;
    }
    TORCH_CHECK(false, "an operator where it cannot be");
}

} // namespace armature
