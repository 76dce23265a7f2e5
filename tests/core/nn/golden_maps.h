#pragma once
// Pictures out of golden tensor files, for the tests of the networks that make maps.

#include "core/image/float_map.h"
#include "tests/core/nn/tensor_files.h"

namespace armature {

inline FloatMap pictureOf(const TensorView &view) // [1, 3, H, W]
{
    FloatMap map{int(view.shape[3]), int(view.shape[2]), 3, {}};
    const auto values = floatsOf(view);
    const size_t pixels = values.size() / 3;
    for (size_t i = 0; i < pixels; ++i)
        for (size_t c = 0; c < 3; ++c)
            map.values.push_back(values[c * pixels + i]);
    return map;
}

} // namespace armature
