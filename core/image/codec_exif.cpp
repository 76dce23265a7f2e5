#include "core/image/codec_detail.h"

#include <exiv2/exiv2.hpp>

#include <mutex>

namespace armature::codec {
namespace {

int orientationOf(const Exiv2::ExifData &data)
{
    const auto found = data.findKey(Exiv2::ExifKey("Exif.Image.Orientation"));
    if (found == data.end() || found->count() == 0)
        return 1;
    const float value = found->toFloat();
    return value >= 1.0f && value <= 8.0f ? int(value) : 1;
}

// Exiv2 writes its complaints to stderr unless told not to.
void silenceOnce()
{
    static std::once_flag once;
    std::call_once(once, [] { Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute); });
}

// Reading a whole file makes Exiv2 parse XMP too, and its XMP toolkit is not safe for threads.
std::mutex &wholeFileMutex()
{
    static std::mutex mutex;
    return mutex;
}

} // namespace

int orientationOfExif(std::span<const std::uint8_t> block)
{
    silenceOnce();
    try {
        Exiv2::ExifData data;
        Exiv2::ExifParser::decode(data, block.data(), std::uint32_t(block.size()));
        return orientationOf(data);
    } catch (const std::exception &) {
        return 1; // metadata is a courtesy: damage in it must not cost the picture
    }
}

int orientationOfTextProfile(std::span<const std::uint8_t> png)
{
    silenceOnce();
    const std::lock_guard lock(wholeFileMutex());
    try {
        static const bool ready = Exiv2::XmpParser::initialize();
        if (!ready)
            return 1;
        const auto image = Exiv2::ImageFactory::open(png.data(), long(png.size()));
        image->readMetadata();
        return orientationOf(image->exifData());
    } catch (const std::exception &) {
        return 1;
    }
}

} // namespace armature::codec
