#pragma once
// Shared by the codecs only.

#include "core/image/codec.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace armature::codec {

// Random access to a picture, in a file or in memory, that never reads past its end.
class ByteSource
{
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    // Reads up to count bytes; returns how many there were.
    virtual std::size_t readSome(std::uint64_t offset, void *to, std::size_t count) const = 0;

    bool read(std::uint64_t offset, void *to, std::size_t count) const
    {
        return readSome(offset, to, count) == count;
    }
};

class MemorySource : public ByteSource
{
public:
    explicit MemorySource(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}
    std::uint64_t size() const override { return m_bytes.size(); }
    std::size_t readSome(std::uint64_t offset, void *to, std::size_t count) const override
    {
        if (offset >= m_bytes.size())
            return 0;
        const std::size_t there = std::min<std::size_t>(count, m_bytes.size() - std::size_t(offset));
        std::memcpy(to, m_bytes.data() + offset, there);
        return there;
    }

private:
    std::span<const std::uint8_t> m_bytes;
};

inline std::uint32_t big16(const std::uint8_t *p) { return std::uint32_t(p[0]) << 8 | p[1]; }
inline std::uint32_t big32(const std::uint8_t *p) { return big16(p) << 16 | big16(p + 2); }
inline std::uint32_t little16(const std::uint8_t *p) { return std::uint32_t(p[1]) << 8 | p[0]; }
inline std::uint32_t little32(const std::uint8_t *p) { return little16(p + 2) << 16 | little16(p); }

tl::unexpected<Error> damaged(const std::string &name, ImageFormat format, const std::string &what);
tl::unexpected<Error> unsupported(const std::string &name, ImageFormat format, const std::string &what);

// A file's name for a message, control characters and broken UTF-8 shown as escapes.
std::string shown(const std::filesystem::path &file);

Result<std::vector<std::uint8_t>> readWhole(const std::filesystem::path &file, std::int64_t maxBytes);

// One PNG chunk; offset is that of its data. Stops when visit returns false or after IEND.
struct PngChunk
{
    char type[5] = {};
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
};
enum class PngWalk { Complete, Stopped, CutShort };
PngWalk walkPng(const ByteSource &source, const std::function<bool(const PngChunk &)> &visit);

// A TIFF structure as EXIF blocks carry it; 1 where there is no orientation or the block is damaged.
int orientationOfExif(std::span<const std::uint8_t> block);
// The same from a whole PNG that hides its EXIF in a text chunk, as older ImageMagick writes it.
int orientationOfTextProfile(std::span<const std::uint8_t> png);

Result<ImageInfo> probeJpeg(const ByteSource &source, const std::string &name);
Result<ImageInfo> probePng(const ByteSource &source, const std::string &name);
Result<ImageInfo> probeWebp(const ByteSource &source, const std::string &name);
Result<ImageInfo> probeBmp(const ByteSource &source, const std::string &name);
Result<ImageInfo> probeTiff(const ByteSource &source, const std::string &name);

using Bytes = std::span<const std::uint8_t>;
Result<Image> decodeJpeg(Bytes bytes, const ImageInfo &info, const std::string &name);
Result<Image> decodePng(Bytes bytes, const ImageInfo &info, const std::string &name);
Result<Image> decodeWebp(Bytes bytes, const ImageInfo &info, const std::string &name);
Result<Image> decodeBmp(Bytes bytes, const ImageInfo &info, const std::string &name);
Result<Image> decodeTiff(Bytes bytes, const ImageInfo &info, const std::string &name);

} // namespace armature::codec
