#pragma once
// Between the floating-point types of tensor files: round to nearest, ties to even, as torch's .to() does.

#include "core/io/tensor_source.h"

#include <string>
#include <vector>

namespace armature {

inline constexpr double kHalfMax = 65504.0; // largest finite fp16

uint16_t halfFrom(float value);
float floatFromHalf(uint16_t half);
uint16_t bfloatFrom(float value);
float floatFromBfloat(uint16_t value);

bool isFloat(DType type);

// The view's numbers as `type`. `name` is for messages. Errors: Numeric when a number is not finite or too
// large for `type`, Unsupported when the tensor holds no floating-point numbers.
Result<std::vector<std::byte>> convertFloats(const TensorView &view, DType type, const std::string &name);

} // namespace armature
