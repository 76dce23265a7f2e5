#pragma once
// Picture files made byte by byte, so that these tests do not depend on the encoders they would otherwise
// test.

#include <zlib.h>

#include <cstdint>
#include <functional>
#include <string>

namespace armature::test {

inline std::string big32(uint32_t value)
{
    return {char(value >> 24), char(value >> 16 & 255), char(value >> 8 & 255), char(value & 255)};
}

inline std::string pngChunk(const std::string &type, const std::string &data)
{
    const std::string body = type + data;
    const auto crc = uint32_t(::crc32(0, reinterpret_cast<const Bytef *>(body.data()), uInt(body.size())));
    return big32(uint32_t(data.size())) + body + big32(crc);
}

struct PngOptions
{
    int channels = 3; // 1, 3 or 4
    int bitDepth = 8; // 8 or 16
    int orientation = 1;
    std::function<int(int x, int y, int channel)> sample = [](int x, int y, int channel) {
        return (x * 7 + y * 13 + channel * 50 + x * y / 5) & 255;
    };
};

// A sample of 16 bit is the given one twice.
inline std::string makePng(int width, int height, const PngOptions &options = {})
{
    std::string rows;
    for (int y = 0; y < height; ++y) {
        rows += '\0';
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < options.channels; ++c)
                rows.append(size_t(options.bitDepth / 8), char(options.sample(x, y, c)));
        }
    }
    uLongf size = ::compressBound(uLong(rows.size()));
    std::string packed(size, '\0');
    ::compress2(reinterpret_cast<Bytef *>(packed.data()), &size, reinterpret_cast<const Bytef *>(rows.data()),
                uLong(rows.size()), 1);
    packed.resize(size);
    const char colourType = options.channels == 1 ? 0 : options.channels == 3 ? 2 : 6;
    std::string png = "\x89PNG\r\n\x1a\n";
    png += pngChunk("IHDR", big32(uint32_t(width)) + big32(uint32_t(height)) + char(options.bitDepth) +
                                colourType + std::string(3, '\0'));
    if (options.orientation != 1) { // a TIFF structure with the one entry 0x0112
        const char exif[] = {'M', 'M',  0, 42, 0, 0, 0, 8, 0, 1,
                             1,   0x12, 0, 3,  0, 0, 0, 1, 0, char(options.orientation),
                             0,   0,    0, 0,  0, 0};
        png += pngChunk("eXIf", std::string(exif, sizeof exif));
    }
    return png + pngChunk("IDAT", packed) + pngChunk("IEND", "");
}

inline std::string makeBmp(int width, int height, int level)
{
    const auto little = [](uint32_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i)
            text += char(value >> 8 * i & 255);
        return text;
    };
    const size_t row = size_t(width * 3 + 3) / 4 * 4;
    const size_t data = row * size_t(height);
    return "BM" + little(uint32_t(54 + data), 4) + little(0, 4) + little(54, 4) + little(40, 4) +
           little(uint32_t(width), 4) + little(uint32_t(height), 4) + little(1, 2) + little(24, 2) +
           little(0, 4) + little(uint32_t(data), 4) + little(2835, 4) + little(2835, 4) + little(0, 4) +
           little(0, 4) + std::string(data, char(level));
}

} // namespace armature::test
