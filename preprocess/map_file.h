#pragma once
// A condition map as a file: PNG of the fewest bits that keep its pixels, written fast.

#include "core/base/result.h"
#include "core/image/image.h"

#include <cstdint>
#include <vector>

namespace armature {

// Black and white become one bit a pixel, RGB without colour becomes grey; every reader gives back the same
// picture.
Result<std::vector<std::uint8_t>> encodeMap(const Image &map);

} // namespace armature
