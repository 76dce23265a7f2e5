#include "core/image/png_writer.h"

#include "core/base/fs.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <new>

namespace armature {
namespace {

// As in the decoder: what libpng may jump out of holds plain values only.
struct PngSink
{
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::vector<std::uint8_t> bytes;
    bool outOfMemory = false;
    char message[128] = {};

    PngSink() = default;
    PngSink(const PngSink &) = delete;
    PngSink &operator=(const PngSink &) = delete;
    ~PngSink() { png_destroy_write_struct(&png, &info); }
};

extern "C" {
static void onWriteError(png_structp png, png_const_charp message)
{
    auto *sink = static_cast<PngSink *>(png_get_error_ptr(png));
    std::strncpy(sink->message, message, sizeof sink->message - 1);
    png_longjmp(png, 1);
}
static void onWriteWarning(png_structp, png_const_charp) {}
static void appendBytes(png_structp png, png_bytep from, png_size_t count)
{
    auto *sink = static_cast<PngSink *>(png_get_io_ptr(png));
    try {
        sink->bytes.insert(sink->bytes.end(), from, from + count);
    } catch (const std::bad_alloc &) {
        sink->outOfMemory = true;
    }
    if (sink->outOfMemory)
        png_error(png, "out of memory");
}
static void flushNothing(png_structp) {}
}

struct PngShape
{
    png_uint_32 width, height;
    int channels, depth;
};

bool writeAll(PngSink &sink, PngShape shape, png_textp texts, int textCount, png_bytepp rows, bool isFast)
{
    constexpr int kTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                              PNG_COLOR_TYPE_RGB_ALPHA};
    if (setjmp(png_jmpbuf(sink.png)))
        return false;
    png_set_write_fn(sink.png, &sink, appendBytes, flushNothing);
    png_set_user_limits(sink.png, 0x7fffffff, 0x7fffffff);
    png_set_IHDR(sink.png, sink.info, shape.width, shape.height, shape.depth, kTypes[shape.channels - 1],
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (isFast) {
        png_set_compression_level(sink.png, 1);
        png_set_filter(sink.png, PNG_FILTER_TYPE_BASE, shape.depth < 8 ? PNG_FILTER_NONE : PNG_FILTER_SUB);
    }
    if (textCount > 0)
        png_set_text(sink.png, sink.info, texts, textCount);
    png_write_info(sink.png, sink.info);
    if constexpr (std::endian::native == std::endian::little) {
        if (shape.depth == 16)
            png_set_swap(sink.png);
    }
    png_write_image(sink.png, rows);
    png_write_end(sink.png, nullptr);
    return true;
}

// Eight pixels a byte, the first in its highest bit; 255 becomes 1.
std::vector<std::uint8_t> packedBits(const Image &image)
{
    const std::size_t width = std::size_t(image.width()), stride = (width + 7) / 8;
    std::vector<std::uint8_t> bits(stride * std::size_t(image.height()));
    for (int y = 0; y < image.height(); ++y) {
        const auto *from = image.row<std::uint8_t>(y);
        auto *to = bits.data() + std::size_t(y) * stride;
        std::size_t x = 0;
        for (; x + 8 <= width; x += 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, from + x, sizeof eight);
            if constexpr (std::endian::native == std::endian::big)
                eight = __builtin_bswap64(eight);
            // Gathers the lowest bit of each byte into the highest byte, the first byte's on top.
            to[x / 8] = std::uint8_t(((eight & 0x0101010101010101U) * 0x8040201008040201U) >> 56);
        }
        for (; x < width; ++x)
            to[x / 8] = std::uint8_t(to[x / 8] | (from[x] & 1U) << (7 - x % 8));
    }
    return bits;
}

bool isAscii(const std::string &text)
{
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && c != 0; });
}

Result<std::vector<png_text>> toChunks(const std::vector<PngText> &texts)
{
    std::vector<png_text> chunks;
    for (const PngText &text : texts) {
        if (text.key.empty() || text.key.size() > 79 || text.key.find('\0') != std::string::npos)
            return fail(ErrorCode::Internal, fmt::format("'{}' cannot be the key of a PNG text.", text.key));
        png_text chunk = {};
        const bool plain = isAscii(text.value);
        chunk.compression = plain ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
        chunk.key = const_cast<char *>(text.key.c_str());
        chunk.text = const_cast<char *>(text.value.c_str());
        chunk.text_length = plain ? text.value.size() : 0;
        chunk.itxt_length = plain ? 0 : text.value.size();
        chunk.lang = const_cast<char *>("");
        chunk.lang_key = const_cast<char *>("");
        chunks.push_back(chunk);
    }
    return chunks;
}

} // namespace

Result<std::vector<std::uint8_t>> encodePng(const Image &image, const std::vector<PngText> &texts,
                                            const PngOptions &options)
{
    if (image.isEmpty())
        return fail(ErrorCode::Internal, "An empty picture cannot be saved.");
    ARMATURE_TRY(std::vector<png_text> chunks, toChunks(texts));
    try {
        PngSink sink;
        sink.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, onWriteError, onWriteWarning);
        sink.info = sink.png ? png_create_info_struct(sink.png) : nullptr;
        if (!sink.info)
            throw std::bad_alloc();
        std::vector<png_bytep> rows(static_cast<std::size_t>(image.height()));
        const auto bits = options.isBilevel ? packedBits(image) : std::vector<std::uint8_t>();
        image.withSampleType([&]<typename Sample>(Sample) { // libpng does not write to the rows
            for (int y = 0; y < image.height(); ++y)
                rows[std::size_t(y)] =
                    options.isBilevel
                        ? const_cast<png_bytep>(bits.data()) + std::size_t(y) * (bits.size() / rows.size())
                        : reinterpret_cast<png_bytep>(const_cast<Sample *>(image.row<Sample>(y)));
        });
        const PngShape shape{png_uint_32(image.width()), png_uint_32(image.height()), image.channels(),
                             options.isBilevel ? 1 : image.bitDepth()};
        if (!writeAll(sink, shape, chunks.data(), int(chunks.size()), rows.data(), options.isFast))
            return sink.outOfMemory ? throw std::bad_alloc()
                                    : fail(ErrorCode::Internal, fmt::format("PNG: {}.", sink.message));
        return std::move(sink.bytes);
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory, "There is not enough memory to encode a PNG.",
                    "Close other programs.");
    }
}

Status writePng(const std::filesystem::path &file, const Image &image, const std::vector<PngText> &texts)
{
    ARMATURE_TRY(const auto bytes, encodePng(image, texts));
    ARMATURE_TRY(AtomicFile out, AtomicFile::create(file));
    ARMATURE_CHECK(out.write(bytes.data(), bytes.size()));
    return out.commit();
}

} // namespace armature
