#include "core/image/codec.h"

#include "core/image/codec_detail.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <new>
#include <string_view>
#include <utility>

namespace armature {
namespace codec {
namespace {

constexpr const char *kAccepted = "Convert it to PNG, JPEG, WebP, BMP or TIFF.";

class FileSource : public ByteSource
{
public:
    FileSource(int fd, std::uint64_t size) : m_fd(fd), m_size(size) {}
    ~FileSource() override { ::close(m_fd); }
    FileSource(const FileSource &) = delete;
    FileSource &operator=(const FileSource &) = delete;

    std::uint64_t size() const override { return m_size; }
    // The beginning is read once: a header is looked at in many small pieces.
    std::size_t readSome(std::uint64_t offset, void *to, std::size_t count) const override
    {
        if (offset < m_head.size()) {
            if (!std::exchange(m_isHeadRead, true))
                m_headSize = readFrom(0, m_head.data(), m_head.size());
            const std::size_t from = std::min(m_headSize, std::size_t(offset));
            const bool isWholeFile = m_headSize < m_head.size();
            if (isWholeFile || count <= m_headSize - from) {
                const std::size_t there = std::min(count, m_headSize - from);
                std::copy_n(m_head.data() + from, there, static_cast<char *>(to));
                return there;
            }
        }
        return readFrom(offset, to, count);
    }

private:
    std::size_t readFrom(std::uint64_t offset, void *to, std::size_t count) const
    {
        std::size_t done = 0;
        while (done < count) {
            const ssize_t got =
                ::pread(m_fd, static_cast<char *>(to) + done, count - done, off_t(offset + done));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                break;
            done += std::size_t(got);
        }
        return done;
    }

    int m_fd;
    std::uint64_t m_size;
    mutable std::array<char, 4096> m_head;
    mutable std::size_t m_headSize = 0;
    mutable bool m_isHeadRead = false;
};

// O_NONBLOCK: a named pipe in a dataset must not stop a scan for ever.
Result<std::unique_ptr<FileSource>> openFile(const std::filesystem::path &file, std::int64_t maxBytes)
{
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        const int code = errno;
        if (code == ENOENT || code == ENOTDIR)
            return fail(ErrorCode::NotFound, fmt::format("There is no picture {}.", shown(file)),
                        "Check the path.");
        return fail(ErrorCode::Io, fmt::format("{} cannot be opened: {}.", shown(file), std::strerror(code)),
                    "Check that you may read the file.");
    }
    struct stat status = {};
    const bool known = ::fstat(fd, &status) == 0;
    auto source = std::make_unique<FileSource>(fd, known ? std::uint64_t(status.st_size) : 0);
    if (!known || !S_ISREG(status.st_mode))
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is not a file but a folder or a device.", shown(file)),
                    "Name a picture file.");
    if (status.st_size > maxBytes)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} has {:.1f} GB; picture files may have at most {:.1f} GB.", shown(file),
                                double(status.st_size) / 1e9, double(maxBytes) / 1e9),
                    "Save a smaller copy, for example as JPEG, or take it out of the folder.");
    return source;
}

// Formats that people have and we do not read, so that the message can name them.
const char *foreignFormat(std::string_view head)
{
    const std::string_view brand = head.size() >= 12 && head.substr(4, 4) == "ftyp" ? head.substr(8, 4) : "";
    if (brand == "avif" || brand == "avis")
        return "an AVIF picture";
    if (brand == "heic" || brand == "heix" || brand == "mif1" || brand == "hevc" || brand == "msf1")
        return "a HEIC picture";
    if (head.starts_with("GIF8"))
        return "a GIF picture";
    if (head.starts_with("8BPS"))
        return "a Photoshop document";
    if (head.starts_with(std::string_view("\xff\x0a", 2)) ||
        head.starts_with(std::string_view("\0\0\0\x0cJXL ", 8)))
        return "a JPEG XL picture";
    if (head.starts_with(std::string_view("\0\0\0\x0cjP  ", 8)))
        return "a JPEG 2000 picture";
    if (head.starts_with("v/1\x01"))
        return "an OpenEXR picture";
    if (head.starts_with("<svg") || head.starts_with("<?xml"))
        return "an SVG or XML text";
    if (head.starts_with("<!DOCTYPE") || head.starts_with("<html"))
        return "a web page, perhaps from a failed download";
    return nullptr;
}

std::optional<ImageFormat> formatFromMagic(std::string_view head)
{
    if (head.starts_with("\xff\xd8\xff"))
        return ImageFormat::Jpeg;
    if (head.starts_with("\x89PNG\r\n\x1a\n"))
        return ImageFormat::Png;
    if (head.size() >= 12 && head.starts_with("RIFF") && head.substr(8, 4) == "WEBP")
        return ImageFormat::Webp;
    for (const std::string_view magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                         std::string_view("II+\0", 4), std::string_view("MM\0+", 4)}) {
        if (head.starts_with(magic))
            return ImageFormat::Tiff;
    }
    if (head.starts_with("BM"))
        return ImageFormat::Bmp;
    return std::nullopt;
}

Result<ImageFormat> sniff(const ByteSource &source, const std::string &name)
{
    char head[32] = {};
    const std::size_t there = source.readSome(0, head, sizeof head);
    const std::string_view start(head, there);
    if (there == 0)
        return fail(ErrorCode::Corrupt, fmt::format("{} is empty.", name),
                    "Copy it again from where it came from, or take it out of the folder.");
    if (const auto format = formatFromMagic(start))
        return *format;
    if (const char *foreign = foreignFormat(start))
        return fail(ErrorCode::Unsupported,
                    fmt::format("{} is {}, which Armature does not read.", name, foreign), kAccepted);
    return fail(ErrorCode::Unsupported,
                fmt::format("{} is not a picture in a format that Armature reads.", name), kAccepted);
}

Result<ImageInfo> probeFormat(const ByteSource &source, ImageFormat format, const std::string &name)
{
    switch (format) {
    case ImageFormat::Jpeg:
        return probeJpeg(source, name);
    case ImageFormat::Png:
        return probePng(source, name);
    case ImageFormat::Webp:
        return probeWebp(source, name);
    case ImageFormat::Bmp:
        return probeBmp(source, name);
    case ImageFormat::Tiff:
        return probeTiff(source, name);
    }
    return fail(ErrorCode::Internal, "Unknown picture format.");
}

Result<ImageInfo> probeSource(const ByteSource &source, const std::string &name, const ImageLimits &limits)
{
    ARMATURE_TRY(const ImageFormat format, sniff(source, name));
    ARMATURE_TRY(ImageInfo info, probeFormat(source, format, name));
    if (info.width <= 0 || info.height <= 0)
        return damaged(name, format, "its header gives a width or height of zero");
    const std::int64_t pixels = std::int64_t(info.width) * info.height;
    if (pixels > limits.maxPixels)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} has {} x {} = {} megapixels; pictures may have at most {}.", name,
                                info.width, info.height, pixels / 1'000'000, limits.maxPixels / 1'000'000),
                    "Save a smaller copy or take it out of the folder.");
    return info;
}

Result<Image> decodeKnown(Bytes bytes, const ImageInfo &info, const std::string &name)
{
    try {
        switch (info.format) {
        case ImageFormat::Jpeg:
            return decodeJpeg(bytes, info, name);
        case ImageFormat::Png:
            return decodePng(bytes, info, name);
        case ImageFormat::Webp:
            return decodeWebp(bytes, info, name);
        case ImageFormat::Bmp:
            return decodeBmp(bytes, info, name);
        case ImageFormat::Tiff:
            return decodeTiff(bytes, info, name);
        }
    } catch (const std::bad_alloc &) {
        return fail(
            ErrorCode::OutOfMemory,
            fmt::format("There is not enough memory to decode {} ({} x {}).", name, info.width, info.height),
            "Close other programs or save a smaller copy.");
    }
    return fail(ErrorCode::Internal, "Unknown picture format.");
}

} // namespace

tl::unexpected<Error> damaged(const std::string &name, ImageFormat format, const std::string &what)
{
    return fail(ErrorCode::Corrupt,
                fmt::format("{} is a damaged {} file: {}.", name, formatName(format), what),
                "Copy or download it again, or take it out of the folder.");
}

tl::unexpected<Error> unsupported(const std::string &name, ImageFormat format, const std::string &what)
{
    return fail(ErrorCode::Unsupported,
                fmt::format("{} is {} file that Armature does not read: {}.", name,
                            fmt::format("{} {}", "a", formatName(format)), what),
                "Save it as an ordinary 8 or 16 bit PNG.");
}

std::string shown(const std::filesystem::path &file)
{
    std::string out = "'";
    for (const unsigned char c : file.native()) {
        if (c < 0x20 || c == 0x7f)
            out += fmt::format("\\x{:02x}", c);
        else
            out += char(c);
    }
    return out + "'";
}

Result<std::vector<std::uint8_t>> readWhole(const std::filesystem::path &file, std::int64_t maxBytes)
{
    ARMATURE_TRY(const auto source, openFile(file, maxBytes));
    try {
        std::vector<std::uint8_t> bytes(source->size());
        if (!source->read(0, bytes.data(), bytes.size()))
            return fail(ErrorCode::Io, fmt::format("{} could not be read to its end.", shown(file)),
                        "Check the disk, then try again.");
        return bytes;
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("There is not enough memory to read {}.", shown(file)),
                    "Close other programs or save a smaller copy.");
    }
}

} // namespace codec

const char *formatName(ImageFormat format)
{
    switch (format) {
    case ImageFormat::Jpeg:
        return "JPEG";
    case ImageFormat::Png:
        return "PNG";
    case ImageFormat::Webp:
        return "WebP";
    case ImageFormat::Bmp:
        return "BMP";
    case ImageFormat::Tiff:
        return "TIFF";
    }
    return "";
}

std::optional<ImageFormat> formatFromExtension(const std::filesystem::path &file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    if (extension == ".jpg" || extension == ".jpeg" || extension == ".jpe" || extension == ".jfif")
        return ImageFormat::Jpeg;
    if (extension == ".png")
        return ImageFormat::Png;
    if (extension == ".webp")
        return ImageFormat::Webp;
    if (extension == ".bmp" || extension == ".dib")
        return ImageFormat::Bmp;
    if (extension == ".tif" || extension == ".tiff")
        return ImageFormat::Tiff;
    return std::nullopt;
}

Result<ImageInfo> probe(const std::filesystem::path &file, const ImageLimits &limits)
{
    ARMATURE_TRY(const auto source, codec::openFile(file, limits.maxFileBytes));
    return codec::probeSource(*source, codec::shown(file), limits);
}

Result<ImageInfo> probe(std::span<const std::uint8_t> bytes, const std::string &name,
                        const ImageLimits &limits)
{
    return codec::probeSource(codec::MemorySource(bytes), name, limits);
}

Result<Image> decode(std::span<const std::uint8_t> bytes, const std::string &name, const ImageLimits &limits)
{
    ARMATURE_TRY(const ImageInfo info, probe(bytes, name, limits));
    return codec::decodeKnown(bytes, info, name);
}

Result<Image> decode(const std::filesystem::path &file, const ImageLimits &limits)
{
    // The header is looked at first, so that a picture over the limit is refused before its file is read.
    ARMATURE_CHECK(probe(file, limits));
    ARMATURE_TRY(const auto bytes, codec::readWhole(file, limits.maxFileBytes));
    return decode(bytes, codec::shown(file), limits);
}

Result<Image> decodeOriented(const std::filesystem::path &file, const ImageLimits &limits)
{
    ARMATURE_CHECK(probe(file, limits));
    ARMATURE_TRY(const auto bytes, codec::readWhole(file, limits.maxFileBytes));
    ARMATURE_TRY(const ImageInfo info, probe(bytes, codec::shown(file), limits));
    ARMATURE_TRY(Image image, codec::decodeKnown(bytes, info, codec::shown(file)));
    try {
        return applyOrientation(std::move(image), info.orientation);
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("There is not enough memory to turn {}.", codec::shown(file)),
                    "Close other programs or save a smaller copy.");
    }
}

} // namespace armature
