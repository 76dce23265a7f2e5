#pragma once
// Pictures for the preprocessing room's tests: painted, with edges, and never twice the same.

#include "core/image/png_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>

namespace armature {

inline Image paintedPicture(int width, int height, int seed)
{
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double light =
                0.5 + 0.4 * std::sin(x * 0.011 * (1 + seed % 5) + seed) * std::cos(y * 0.017 + seed);
            const double dx = x - width * 0.4, dy = y - height * 0.5;
            const double disc = dx * dx + dy * dy < width * height * (0.02 + 0.003 * (seed % 7)) ? 0.45 : 0;
            const double grain = ((x * 73 + y * 151 + seed * 37) % 17) / 90.0;
            for (int c = 0; c < 3; ++c)
                image.row<std::uint8_t>(y)[x * 3 + c] =
                    std::uint8_t(std::clamp((light + disc * (c == seed % 3) + grain) * 200, 0.0, 255.0));
        }
    }
    return image;
}

inline bool writePicture(const std::filesystem::path &file, int width, int height, int seed)
{
    std::filesystem::create_directories(file.parent_path());
    return bool(writePng(file, paintedPicture(width, height, seed)));
}

} // namespace armature
