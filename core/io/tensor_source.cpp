#include "core/io/tensor_source.h"

#include <array>

namespace armature {

namespace {

struct Row {
    DType type;
    std::string_view name;
    size_t size;
};
constexpr std::array kTypes{Row{DType::Bool, "BOOL", 1}, Row{DType::U8, "U8", 1},   Row{DType::I8, "I8", 1},    Row{DType::I16, "I16", 2},
                            Row{DType::I32, "I32", 4},   Row{DType::I64, "I64", 8}, Row{DType::F16, "F16", 2},  Row{DType::BF16, "BF16", 2},
                            Row{DType::F32, "F32", 4},   Row{DType::F64, "F64", 8}};

const Row &rowOf(DType type) { return kTypes[static_cast<size_t>(type)]; }

} // namespace

size_t sizeOf(DType type) { return rowOf(type).size; }
std::string_view nameOf(DType type) { return rowOf(type).name; }

std::optional<DType> dtypeFromName(std::string_view name)
{
    for (const Row &row : kTypes)
        if (row.name == name)
            return row.type;
    return std::nullopt;
}

int64_t TensorView::elementCount() const
{
    int64_t count = 1;
    for (const int64_t side : shape)
        count *= side;
    return count;
}

} // namespace armature
