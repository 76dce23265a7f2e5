#pragma once
// Writing pictures, and the text that travels in a PNG (settings of a validation picture, the recipe of a
// map).

#include "core/base/result.h"
#include "core/image/image.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace armature {

// key: 1 to 79 Latin-1 characters, by custom English words. value: UTF-8 of any length.
struct PngText
{
    std::string key;
    std::string value;
    bool operator==(const PngText &) const = default;
};

struct PngOptions
{
    bool isFast = false;    // a larger file, sooner
    bool isBilevel = false; // one bit a pixel; for one channel of 8 bit whose samples are 0 and 255
};

// 8 or 16 bit, 1 to 4 channels. Values that are plain ASCII become tEXt, others iTXt.
Result<std::vector<std::uint8_t>> encodePng(const Image &image, const std::vector<PngText> &texts = {},
                                            const PngOptions &options = {});

// Written beside the target, flushed to the disk and renamed, so that the file is complete or not there.
Status writePng(const std::filesystem::path &file, const Image &image,
                const std::vector<PngText> &texts = {});

// All tEXt, zTXt and iTXt chunks in file order, as UTF-8. Corrupt when a chunk is damaged; BadInput when
// together they unpack to more than maxBytes.
Result<std::vector<PngText>> readPngText(const std::filesystem::path &file,
                                         std::size_t maxBytes = 16'000'000);

// quality 1..100; from 90 on without chroma subsampling. Alpha is composited on white, 16 bit rounded to 8.
Result<std::vector<std::uint8_t>> encodeJpeg(const Image &image, int quality);

} // namespace armature
