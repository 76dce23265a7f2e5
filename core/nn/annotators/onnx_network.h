#pragma once
// Runs an ONNX graph on ATen, fp32: the operators that detectors and pose networks of pictures are made of,
// opsets 9 to 21. Files that others wrote run here and nowhere else; an operator can only compute, and none
// can ask for more memory than a picture network needs.

#include "core/io/onnx_file.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace armature {

class OnnxNetwork
{
public:
    // Constants are unpacked once. Errors: Unsupported, naming the operators that are not known.
    static Result<OnnxNetwork> create(OnnxGraph graph);

    // Of the graph's inputs and outputs, as far as it says; -1 for a side that may be any.
    const std::vector<int64_t> &inputShape(size_t index = 0) const;
    size_t inputCount() const { return m_graph.inputs.size(); }
    size_t outputCount() const { return m_graph.outputs.size(); }

    void to(at::Device device);
    // The graph's outputs for its first input. Throws c10::Error where the graph contradicts itself.
    std::vector<at::Tensor> operator()(const at::Tensor &input) const;

private:
    OnnxGraph m_graph;
    std::vector<at::Tensor> m_constants; // by value; undefined where computed
    std::vector<size_t> m_lastUse;       // by value: the node after which it can go
};

} // namespace armature
