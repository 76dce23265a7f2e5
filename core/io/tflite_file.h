#pragma once
// TensorFlow Lite's model files, as data: one graph of operators over tensors
// (tensorflow/lite/schema/schema.fbs, file identifier TFL3). Torch-free. A file is verified before anything
// in it is followed.

#include "core/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace armature {

enum class TfliteType { F32 = 0, F16 = 1, I32 = 2 };
constexpr size_t sizeOf(TfliteType type) { return type == TfliteType::F16 ? 2 : 4; } // bytes

// The operators by the schema's BuiltinOperator numbers; others are refused when the file is opened.
enum class TfliteOp {
    Add = 0,
    Concatenation = 2,
    Conv2d = 3,
    DepthwiseConv2d = 4,
    DepthToSpace = 5,
    Dequantize = 6,
    FullyConnected = 9,
    Logistic = 14,
    MaxPool2d = 17,
    Relu = 19,
    Reshape = 22,
    ResizeBilinear = 23,
    Pad = 34,
    Mean = 40,
    Prelu = 54,
    Densify = 124,
};

enum class TfliteActivation { None = 0, Relu = 1, ReluN1To1 = 2, Relu6 = 3 };

// One dimension of a sparse tensor, in traversal order: dense of some size, or compressed rows.
struct TfliteDimension
{
    bool isSparse = false;
    int32_t denseSize = 0;
    std::vector<int32_t> segments, indices;
};

struct TfliteSparsity
{
    std::vector<int32_t> traversalOrder, blockMap;
    std::vector<TfliteDimension> dimensions;
};

struct TfliteTensor
{
    std::string name;
    TfliteType type = TfliteType::F32;
    std::vector<int64_t> shape;
    std::span<const std::byte> data; // empty for what is computed; as long as shape says unless sparse
    std::optional<TfliteSparsity> sparsity;
};

struct TfliteOperator
{
    TfliteOp op = TfliteOp::Add;
    std::vector<int32_t> inputs, outputs; // places in TfliteGraph::tensors; -1 for an absent bias
    TfliteActivation activation = TfliteActivation::None;
    bool isPaddedSame = false;
    std::array<int32_t, 2> stride{1, 1}, dilation{1, 1}, window{1, 1}; // height, width
    int32_t axis = 0;
    int32_t blockSize = 1;
    bool keepDims = false, alignCorners = false, halfPixelCenters = false;
};

struct TfliteGraph
{
    std::shared_ptr<const std::string> file; // what the tensors' data lie in
    std::vector<TfliteTensor> tensors;
    std::vector<TfliteOperator> operators; // in an order in which they can run
    std::vector<int32_t> inputs, outputs;
};

// Errors: NotFound, Io, Corrupt (not a TFLite file, cut off, or it points outside itself), Unsupported (an
// operator or a type that the annotators' networks do not use, by its number).
Result<TfliteGraph> readTflite(const std::string &path);

// The values of a sparse tensor spread out over its shape. Errors: Corrupt.
Result<std::vector<std::byte>> densify(const TfliteTensor &tensor);

} // namespace armature
