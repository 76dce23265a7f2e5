#include "core/image/codec_detail.h"

#include <png.h>

#include <bit>
#include <csetjmp>
#include <limits>

namespace armature::codec {
namespace {

// libpng reports errors by longjmp, which must not cross a destructor: the two functions that call setjmp
// below hold plain values only, and everything with a destructor lives in their caller.
struct PngState
{
    png_structp png = nullptr;
    png_infop info = nullptr;
    const std::uint8_t *data = nullptr;
    std::size_t left = 0;
    char message[128] = {};

    PngState() = default;
    PngState(const PngState &) = delete;
    PngState &operator=(const PngState &) = delete;
    ~PngState() { png_destroy_read_struct(&png, &info, nullptr); }
};

extern "C" {
static void onPngError(png_structp png, png_const_charp message)
{
    auto *state = static_cast<PngState *>(png_get_error_ptr(png));
    std::strncpy(state->message, message, sizeof state->message - 1);
    png_longjmp(png, 1);
}
static void onPngWarning(png_structp, png_const_charp) {}
static void readPngBytes(png_structp png, png_bytep to, png_size_t count)
{
    auto *state = static_cast<PngState *>(png_get_io_ptr(png));
    if (count > state->left)
        png_error(png, "it ends early");
    std::memcpy(to, state->data, count);
    state->data += count;
    state->left -= count;
}
}

bool startPng(PngState &state, png_uint_32 *width, png_uint_32 *height, int *channels, int *depth)
{
    if (setjmp(png_jmpbuf(state.png)))
        return false;
    png_set_read_fn(state.png, &state, readPngBytes);
    png_set_user_limits(state.png, std::numeric_limits<int>::max(), std::numeric_limits<int>::max());
    png_read_info(state.png, state.info);
    png_set_expand(state.png); // palette to RGB, 1, 2 and 4 bit to 8, tRNS to alpha
    if constexpr (std::endian::native == std::endian::little)
        png_set_swap(state.png);
    png_set_interlace_handling(state.png);
    png_read_update_info(state.png, state.info);
    *width = png_get_image_width(state.png, state.info);
    *height = png_get_image_height(state.png, state.info);
    *channels = png_get_channels(state.png, state.info);
    *depth = png_get_bit_depth(state.png, state.info);
    return true;
}

// Reading to the end chunk finds a file that is cut short behind its last row.
bool readPngRows(PngState &state, png_bytepp rows)
{
    if (setjmp(png_jmpbuf(state.png)))
        return false;
    png_read_image(state.png, rows);
    png_read_end(state.png, nullptr);
    return true;
}

} // namespace

Result<Image> decodePng(Bytes bytes, const ImageInfo &info, const std::string &name)
{
    PngState state;
    state.data = bytes.data();
    state.left = bytes.size();
    state.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, onPngError, onPngWarning);
    state.info = state.png ? png_create_info_struct(state.png) : nullptr;
    if (!state.info)
        throw std::bad_alloc();
    png_uint_32 width = 0;
    png_uint_32 height = 0;
    int channels = 0;
    int depth = 0;
    if (!startPng(state, &width, &height, &channels, &depth))
        return damaged(name, ImageFormat::Png, state.message);
    if (int(width) != info.width || int(height) != info.height || channels < 1 || channels > 4)
        return damaged(name, ImageFormat::Png, "its header makes no sense");
    Image image(info.width, info.height, channels, depth);
    std::vector<png_bytep> rows(height);
    image.withSampleType([&]<typename Sample>(Sample) {
        for (int y = 0; y < info.height; ++y)
            rows[std::size_t(y)] = reinterpret_cast<png_bytep>(image.row<Sample>(y));
    });
    if (!readPngRows(state, rows.data()))
        return damaged(name, ImageFormat::Png, state.message);
    return image;
}

} // namespace armature::codec
