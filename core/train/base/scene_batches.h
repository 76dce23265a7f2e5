#pragma once
// Scenes as tensors. Held-out scenes come from another seed than any that is trained on.

#include "core/scenes/scene.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace armature {

at::Tensor tensorOf(const Image &rgb); // RGB, 8 bit -> fp32 [3, H, W] in [-1, 1]

// fp32 [count, 3, size, size] in [-1, 1]; scenes first .. first + count - 1, painted in parallel.
at::Tensor scenePictures(uint64_t seed, uint64_t first, int64_t count, int size);
// The same, each cropped to crop x crop at a place that is a function of seed and index.
at::Tensor sceneCrops(uint64_t seed, uint64_t first, int64_t count, int size, int crop);

} // namespace armature
