#pragma once
// ONNX's model files, as data: one graph of operators over tensors (onnx/onnx, onnx/onnx.proto). Torch-free.
// Nothing in a file is run here; what can run is what core/nn/annotators/onnx_network.h knows.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace armature {

enum class OnnxType {
    F32 = 1,
    U8 = 2,
    I8 = 3,
    I32 = 6,
    I64 = 7,
    Bool = 9,
    F16 = 10,
    F64 = 11
};                            // the format's numbers
size_t sizeOf(OnnxType type); // bytes

struct OnnxTensor
{
    OnnxType type = OnnxType::F32;
    std::vector<int64_t> shape;
    std::span<const std::byte> bytes;            // as many as the shape says; in the file, or in `own`
    std::shared_ptr<std::vector<std::byte>> own; // where the file spells the numbers one by one
};

struct OnnxAttribute
{
    int64_t number = 0;
    float real = 0;
    std::string text;
    std::vector<int64_t> numbers;
    std::vector<float> reals;
    std::optional<OnnxTensor> tensor;
};

struct OnnxNode
{
    std::string op;
    std::vector<int> inputs, outputs; // places in OnnxGraph::values; -1 where one is left out
    std::map<std::string, OnnxAttribute> attributes;
};

struct OnnxValue
{
    std::string name;
    std::vector<int64_t>
        shape; // of inputs and outputs, as far as the file says; -1 for a side that may be any
};

struct OnnxGraph
{
    std::shared_ptr<const std::string> file; // what the tensors lie in
    int64_t opset = 0;
    std::vector<OnnxValue> values;
    std::map<int, OnnxTensor> constants; // by place in values
    std::vector<OnnxNode> nodes;         // in an order in which they can run
    std::vector<int> inputs, outputs;    // without the constants
};

// Whether a file that begins so may be one; protobuf has no mark of its own.
bool looksLikeOnnx(std::span<const std::byte> start);

// Errors: NotFound, Io, Corrupt (cut off, or it contradicts itself), Unsupported (numbers kept in other
// files, graphs inside of operators, types that no picture network uses).
Result<OnnxGraph> readOnnx(const std::string &path);

} // namespace armature
