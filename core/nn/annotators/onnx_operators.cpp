#include "core/nn/annotators/onnx_operators.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

namespace armature {

namespace {

at::ScalarType scalarTypeOf(OnnxType type)
{
    switch (type) {
    case OnnxType::F64:
        return at::kDouble;
    case OnnxType::I64:
        return at::kLong;
    case OnnxType::I32:
        return at::kInt;
    case OnnxType::F16:
        return at::kHalf;
    case OnnxType::U8:
        return at::kByte;
    case OnnxType::I8:
        return at::kChar;
    case OnnxType::Bool:
        return at::kBool;
    case OnnxType::F32:
        break;
    }
    return at::kFloat;
}

} // namespace

const at::Tensor &OnnxCall::in(size_t index) const
{
    TORCH_CHECK(has(index), node.op, " without its input");
    return inputs[index];
}

const OnnxAttribute *OnnxCall::find(const char *name) const
{
    const auto found = node.attributes.find(name);
    return found == node.attributes.end() ? nullptr : &found->second;
}

int64_t OnnxCall::number(const char *name, int64_t fallback) const
{
    const auto *attribute = find(name);
    return attribute ? attribute->number : fallback;
}

double OnnxCall::real(const char *name, double fallback) const
{
    const auto *attribute = find(name);
    return attribute ? double(attribute->real) : fallback;
}

std::string OnnxCall::text(const char *name, const char *fallback) const
{
    const auto *attribute = find(name);
    return attribute ? attribute->text : fallback;
}

std::vector<int64_t> OnnxCall::numbers(const char *name, std::vector<int64_t> fallback) const
{
    const auto *attribute = find(name);
    return attribute ? attribute->numbers : std::move(fallback);
}

std::vector<int64_t> OnnxCall::numbers(size_t input, const char *name, std::vector<int64_t> fallback) const
{
    return has(input) ? onnxNumbers(inputs[input]) : numbers(name, std::move(fallback));
}

std::vector<int64_t> onnxNumbers(const at::Tensor &x)
{
    TORCH_CHECK(x.numel() <= 1 << 20, "too many numbers for a setting");
    const auto flat = x.to(at::kCPU, at::kLong).reshape({-1}).contiguous();
    return {flat.const_data_ptr<int64_t>(), flat.const_data_ptr<int64_t>() + flat.numel()};
}

int64_t onnxAxis(int64_t axis, int64_t dimensions)
{
    const int64_t place = axis < 0 ? axis + dimensions : axis;
    TORCH_CHECK(place >= 0 && place < std::max<int64_t>(dimensions, 1), "there is no axis ", axis);
    return place;
}

void onnxCheckSize(at::IntArrayRef shape)
{
    int64_t count = 1;
    for (const auto side : shape) {
        TORCH_CHECK(side >= 0 && (side == 0 || count <= kOnnxMostElements / side),
                    "not enough memory for this shape");
        count *= side;
    }
}

OnnxFunction onnxFunction(const std::string &op)
{
    for (const auto *table : {&onnxWindowFunctions(), &onnxShapeFunctions(), &onnxNumberFunctions()})
        if (const auto found = table->find(op); found != table->end())
            return found->second;
    return nullptr;
}

at::Tensor tensorOf(const OnnxTensor &constant)
{
    auto tensor = at::empty(constant.shape, at::TensorOptions(scalarTypeOf(constant.type)));
    if (!constant.bytes.empty())
        std::memcpy(tensor.mutable_data_ptr(), constant.bytes.data(), constant.bytes.size());
    return constant.type == OnnxType::F16 ? tensor.to(at::kFloat) : tensor;
}

} // namespace armature
