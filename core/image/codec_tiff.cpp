#include "core/image/codec_detail.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace armature::codec {
namespace {

// libtiff's callbacks: a position over a ByteSource, and the first error it reported.
struct TiffStream
{
    const ByteSource &source;
    std::uint64_t position = 0;
    std::string error;
};

extern "C" {
static tmsize_t readTiff(thandle_t handle, void *to, tmsize_t count)
{
    auto *stream = static_cast<TiffStream *>(handle);
    const std::size_t got = stream->source.readSome(stream->position, to, std::size_t(count));
    stream->position += got;
    return tmsize_t(got);
}
static tmsize_t writeTiff(thandle_t, void *, tmsize_t) { return 0; }
static toff_t seekTiff(thandle_t handle, toff_t offset, int whence)
{
    auto *stream = static_cast<TiffStream *>(handle);
    if (whence == SEEK_CUR)
        stream->position += offset;
    else
        stream->position = whence == SEEK_END ? stream->source.size() + offset : offset;
    return stream->position;
}
static int closeTiff(thandle_t) { return 0; }
static toff_t sizeTiff(thandle_t handle) { return static_cast<TiffStream *>(handle)->source.size(); }
static int onTiffError(TIFF *, void *user, const char *, const char *format, va_list arguments)
{
    auto *stream = static_cast<TiffStream *>(user);
    char text[256];
    std::vsnprintf(text, sizeof text, format, arguments);
    if (stream->error.empty())
        stream->error = text;
    return 1;
}
static int onTiffWarning(TIFF *, void *, const char *, const char *, va_list) { return 1; }
}

struct TiffCloser
{
    void operator()(TIFF *tiff) const { TIFFClose(tiff); }
};
using TiffHandle = std::unique_ptr<TIFF, TiffCloser>;

// Mode "m": no memory mapping, so that every access goes through readTiff and its bounds.
TiffHandle openTiff(TiffStream &stream)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, tmsize_t(2'000'000'000));
    TIFFOpenOptionsSetErrorHandlerExtR(options, onTiffError, &stream);
    TIFFOpenOptionsSetWarningHandlerExtR(options, onTiffWarning, &stream);
    TIFF *tiff = TIFFClientOpenExt("", "rm", &stream, readTiff, writeTiff, seekTiff, closeTiff, sizeTiff,
                                   nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
    return TiffHandle(tiff);
}

enum class Alpha { None, Straight, Premultiplied };

struct TiffLayout
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t bits = 1;
    std::uint16_t stored = 1; // samples per pixel in the file
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t planar = PLANARCONFIG_CONTIG;
    std::uint16_t sampleFormat = SAMPLEFORMAT_UINT;
    std::uint16_t orientation = ORIENTATION_TOPLEFT;
    std::uint16_t compression = COMPRESSION_NONE;
    Alpha alpha = Alpha::None;

    bool isGrey() const
    {
        return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    }
    // Read sample by sample; everything else goes through libtiff's own conversion to RGBA.
    bool isPlain() const { return (bits == 8 || bits == 16) && (isGrey() || photometric == PHOTOMETRIC_RGB); }
    int colours() const { return isGrey() ? 1 : 3; }
    int channels() const { return colours() + (alpha == Alpha::None ? 0 : 1); }
};

Alpha alphaOf(TIFF *tiff, const TiffLayout &layout)
{
    std::uint16_t count = 0;
    std::uint16_t *kinds = nullptr;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
    const int colours = layout.photometric == PHOTOMETRIC_SEPARATED                    ? 4
                        : layout.isGrey() || layout.photometric == PHOTOMETRIC_PALETTE ? 1
                                                                                       : 3;
    if (layout.stored != colours + 1)
        return Alpha::None;
    if (count == 0)
        return Alpha::Straight; // the tag is missing: other readers take the last sample as alpha too
    return kinds[0] == EXTRASAMPLE_ASSOCALPHA   ? Alpha::Premultiplied
           : kinds[0] == EXTRASAMPLE_UNASSALPHA ? Alpha::Straight
                                                : Alpha::None;
}

TiffLayout readLayout(TIFF *tiff)
{
    TiffLayout layout;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.stored);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.sampleFormat);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &layout.orientation);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout.compression);
    if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric))
        layout.photometric = layout.stored >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    layout.alpha = alphaOf(tiff, layout);
    if (layout.orientation < 1 || layout.orientation > 8)
        layout.orientation = 1;
    return layout;
}

Status checkReadable(const TiffLayout &layout, const std::string &name)
{
    if (layout.width > 0x7fffffffu || layout.height > 0x7fffffffu)
        return damaged(name, ImageFormat::Tiff, "its header makes no sense");
    if (layout.sampleFormat == SAMPLEFORMAT_IEEEFP)
        return unsupported(name, ImageFormat::Tiff, "its samples are floating point numbers");
    if (layout.sampleFormat != SAMPLEFORMAT_UINT && layout.sampleFormat != SAMPLEFORMAT_VOID)
        return unsupported(name, ImageFormat::Tiff, "its samples are signed or complex numbers");
    if (!TIFFIsCODECConfigured(layout.compression))
        return unsupported(name, ImageFormat::Tiff,
                           fmt::format("compression {} is unknown", layout.compression));
    if (layout.isPlain() && layout.stored >= layout.colours())
        return {};
    if (layout.bits <= 8 && layout.stored >= 1 && layout.stored <= 16)
        return {};
    return unsupported(name, ImageFormat::Tiff,
                       fmt::format("it has {} bits in {} samples per pixel", layout.bits, layout.stored));
}

// One strip or tile of the picture, in one plane or with all samples interleaved.
struct Block
{
    std::uint32_t x, y, width, height; // inside the picture
    std::uint32_t pitch;               // pixels per stored row
    std::uint16_t firstSample;
    std::uint16_t samples;
};

template <typename Sample>
void placeBlock(const TiffLayout &layout, const Block &block, const std::vector<Sample> &data, Image &image)
{
    const int channels = image.channels();
    for (std::uint32_t y = 0; y < block.height; ++y) {
        const Sample *in = data.data() + std::size_t(y) * block.pitch * block.samples;
        Sample *out = image.row<Sample>(int(block.y + y)) + std::size_t(block.x) * std::size_t(channels);
        for (std::uint32_t x = 0; x < block.width; ++x, in += block.samples, out += channels) {
            for (int s = 0; s < block.samples && block.firstSample + s < channels; ++s) {
                const bool invert =
                    layout.photometric == PHOTOMETRIC_MINISWHITE && block.firstSample + s == 0;
                out[block.firstSample + s] =
                    invert ? Sample(std::numeric_limits<Sample>::max() - in[s]) : in[s];
            }
        }
    }
}

template <typename Sample>
bool readBlocks(TIFF *tiff, const TiffLayout &layout, Image &image)
{
    const bool tiled = TIFFIsTiled(tiff) != 0;
    std::uint32_t blockWidth = layout.width;
    std::uint32_t blockHeight = layout.height;
    if (tiled) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &blockWidth);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &blockHeight);
    } else {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &blockHeight);
        blockHeight = std::min(blockHeight, layout.height);
    }
    const bool planes = layout.planar == PLANARCONFIG_SEPARATE;
    const std::uint16_t samples = planes ? 1 : layout.stored;
    const std::uint64_t bytes = std::uint64_t(blockWidth) * blockHeight * samples * sizeof(Sample);
    const tmsize_t declared = tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    if (blockWidth == 0 || blockHeight == 0 || bytes > 2'000'000'000 || std::uint64_t(declared) != bytes)
        return false;
    std::vector<Sample> data(bytes / sizeof(Sample));
    const int planeCount = planes ? image.channels() : 1;
    for (int plane = 0; plane < planeCount; ++plane) {
        for (std::uint32_t y = 0; y < layout.height; y += std::min(blockHeight, layout.height - y)) {
            for (std::uint32_t x = 0; x < layout.width; x += std::min(blockWidth, layout.width - x)) {
                const Block block{x,
                                  y,
                                  std::min(blockWidth, layout.width - x),
                                  std::min(blockHeight, layout.height - y),
                                  blockWidth,
                                  std::uint16_t(plane),
                                  samples};
                const auto index = std::uint16_t(plane);
                const tmsize_t wanted =
                    tiled ? declared
                          : tmsize_t(std::uint64_t(block.height) * blockWidth * samples * sizeof(Sample));
                const tmsize_t got =
                    tiled ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, x, y, 0, index), data.data(),
                                                wanted)
                          : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, y, index), data.data(), wanted);
                if (got != wanted)
                    return false;
                placeBlock<Sample>(layout, block, data, image);
            }
        }
    }
    return true;
}

template <typename Sample>
void undoPremultiplication(Image &image)
{
    constexpr std::uint64_t kMax = std::numeric_limits<Sample>::max();
    const int channels = image.channels();
    for (int y = 0; y < image.height(); ++y) {
        Sample *pixel = image.row<Sample>(y);
        for (int x = 0; x < image.width(); ++x, pixel += channels) {
            const std::uint64_t alpha = pixel[channels - 1];
            for (int c = 0; c < channels - 1 && alpha != 0; ++c)
                pixel[c] = Sample(std::min(kMax, (pixel[c] * kMax + alpha / 2) / alpha));
        }
    }
}

Result<Image> decodePlain(TIFF *tiff, const TiffLayout &layout, const TiffStream &stream,
                          const std::string &name)
{
    Image image(int(layout.width), int(layout.height), layout.channels(), layout.bits);
    return image.withSampleType([&]<typename Sample>(Sample) -> Result<Image> {
        if (!readBlocks<Sample>(tiff, layout, image))
            return damaged(name, ImageFormat::Tiff,
                           stream.error.empty() ? "its picture data end early" : stream.error);
        if (layout.alpha == Alpha::Premultiplied)
            undoPremultiplication<Sample>(image);
        return std::move(image);
    });
}

// Palettes, CMYK, YCbCr, Lab, 1 to 4 bit. Asking for the file's own orientation leaves the rows where they
// are.
Result<Image> decodeConverted(TIFF *tiff, const TiffLayout &layout, const TiffStream &stream,
                              const std::string &name)
{
    char reason[1024] = {};
    if (!TIFFRGBAImageOK(tiff, reason))
        return unsupported(name, ImageFormat::Tiff, reason);
    const std::size_t pixels = std::size_t(layout.width) * layout.height;
    std::vector<std::uint32_t> raster(pixels);
    if (!TIFFReadRGBAImageOriented(tiff, layout.width, layout.height, raster.data(), layout.orientation, 1) ||
        !stream.error.empty())
        return damaged(name, ImageFormat::Tiff,
                       stream.error.empty() ? "its picture data end early" : stream.error);
    const int channels = layout.channels();
    Image image(int(layout.width), int(layout.height), channels);
    std::uint8_t *out = image.row<std::uint8_t>(0);
    for (const std::uint32_t pixel : raster) {
        const std::uint8_t rgba[4] = {std::uint8_t(TIFFGetR(pixel)), std::uint8_t(TIFFGetG(pixel)),
                                      std::uint8_t(TIFFGetB(pixel)), std::uint8_t(TIFFGetA(pixel))};
        out = std::copy_n(rgba, layout.colours(), out);
        if (layout.alpha != Alpha::None)
            *out++ = rgba[3];
    }
    if (layout.alpha != Alpha::None) // libtiff's RGBA is premultiplied whatever the file holds
        undoPremultiplication<std::uint8_t>(image);
    return image;
}

} // namespace

Result<ImageInfo> probeTiff(const ByteSource &source, const std::string &name)
{
    TiffStream stream{source, 0, {}};
    const TiffHandle tiff = openTiff(stream);
    if (!tiff)
        return damaged(name, ImageFormat::Tiff,
                       stream.error.empty() ? "its directory is missing" : stream.error);
    const TiffLayout layout = readLayout(tiff.get());
    ARMATURE_CHECK(checkReadable(layout, name));
    ImageInfo info;
    info.format = ImageFormat::Tiff;
    info.width = int(layout.width);
    info.height = int(layout.height);
    info.channels = layout.channels();
    info.bitDepth = layout.bits;
    info.hasAlpha = layout.alpha != Alpha::None;
    info.isCmyk = layout.photometric == PHOTOMETRIC_SEPARATED;
    info.orientation = layout.orientation;
    return info;
}

Result<Image> decodeTiff(Bytes bytes, const ImageInfo &info, const std::string &name)
{
    const MemorySource source(bytes);
    TiffStream stream{source, 0, {}};
    const TiffHandle tiff = openTiff(stream);
    if (!tiff)
        return damaged(name, ImageFormat::Tiff, stream.error);
    const TiffLayout layout = readLayout(tiff.get());
    if (layout.width != std::uint32_t(info.width) || layout.height != std::uint32_t(info.height))
        return damaged(name, ImageFormat::Tiff, "its header makes no sense");
    return layout.isPlain() ? decodePlain(tiff.get(), layout, stream, name)
                            : decodeConverted(tiff.get(), layout, stream, name);
}

} // namespace armature::codec
