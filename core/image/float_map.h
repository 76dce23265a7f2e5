#pragma once
// Numbers per pixel, before they become a picture: what a network takes and gives.

#include <cstddef>
#include <vector>

namespace armature {

// Rows from top to bottom, channels interleaved, as in Image.
struct FloatMap
{
    int width = 0, height = 0, channels = 0;
    std::vector<float> values; // height * width * channels

    float *row(int y) { return values.data() + std::size_t(y) * std::size_t(width) * std::size_t(channels); }
    const float *row(int y) const
    {
        return values.data() + std::size_t(y) * std::size_t(width) * std::size_t(channels);
    }
};

} // namespace armature
