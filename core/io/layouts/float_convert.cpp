#include "core/io/layouts/float_convert.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>

namespace armature {

namespace {

template <typename Stored>
Stored storedAt(const std::byte *bytes, size_t index)
{
    Stored value;
    std::memcpy(&value, bytes + index * sizeof(Stored), sizeof(Stored));
    return value;
}

float floatAt(const TensorView &view, size_t index)
{
    switch (view.dtype) {
    case DType::F16:
        return floatFromHalf(storedAt<uint16_t>(view.bytes.data(), index));
    case DType::BF16:
        return floatFromBfloat(storedAt<uint16_t>(view.bytes.data(), index));
    case DType::F64:
        return static_cast<float>(storedAt<double>(view.bytes.data(), index));
    default:
        return storedAt<float>(view.bytes.data(), index);
    }
}

bool fits(float value, DType type)
{
    if (!std::isfinite(value))
        return false;
    if (type == DType::F16)
        return std::fabs(value) <= kHalfMax;
    return type != DType::BF16 || std::isfinite(floatFromBfloat(bfloatFrom(value)));
}

void store(std::byte *target, size_t index, float value, DType type)
{
    if (type == DType::F32) {
        std::memcpy(target + index * sizeof(float), &value, sizeof(float));
        return;
    }
    const uint16_t bits = type == DType::F16 ? halfFrom(value) : bfloatFrom(value);
    std::memcpy(target + index * sizeof(bits), &bits, sizeof(bits));
}

} // namespace

uint16_t halfFrom(float value)
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const auto sign = static_cast<uint16_t>((bits >> 16) & 0x8000u);
    const uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) // NaN
        return sign | 0x7e00u;
    if (magnitude >= 0x477ff000u) // rounds past the largest finite half
        return sign | 0x7c00u;
    if (magnitude < 0x38800000u) { // below 2^-14: subnormal; adding 0.5 lines its last bit up with a float's
        const float aligned = std::bit_cast<float>(magnitude) + 0.5f;
        return sign | static_cast<uint16_t>(std::bit_cast<uint32_t>(aligned) - 0x3f000000u);
    }
    const uint32_t isOdd = (magnitude >> 13) & 1u;
    const uint32_t rounded = magnitude + 0xfffu + isOdd - 0x38000000u; // rebias the exponent by 127 - 15
    return sign | static_cast<uint16_t>(rounded >> 13);
}

float floatFromHalf(uint16_t half)
{
    const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
    const uint32_t exponent = (half >> 10) & 0x1fu;
    const uint32_t mantissa = half & 0x3ffu;
    if (exponent == 0x1f)
        return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
        return sign ? -magnitude : magnitude;
    }
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

uint16_t bfloatFrom(float value)
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return 0x7fc0u;
    return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

float floatFromBfloat(uint16_t value) { return std::bit_cast<float>(static_cast<uint32_t>(value) << 16); }

bool isFloat(DType type)
{
    return type == DType::F16 || type == DType::BF16 || type == DType::F32 || type == DType::F64;
}

Result<std::vector<std::byte>> convertFloats(const TensorView &view, DType type, const std::string &name)
{
    if (!isFloat(view.dtype) || !isFloat(type) || type == DType::F64) {
        return fail(ErrorCode::Unsupported, fmt::format("Tensor {} holds {}, which cannot become {}.", name,
                                                        nameOf(view.dtype), nameOf(type)));
    }
    const size_t count = view.bytes.size() / sizeOf(view.dtype);
    std::vector<std::byte> result(count * sizeOf(type));
    for (size_t i = 0; i < count; ++i) {
        const float value = floatAt(view, i);
        if (!fits(value, type)) {
            return fail(ErrorCode::Numeric,
                        fmt::format("Tensor {} holds {}, which {} cannot hold.", name, value, nameOf(type)),
                        std::isfinite(value) ? "Use --dtype fp32 or bf16."
                                             : "The model is damaged; use another checkpoint.");
        }
        store(result.data(), i, value, type);
    }
    return result;
}

} // namespace armature
