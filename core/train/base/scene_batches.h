#pragma once
// Scenes as tensors. Held-out scenes come from another seed than any that is trained on.

#include "core/scenes/scene.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace armature {

at::Tensor tensorOf(const Image &rgb); // RGB, 8 bit -> fp32 [3, H, W] in [-1, 1]

// The seed of scenes that nothing is trained on.
constexpr uint64_t heldOutSeed(uint64_t seed) { return seed ^ 0x4E1D; }

struct SceneBatch
{
    at::Tensor pictures; // fp32 [count, 3, size, size] in [-1, 1]
    std::vector<std::string> captions;
};
// Scenes first .. first + count - 1, painted in parallel.
SceneBatch sceneBatch(uint64_t seed, uint64_t first, int64_t count, int size);
// Their pictures alone, each cropped to crop x crop at a place that is a function of seed and index.
at::Tensor sceneCrops(uint64_t seed, uint64_t first, int64_t count, int size, int crop);

} // namespace armature
