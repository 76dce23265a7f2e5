#pragma once
// Reading picture files. Every file counts as hostile: the real format is found by its first bytes, sizes are
// checked before anything is allocated, and a file that ends early or is damaged is an error, never a half
// grey picture. All functions may be called from several threads at once.

#include "core/base/result.h"
#include "core/image/image.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace armature {

enum class ImageFormat { Jpeg, Png, Webp, Bmp, Tiff };

const char *formatName(ImageFormat format); // "JPEG", "PNG", ...

// What the file's name promises: jpg jpeg jpe jfif, png, webp, bmp dib, tif tiff in any case; nothing for
// other names.
std::optional<ImageFormat> formatFromExtension(const std::filesystem::path &file);

struct ImageLimits
{
    std::int64_t maxPixels = 256'000'000;
    std::int64_t maxFileBytes = 1'000'000'000;
};

struct ImageInfo
{
    ImageFormat format = ImageFormat::Png;
    int width = 0; // as stored, before the EXIF orientation
    int height = 0;
    int channels = 0;      // of what decode() returns: 1..4; CMYK counts as 3, a palette as 3 or 4
    int bitDepth = 8;      // bits of a stored sample: 1, 2, 4, 8, 12, 16, 32
    bool hasAlpha = false; // an alpha channel or a transparent palette entry is stored
    bool isCmyk = false;
    bool isAnimated = false; // animated WebP (not decoded) or PNG (its still picture is)
    int orientation = 1;     // EXIF, 1..8

    int displayWidth() const { return orientation >= 5 ? height : width; }
    int displayHeight() const { return orientation >= 5 ? width : height; }
};

// Reads only headers, at most some kilobytes of most files. Errors: NotFound; BadInput (no regular file, too
// large); Unsupported (another format); Corrupt (empty, cut short within the header, sizes of zero); Io.
Result<ImageInfo> probe(const std::filesystem::path &file, const ImageLimits &limits = {});
// name: what error messages call the picture.
Result<ImageInfo> probe(std::span<const std::uint8_t> bytes, const std::string &name,
                        const ImageLimits &limits = {});

// The whole picture in stored orientation: 8 or 16 bit, 1..4 channels. CMYK becomes RGB, palettes and 1, 2
// and 4 bit become 8 bit. Colour profiles are not applied, as in every trainer. Errors as probe(), and
// Corrupt for damage anywhere in the picture data, Unsupported for a variant (animation, float, lossless
// JPEG, run-length BMP), OutOfMemory.
Result<Image> decode(const std::filesystem::path &file, const ImageLimits &limits = {});
Result<Image> decode(std::span<const std::uint8_t> bytes, const std::string &name,
                     const ImageLimits &limits = {});

// decode() and the EXIF orientation applied: what an artist sees in a viewer.
Result<Image> decodeOriented(const std::filesystem::path &file, const ImageLimits &limits = {});

} // namespace armature
