// Headers of JPEG, PNG and WebP, read without their libraries so that a scan of thousands of files costs
// little.
#include "core/image/codec_detail.h"

#include <fmt/format.h>
#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace armature::codec {
namespace {

constexpr std::size_t kMaxExifBytes = 8'000'000;
constexpr int kMaxChunks = 1'000'000; // a file of nothing but empty chunks must not hold up a scan
constexpr std::string_view kExifPrefix("Exif\0\0", 6);

int orientationAt(const ByteSource &source, std::uint64_t offset, std::size_t length)
{
    if (length > kMaxExifBytes)
        return 1;
    std::vector<std::uint8_t> block(length);
    if (!source.read(offset, block.data(), length))
        return 1;
    std::span<const std::uint8_t> view = block;
    if (length > kExifPrefix.size() && std::memcmp(block.data(), kExifPrefix.data(), kExifPrefix.size()) == 0)
        view = view.subspan(kExifPrefix.size());
    return orientationOfExif(view);
}

bool isStartOfFrame(int marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool hasNoLength(int marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8); }

// Moves offset behind the next marker; 0 where there is none.
int nextJpegMarker(const ByteSource &source, std::uint64_t &offset)
{
    std::uint8_t pair[2];
    if (!source.read(offset, pair, 2) || pair[0] != 0xff)
        return 0;
    while (pair[1] == 0xff) { // fill bytes
        ++offset;
        if (!source.read(offset, pair, 2))
            return 0;
    }
    offset += 2;
    return pair[1];
}

Status readFrameHeader(const ByteSource &source, std::uint64_t offset, int marker, ImageInfo &info,
                       const std::string &name)
{
    std::uint8_t frame[6];
    if (!source.read(offset, frame, sizeof frame))
        return damaged(name, ImageFormat::Jpeg, "it ends within its header");
    info.bitDepth = frame[0];
    info.height = int(big16(frame + 1));
    info.width = int(big16(frame + 3));
    const int components = frame[5];
    if (components != 1 && components != 3 && components != 4)
        return unsupported(name, ImageFormat::Jpeg, fmt::format("it has {} colour components", components));
    info.channels = components == 1 ? 1 : 3;
    info.isCmyk = components == 4;
    // C3 is lossless, C5..C7 and CD..CF hierarchical, CB lossless arithmetic.
    if (marker == 0xc3 || (marker >= 0xc5 && marker <= 0xcb && marker != 0xc9 && marker != 0xca) ||
        marker >= 0xcd)
        return unsupported(name, ImageFormat::Jpeg, "it is a lossless or hierarchical JPEG");
    if (info.bitDepth != 8)
        return unsupported(name, ImageFormat::Jpeg, fmt::format("it has {} bits per sample", info.bitDepth));
    return {};
}

bool isValidPngDepth(int type, int depth)
{
    switch (type) {
    case 0:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
        return depth == 8 || depth == 16;
    default:
        return false;
    }
}

bool isExifTextChunk(const ByteSource &source, const PngChunk &chunk)
{
    const std::string_view type = chunk.type;
    if (type != "tEXt" && type != "zTXt" && type != "iTXt")
        return false;
    char key[22] = {};
    const std::size_t there =
        source.readSome(chunk.offset, key, std::min<std::size_t>(sizeof key, chunk.length));
    const std::string_view view(key, there);
    return view.starts_with(std::string_view("Raw profile type exif\0", 22)) ||
           view.starts_with("Raw profile type APP1");
}

Result<ImageInfo> readPngHeader(const ByteSource &source, const std::string &name)
{
    std::uint8_t head[33];
    if (!source.read(0, head, sizeof head))
        return damaged(name, ImageFormat::Png, "it ends within its header");
    if (std::memcmp(head + 12, "IHDR", 4) != 0 || big32(head + 8) != 13)
        return damaged(name, ImageFormat::Png, "its header chunk is missing");
    const std::uint32_t width = big32(head + 16);
    const std::uint32_t height = big32(head + 20);
    const int type = head[25];
    if (width > 0x7fffffffu || height > 0x7fffffffu || !isValidPngDepth(type, head[24]))
        return damaged(name, ImageFormat::Png, "its header makes no sense");
    constexpr std::array<int, 7> kChannels = {1, 0, 3, 3, 2, 0, 4};
    ImageInfo info;
    info.format = ImageFormat::Png;
    info.width = int(width);
    info.height = int(height);
    info.bitDepth = head[24];
    info.channels = kChannels[std::size_t(type)];
    info.hasAlpha = type == 4 || type == 6;
    return info;
}

void readWebpOrientation(const ByteSource &source, ImageInfo &info)
{
    std::uint64_t offset = 12;
    std::uint8_t head[8];
    for (int i = 0; i < kMaxChunks && source.read(offset, head, sizeof head); ++i) {
        const std::uint32_t length = little32(head + 4);
        if (std::memcmp(head, "EXIF", 4) == 0) {
            info.orientation = orientationAt(source, offset + 8, length);
            return;
        }
        offset += 8 + std::uint64_t(length) + (length & 1u);
    }
}

} // namespace

Result<ImageInfo> probeJpeg(const ByteSource &source, const std::string &name)
{
    ImageInfo info;
    info.format = ImageFormat::Jpeg;
    bool exifSeen = false;
    std::uint64_t offset = 2;
    while (true) {
        const int marker = nextJpegMarker(source, offset);
        if (marker == 0 || marker == 0xd9 || marker == 0xda)
            return damaged(name, ImageFormat::Jpeg, "it ends within its header");
        if (hasNoLength(marker))
            continue;
        std::uint8_t lengthBytes[2];
        if (!source.read(offset, lengthBytes, 2) || big16(lengthBytes) < 2)
            return damaged(name, ImageFormat::Jpeg, "it ends within its header");
        const std::size_t length = big16(lengthBytes) - 2;
        if (isStartOfFrame(marker)) {
            ARMATURE_CHECK(readFrameHeader(source, offset + 2, marker, info, name));
            return info;
        }
        char prefix[6];
        if (marker == 0xe1 && !exifSeen && length > sizeof prefix &&
            source.read(offset + 2, prefix, sizeof prefix) &&
            std::string_view(prefix, sizeof prefix) == kExifPrefix) {
            exifSeen = true;
            info.orientation = orientationAt(source, offset + 2, length);
        }
        offset += 2 + length;
    }
}

PngWalk walkPng(const ByteSource &source, const std::function<bool(const PngChunk &)> &visit)
{
    std::uint64_t offset = 8;
    std::uint8_t head[8];
    for (int i = 0; i < kMaxChunks && source.read(offset, head, sizeof head); ++i) {
        PngChunk chunk;
        chunk.length = big32(head);
        std::memcpy(chunk.type, head + 4, 4);
        chunk.offset = offset + 8;
        const std::uint64_t next = chunk.offset + chunk.length + 4;
        if (next > source.size())
            return PngWalk::CutShort;
        if (!visit(chunk))
            return PngWalk::Stopped;
        if (std::memcmp(chunk.type, "IEND", 4) == 0)
            return PngWalk::Complete;
        offset = next;
    }
    return PngWalk::CutShort;
}

Result<ImageInfo> probePng(const ByteSource &source, const std::string &name)
{
    ARMATURE_TRY(ImageInfo info, readPngHeader(source, name));
    bool exifSeen = false;
    bool textProfile = false;
    walkPng(source, [&](const PngChunk &chunk) {
        const std::string_view type = chunk.type;
        if (type == "tRNS" && !info.hasAlpha) {
            info.hasAlpha = true;
            info.channels += 1;
        } else if (type == "acTL") {
            info.isAnimated = true;
        } else if (type == "eXIf" && !exifSeen) {
            exifSeen = true;
            info.orientation = orientationAt(source, chunk.offset, chunk.length);
        } else if (!textProfile) {
            textProfile = isExifTextChunk(source, chunk);
        }
        return true;
    });
    if (textProfile && !exifSeen) {
        std::vector<std::uint8_t> whole(source.size());
        if (source.read(0, whole.data(), whole.size()))
            info.orientation = orientationOfTextProfile(whole);
    }
    return info;
}

Result<ImageInfo> probeWebp(const ByteSource &source, const std::string &name)
{
    std::array<std::uint8_t, 4096> head;
    const std::size_t there = source.readSome(0, head.data(), head.size());
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(head.data(), there, &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA)
        return damaged(name, ImageFormat::Webp, "it ends within its header");
    if (status != VP8_STATUS_OK)
        return damaged(name, ImageFormat::Webp, "its header makes no sense");
    ImageInfo info;
    info.format = ImageFormat::Webp;
    info.width = features.width;
    info.height = features.height;
    info.hasAlpha = features.has_alpha != 0;
    info.channels = info.hasAlpha ? 4 : 3;
    info.isAnimated = features.has_animation != 0;
    constexpr std::uint8_t kExifFlag = 0x08;
    if (there > 20 && std::memcmp(head.data() + 12, "VP8X", 4) == 0 && (head[20] & kExifFlag))
        readWebpOrientation(source, info);
    return info;
}

} // namespace armature::codec
