#pragma once
// ONNX's operators on ATen (onnx/onnx, docs/Operators.md). Only for onnx_network.cpp and onnx_*.cpp.

#include "core/io/onnx_file.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <vector>

namespace armature {

// One operator at work: its inputs and settings, whatever the opset keeps where.
struct OnnxCall
{
    const OnnxNode &node;
    int64_t opset;
    std::vector<at::Tensor> inputs; // undefined where left out

    size_t count() const { return inputs.size(); }
    const at::Tensor &in(size_t index) const; // throws where there is none
    bool has(size_t index) const { return index < inputs.size() && inputs[index].defined(); }

    const OnnxAttribute *find(const char *name) const;
    int64_t number(const char *name, int64_t fallback) const;
    double real(const char *name, double fallback) const;
    std::string text(const char *name, const char *fallback) const;
    std::vector<int64_t> numbers(const char *name, std::vector<int64_t> fallback = {}) const;
    // Settings that became inputs in later opsets: from the input where it is there, else from the attribute.
    std::vector<int64_t> numbers(size_t input, const char *name, std::vector<int64_t> fallback = {}) const;
};

using OnnxFunction = std::vector<at::Tensor> (*)(const OnnxCall &);
using OnnxTable = std::map<std::string, OnnxFunction>;

const OnnxTable &onnxWindowFunctions(); // onnx_windows.cpp
const OnnxTable &onnxShapeFunctions();  // onnx_shapes.cpp
const OnnxTable &onnxNumberFunctions(); // onnx_numbers.cpp

constexpr int64_t kOnnxMostElements = int64_t(1) << 29; // of one value: 2 GB of floats

// What operators of all kinds need; they throw c10::Error where there is no such axis, or it would be too
// much.
std::vector<int64_t> onnxNumbers(const at::Tensor &x);
int64_t onnxAxis(int64_t axis, int64_t dimensions); // counted from the end where negative
void onnxCheckSize(at::IntArrayRef shape);

// nullptr for an operator that is not known.
OnnxFunction onnxFunction(const std::string &op);

at::Tensor tensorOf(const OnnxTensor &constant); // half numbers become whole ones, others stay

} // namespace armature
