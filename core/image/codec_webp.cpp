#include "core/image/codec_detail.h"

#include <fmt/format.h>
#include <webp/decode.h>

namespace armature::codec {

Result<Image> decodeWebp(Bytes bytes, const ImageInfo &info, const std::string &name)
{
    if (info.isAnimated)
        return unsupported(name, ImageFormat::Webp, "it is an animation");
    const std::uint64_t declared = 8 + std::uint64_t(little32(bytes.data() + 4));
    if (declared > bytes.size())
        return damaged(name, ImageFormat::Webp,
                       fmt::format("its last {} bytes are missing", declared - bytes.size()));

    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return fail(ErrorCode::Internal,
                    "The WebP library has another version than this program was built for.");
    Image image(info.width, info.height, info.channels);
    config.output.colorspace = info.channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = image.row<std::uint8_t>(0);
    config.output.u.RGBA.stride = int(image.samplesPerRow());
    config.output.u.RGBA.size = image.samples<std::uint8_t>().size();
    const VP8StatusCode status = WebPDecode(bytes.data(), bytes.size(), &config);
    WebPFreeDecBuffer(&config.output);
    switch (status) {
    case VP8_STATUS_OK:
        return image;
    case VP8_STATUS_OUT_OF_MEMORY:
        throw std::bad_alloc();
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return unsupported(name, ImageFormat::Webp, "it uses a feature that the WebP library does not know");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return damaged(name, ImageFormat::Webp, "its picture data end early");
    default:
        return damaged(name, ImageFormat::Webp, "its picture data are broken");
    }
}

} // namespace armature::codec
