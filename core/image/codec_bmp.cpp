// Own reader: Debian has no small BMP library. Layout after the Windows headers BITMAPCOREHEADER to
// BITMAPV5HEADER.
#include "core/image/codec_detail.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <optional>

namespace armature::codec {
namespace {

struct Mask
{
    std::uint32_t bits = 0;
    int shift = 0;
    std::uint32_t maximum = 0;

    static Mask of(std::uint32_t bits)
    {
        if (bits == 0)
            return {};
        const int shift = std::countr_zero(bits);
        return {bits, shift, bits >> shift};
    }
    // The masked bits, stretched to 0..255.
    std::uint8_t pick(std::uint32_t pixel) const
    {
        if (maximum == 0)
            return 0;
        return std::uint8_t((std::uint64_t((pixel & bits) >> shift) * 255 + maximum / 2) / maximum);
    }
};

struct BmpHeader
{
    std::int64_t width = 0;
    std::int64_t height = 0; // always positive here
    bool topDown = false;
    int bits = 0;
    std::array<Mask, 4> masks; // red, green, blue, alpha; for 16 and 32 bit
    std::vector<std::array<std::uint8_t, 3>> palette;
    bool greyPalette = false;
    std::uint64_t dataOffset = 0;

    std::uint64_t stride() const { return (std::uint64_t(width) * std::uint64_t(bits) + 31) / 32 * 4; }
    bool hasAlpha() const { return masks[3].bits != 0; }
    int channels() const { return hasAlpha() ? 4 : greyPalette ? 1 : 3; }
};

const char *compressionName(std::uint32_t compression)
{
    switch (compression) {
    case 1:
        return "it is run-length compressed (RLE8)";
    case 2:
        return "it is run-length compressed (RLE4)";
    case 4:
        return "it holds a JPEG";
    case 5:
        return "it holds a PNG";
    default:
        return "its compression is unknown";
    }
}

Status readPalette(const ByteSource &source, BmpHeader &header, std::uint64_t offset, std::uint32_t declared,
                   std::size_t entryBytes, const std::string &name)
{
    const std::size_t most = std::size_t(1) << header.bits;
    const std::size_t count = declared == 0 || declared > most ? most : declared;
    std::vector<std::uint8_t> raw(count * entryBytes);
    if (!source.read(offset, raw.data(), raw.size()))
        return damaged(name, ImageFormat::Bmp, "it ends within its palette");
    header.palette.assign(most, {0, 0, 0}); // an index beyond the palette is black, as in other readers
    header.greyPalette = true;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t *bgr = raw.data() + i * entryBytes;
        header.palette[i] = {bgr[2], bgr[1], bgr[0]};
        header.greyPalette = header.greyPalette && bgr[0] == bgr[1] && bgr[1] == bgr[2];
    }
    return {};
}

// Masks follow a 40 byte header or are part of the longer ones, at the same place.
Status readMasks(const ByteSource &source, BmpHeader &header, std::uint32_t headerBytes,
                 std::uint32_t compression, const std::string &name)
{
    if (header.bits != 16 && header.bits != 32)
        return {};
    if (compression == 0) {
        const bool is16 = header.bits == 16;
        header.masks = {Mask::of(is16 ? 0x7c00u : 0xff0000u), Mask::of(is16 ? 0x03e0u : 0xff00u),
                        Mask::of(is16 ? 0x001fu : 0xffu), Mask{}};
        return {};
    }
    const bool alpha = compression == 6 || headerBytes >= 56;
    std::array<std::uint8_t, 16> raw{};
    if (!source.read(14 + 40, raw.data(), alpha ? 16 : 12))
        return damaged(name, ImageFormat::Bmp, "it ends within its header");
    for (std::size_t i = 0; i < (alpha ? 4u : 3u); ++i)
        header.masks[i] = Mask::of(little32(raw.data() + 4 * i));
    if (header.masks[0].bits == 0 && header.masks[1].bits == 0 && header.masks[2].bits == 0)
        return damaged(name, ImageFormat::Bmp, "its colour masks are empty");
    return {};
}

Result<BmpHeader> readHeader(const ByteSource &source, const std::string &name)
{
    std::array<std::uint8_t, 54> raw{};
    if (source.readSome(0, raw.data(), raw.size()) < 26)
        return damaged(name, ImageFormat::Bmp, "it ends within its header");
    const std::uint32_t headerBytes = little32(raw.data() + 14);
    const bool core = headerBytes == 12;
    if (!core && (headerBytes < 40 || headerBytes > 1024 || source.size() < raw.size()))
        return damaged(name, ImageFormat::Bmp, "its header makes no sense");
    BmpHeader header;
    header.dataOffset = little32(raw.data() + 10);
    header.width = core ? std::int32_t(little16(raw.data() + 18)) : std::int32_t(little32(raw.data() + 18));
    header.height = core ? std::int32_t(little16(raw.data() + 20)) : std::int32_t(little32(raw.data() + 22));
    header.topDown = header.height < 0;
    header.height = header.topDown ? -header.height : header.height;
    header.bits = int(little16(raw.data() + (core ? 24 : 28)));
    const std::uint32_t compression = core ? 0 : little32(raw.data() + 30);
    if (compression != 0 && compression != 3 && compression != 6)
        return unsupported(name, ImageFormat::Bmp, compressionName(compression));
    if (header.width <= 0 || header.height <= 0 || header.height > 0x7fffffff)
        return damaged(name, ImageFormat::Bmp, "its header gives a width or height of zero");
    if (header.bits != 1 && header.bits != 4 && header.bits != 8 && header.bits != 16 && header.bits != 24 &&
        header.bits != 32)
        return unsupported(name, ImageFormat::Bmp, fmt::format("it has {} bits per pixel", header.bits));
    ARMATURE_CHECK(readMasks(source, header, headerBytes, compression, name));
    if (header.bits <= 8)
        ARMATURE_CHECK(readPalette(source, header, 14 + headerBytes, core ? 0 : little32(raw.data() + 46),
                                   core ? 3 : 4, name));
    return header;
}

void readIndexedRow(const BmpHeader &header, const std::uint8_t *in, std::uint8_t *out)
{
    const unsigned perByte = 8u / unsigned(header.bits);
    const unsigned mask = (1u << header.bits) - 1;
    for (unsigned x = 0; x < unsigned(header.width); ++x) {
        const unsigned shift = unsigned(header.bits) * (perByte - 1 - x % perByte);
        const auto &colour = header.palette[(unsigned(in[x / perByte]) >> shift) & mask];
        if (header.greyPalette) {
            *out++ = colour[0];
        } else {
            std::memcpy(out, colour.data(), 3);
            out += 3;
        }
    }
}

void readMaskedRow(const BmpHeader &header, const std::uint8_t *in, std::uint8_t *out)
{
    const int bytes = header.bits / 8;
    const std::size_t channels = std::size_t(header.channels());
    for (std::int64_t x = 0; x < header.width; ++x, in += bytes) {
        const std::uint32_t pixel = bytes == 2 ? little16(in) : little32(in);
        for (std::size_t c = 0; c < channels; ++c)
            *out++ = header.masks[c].pick(pixel);
    }
}

void read24Row(const BmpHeader &header, const std::uint8_t *in, std::uint8_t *out)
{
    for (std::int64_t x = 0; x < header.width; ++x, in += 3, out += 3) {
        out[0] = in[2];
        out[1] = in[1];
        out[2] = in[0];
    }
}

} // namespace

Result<ImageInfo> probeBmp(const ByteSource &source, const std::string &name)
{
    ARMATURE_TRY(const BmpHeader header, readHeader(source, name));
    ImageInfo info;
    info.format = ImageFormat::Bmp;
    info.width = int(header.width);
    info.height = int(header.height);
    info.channels = header.channels();
    info.bitDepth = header.bits < 8 ? header.bits : 8;
    info.hasAlpha = header.hasAlpha();
    return info;
}

Result<Image> decodeBmp(Bytes bytes, const ImageInfo &info, const std::string &name)
{
    ARMATURE_TRY(const BmpHeader header, readHeader(MemorySource(bytes), name));
    // The last row may lack its padding: some writers leave it out and nothing is lost.
    const std::uint64_t rowBytes = (std::uint64_t(header.width) * std::uint64_t(header.bits) + 7) / 8;
    const std::uint64_t needed =
        header.dataOffset + header.stride() * std::uint64_t(header.height - 1) + rowBytes;
    if (header.dataOffset < 14 || needed > bytes.size())
        return damaged(name, ImageFormat::Bmp,
                       needed > bytes.size()
                           ? fmt::format("its last {} bytes are missing", needed - bytes.size())
                           : std::string("its header makes no sense"));
    Image image(info.width, info.height, header.channels());
    for (int y = 0; y < info.height; ++y) {
        const std::uint64_t stored = std::uint64_t(header.topDown ? y : info.height - 1 - y);
        const std::uint8_t *in = bytes.data() + header.dataOffset + stored * header.stride();
        std::uint8_t *out = image.row<std::uint8_t>(y);
        if (header.bits <= 8)
            readIndexedRow(header, in, out);
        else if (header.bits == 24)
            read24Row(header, in, out);
        else
            readMaskedRow(header, in, out);
    }
    return image;
}

} // namespace armature::codec
