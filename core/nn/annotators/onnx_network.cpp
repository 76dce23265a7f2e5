#include "core/nn/annotators/onnx_network.h"

#include "core/nn/annotators/onnx_operators.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

namespace armature {

namespace {

void checkSize(const at::Tensor &value, const std::string &op)
{
    TORCH_CHECK(!value.defined() || value.numel() <= kOnnxMostElements, "not enough memory for what ", op,
                " gives");
}

} // namespace

Result<OnnxNetwork> OnnxNetwork::create(OnnxGraph graph)
{
    std::set<std::string> unknown;
    for (const auto &node : graph.nodes)
        if (!onnxFunction(node.op))
            unknown.insert(node.op);
    if (!unknown.empty()) {
        std::string names;
        for (const auto &name : unknown)
            names += (names.empty() ? "" : ", ") + name;
        return fail(ErrorCode::Unsupported,
                    "This ONNX model uses operators that are not known here: " + names + ".",
                    "Use the file that the list of weights names.");
    }
    OnnxNetwork network;
    network.m_constants.resize(graph.values.size());
    for (const auto &[place, constant] : graph.constants)
        if (place >= 0)
            network.m_constants[size_t(place)] = tensorOf(constant);
    network.m_lastUse.assign(graph.values.size(), 0);
    for (size_t step = 0; step < graph.nodes.size(); ++step)
        for (const int input : graph.nodes[step].inputs)
            if (input >= 0)
                network.m_lastUse[size_t(input)] = step;
    for (const int output : graph.outputs)
        network.m_lastUse[size_t(output)] = graph.nodes.size();
    for (auto &node : graph.nodes) // what settings keep must outlive the file
        for (auto &[name, attribute] : node.attributes)
            if (attribute.tensor && !attribute.tensor->own) {
                auto &tensor = *attribute.tensor;
                tensor.own =
                    std::make_shared<std::vector<std::byte>>(tensor.bytes.begin(), tensor.bytes.end());
                tensor.bytes = *tensor.own;
            }
    graph.constants.clear();
    graph.file.reset();
    network.m_graph = std::move(graph);
    return network;
}

const std::vector<int64_t> &OnnxNetwork::inputShape(size_t index) const
{
    return m_graph.values[size_t(m_graph.inputs.at(index))].shape;
}

void OnnxNetwork::to(at::Device device)
{
    for (auto &constant : m_constants)
        if (constant.defined() && constant.is_floating_point() && constant.dim() > 0)
            constant = constant.to(device); // whole numbers say shapes and places, which are looked at here
}

std::vector<at::Tensor> OnnxNetwork::operator()(const at::Tensor &input) const
{
    auto values = m_constants;
    values[size_t(m_graph.inputs.front())] = input;
    for (size_t step = 0; step < m_graph.nodes.size(); ++step) {
        const auto &node = m_graph.nodes[step];
        OnnxCall call{node, m_graph.opset, {}};
        for (const int place : node.inputs) {
            call.inputs.push_back(place < 0 ? at::Tensor() : values[size_t(place)]);
            TORCH_CHECK(place < 0 || call.inputs.back().defined(), node.op, " runs before its input");
        }
        auto outputs = onnxFunction(node.op)(call);
        TORCH_CHECK(outputs.size() >= node.outputs.size() || node.outputs.size() <= 1, node.op,
                    " gives too little");
        for (size_t i = 0; i < std::min(outputs.size(), node.outputs.size()); ++i) {
            checkSize(outputs[i], node.op);
            if (node.outputs[i] >= 0)
                values[size_t(node.outputs[i])] = std::move(outputs[i]);
        }
        for (const int place : node.inputs)
            if (place >= 0 && m_lastUse[size_t(place)] == step)
                values[size_t(place)].reset();
    }
    std::vector<at::Tensor> outputs;
    for (const int place : m_graph.outputs) {
        outputs.push_back(values[size_t(place)]);
        TORCH_CHECK(outputs.back().defined(), "an output is never computed");
    }
    return outputs;
}

} // namespace armature
