#pragma once
// Runs a TensorFlow Lite graph on ATen: the sixteen operators that MediaPipe's networks are made of, fp32.

#include "core/io/tflite_file.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace armature {

class TfliteNetwork
{
public:
    // Constants are unpacked (fp16 to fp32, sparse to dense) once. Errors: Corrupt.
    static Result<TfliteNetwork> create(TfliteGraph graph);

    // [1, H, W, 3], as the graph's input says. Gives the outputs in the graph's order; throws c10::Error
    // where the graph contradicts itself.
    std::vector<at::Tensor> operator()(const at::Tensor &input) const;

    const std::vector<int64_t> &inputShape() const;
    std::vector<std::vector<int64_t>> outputShapes() const;

private:
    at::Tensor run(const TfliteOperator &op, const std::vector<at::Tensor> &inputs) const;

    TfliteGraph m_graph;
    std::vector<TfliteOperator> m_steps; // what remains once constants are unpacked
    std::vector<at::Tensor> m_constants; // by tensor; undefined where computed
    std::vector<size_t> m_lastUse;       // by tensor: the step after which it can go
};

} // namespace armature
