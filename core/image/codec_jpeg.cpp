#include "core/image/codec_detail.h"
#include "core/image/png_writer.h"

#include <fmt/format.h>
#include <turbojpeg.h>

#include <climits>
#include <memory>
#include <new>
#include <type_traits>

namespace armature {
namespace codec {
namespace {

struct HandleDeleter
{
    void operator()(void *handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<std::remove_pointer_t<tjhandle>, HandleDeleter>;

// CMYK in a JPEG is stored as Adobe does it, inverted: 255 is no ink. Then R = C K / 255, and Pillow agrees.
Image fromInvertedCmyk(const Image &cmyk)
{
    Image rgb(cmyk.width(), cmyk.height(), 3);
    const std::vector<std::uint8_t> &in = cmyk.samples<std::uint8_t>();
    std::uint8_t *out = rgb.row<std::uint8_t>(0);
    for (std::size_t i = 0; i < in.size(); i += 4, out += 3) {
        for (std::size_t c = 0; c < 3; ++c)
            out[c] = std::uint8_t((in[i + c] * in[i + 3] + 127) / 255);
    }
    return rgb;
}

tl::unexpected<Error> jpegError(tjhandle handle, const std::string &name)
{
    const std::string text = tjGetErrorStr2(handle);
    if (text.find("nsupported") != std::string::npos || text.find("not compiled") != std::string::npos)
        return unsupported(name, ImageFormat::Jpeg, text);
    if (text.find("Insufficient memory") != std::string::npos)
        throw std::bad_alloc();
    return damaged(name, ImageFormat::Jpeg, text);
}

} // namespace

Result<Image> decodeJpeg(Bytes bytes, const ImageInfo &info, const std::string &name)
{
    const Handle handle(tjInitDecompress());
    if (!handle)
        throw std::bad_alloc();
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int space = 0;
    const auto size = static_cast<unsigned long>(bytes.size());
    if (tjDecompressHeader3(handle.get(), bytes.data(), size, &width, &height, &subsampling, &space) != 0)
        return jpegError(handle.get(), name);
    if (width != info.width || height != info.height)
        return damaged(name, ImageFormat::Jpeg, "it has two headers that disagree");
    const bool cmyk = space == TJCS_CMYK || space == TJCS_YCCK;
    if (cmyk != info.isCmyk)
        return damaged(name, ImageFormat::Jpeg, "its colour space makes no sense");
    Image image(width, height, cmyk ? 4 : info.channels);
    const int format = cmyk ? TJPF_CMYK : info.channels == 1 ? TJPF_GRAY : TJPF_RGB;
    // A warning of the library always means data that were lost or made up; hundreds of scans mean an attack.
    constexpr int kFlags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT;
    if (tjDecompress2(handle.get(), bytes.data(), size, image.row<std::uint8_t>(0), width,
                      int(image.samplesPerRow()), height, format, kFlags) != 0)
        return jpegError(handle.get(), name);
    return cmyk ? fromInvertedCmyk(image) : image;
}

} // namespace codec

Result<std::vector<std::uint8_t>> encodeJpeg(const Image &image, int quality)
{
    const bool grey = image.channels() == 1;
    if (image.isEmpty() || image.width() > 65500 || image.height() > 65500)
        return fail(ErrorCode::BadInput,
                    fmt::format("A JPEG cannot have {} x {} pixels.", image.width(), image.height()),
                    "Save as PNG.");
    const Image shownAs = grey ? toDepth8(image) : toRgb8(image);
    const std::unique_ptr<std::remove_pointer_t<tjhandle>, codec::HandleDeleter> handle(tjInitCompress());
    unsigned char *out = nullptr;
    unsigned long size = 0;
    // Above 90 the chroma keeps its resolution: whoever asks for that quality looks at the edges.
    const int subsampling = grey ? TJSAMP_GRAY : quality >= 90 ? TJSAMP_444 : TJSAMP_420;
    const int failed = !handle || tjCompress2(handle.get(), shownAs.row<std::uint8_t>(0), shownAs.width(),
                                              int(shownAs.samplesPerRow()), shownAs.height(),
                                              grey ? TJPF_GRAY : TJPF_RGB, &out, &size, subsampling,
                                              std::clamp(quality, 1, 100), TJFLAG_ACCURATEDCT) != 0;
    const std::unique_ptr<unsigned char, void (*)(unsigned char *)> owner(out, tjFree);
    if (failed)
        return fail(ErrorCode::OutOfMemory, "There is not enough memory to encode a JPEG.",
                    "Close other programs.");
    return std::vector<std::uint8_t>(out, out + size);
}

} // namespace armature
