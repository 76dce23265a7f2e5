#include "preprocess/map_file.h"

#include "core/image/png_writer.h"

#include <algorithm>

namespace armature {

namespace {

bool isGreyRgb(const Image &map)
{
    if (map.channels() != 3)
        return false;
    return map.withSampleType([&]<typename Sample>(Sample) {
        const auto &samples = map.samples<Sample>();
        for (std::size_t i = 0; i < samples.size(); i += 3)
            if (samples[i] != samples[i + 1] || samples[i] != samples[i + 2])
                return false;
        return true;
    });
}

Image firstChannel(const Image &map)
{
    Image grey(map.width(), map.height(), 1, map.bitDepth());
    map.withSampleType([&]<typename Sample>(Sample) {
        const auto *from = map.row<Sample>(0);
        auto *to = grey.row<Sample>(0);
        for (std::size_t i = 0; i < map.samples<Sample>().size(); i += 3)
            *to++ = from[i];
    });
    return grey;
}

bool isBlackAndWhite(const Image &map)
{
    if (map.channels() != 1 || map.bitDepth() != 8)
        return false;
    const auto &samples = map.samples<std::uint8_t>();
    return std::all_of(samples.begin(), samples.end(),
                       [](std::uint8_t value) { return value == 0 || value == 255; });
}

} // namespace

Result<std::vector<std::uint8_t>> encodeMap(const Image &map)
{
    if (isGreyRgb(map))
        return encodeMap(firstChannel(map));
    return encodePng(map, {}, {.isFast = true, .isBilevel = isBlackAndWhite(map)});
}

} // namespace armature
