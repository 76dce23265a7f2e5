#include "core/image/image.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace armature {
namespace {

// Walks the target in square tiles, because a quarter turn of whole rows would miss the cache at every pixel.
template <typename Sample, typename SourceOf>
void gather(const Image &from, Image &to, SourceOf sourceOf)
{
    constexpr int kTile = 32;
    const int channels = from.channels();
    for (int ty = 0; ty < to.height(); ty += kTile) {
        for (int tx = 0; tx < to.width(); tx += kTile) {
            for (int y = ty; y < std::min(ty + kTile, to.height()); ++y) {
                Sample *out = to.row<Sample>(y) + std::size_t(tx) * std::size_t(channels);
                for (int x = tx; x < std::min(tx + kTile, to.width()); ++x, out += channels) {
                    const auto [sx, sy] = sourceOf(x, y);
                    std::copy_n(from.row<Sample>(sy) + std::size_t(sx) * std::size_t(channels), channels,
                                out);
                }
            }
        }
    }
}

std::uint8_t to8(std::uint8_t v) { return v; }
std::uint8_t to8(std::uint16_t v) { return std::uint8_t((v * 255u + 32767u) / 65535u); }

// v over white with coverage a, in the samples' own range.
template <typename Sample>
Sample overWhite(Sample v, Sample a)
{
    constexpr std::uint64_t kMax = std::numeric_limits<Sample>::max();
    return Sample((std::uint64_t(v) * a + kMax * (kMax - a) + kMax / 2) / kMax);
}

} // namespace

Image::Image(int width, int height, int channels, int bitDepth)
    : m_width(width), m_height(height), m_channels(channels)
{
    assert(width >= 0 && height >= 0 && channels >= 1 && channels <= 4 && (bitDepth == 8 || bitDepth == 16));
    const std::size_t count = samplesPerRow() * std::size_t(height);
    if (bitDepth == 8)
        m_samples = std::vector<std::uint8_t>(count);
    else
        m_samples = std::vector<std::uint16_t>(count);
}

Image crop(const Image &image, int x, int y, int width, int height)
{
    assert(x >= 0 && y >= 0 && width >= 0 && height >= 0);
    assert(x + width <= image.width() && y + height <= image.height());
    Image out(width, height, image.channels(), image.bitDepth());
    image.withSampleType([&]<typename Sample>(Sample) {
        for (int line = 0; line < height; ++line)
            std::copy_n(image.row<Sample>(y + line) + std::size_t(x) * std::size_t(image.channels()),
                        out.samplesPerRow(), out.row<Sample>(line));
    });
    return out;
}

Image flipHorizontal(const Image &image) { return applyOrientation(image, 2); }

Image applyOrientation(Image image, int orientation)
{
    if (orientation < 2 || orientation > 8)
        return image;
    const bool turned = orientation >= 5;
    const int right = image.width() - 1;
    const int bottom = image.height() - 1;
    Image out(turned ? image.height() : image.width(), turned ? image.width() : image.height(),
              image.channels(), image.bitDepth());
    image.withSampleType([&]<typename Sample>(Sample) {
        switch (orientation) {
        case 2:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(right - x, y); });
            break;
        case 3:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(right - x, bottom - y); });
            break;
        case 4:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(x, bottom - y); });
            break;
        case 5:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(y, x); });
            break;
        case 6:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(y, bottom - x); });
            break;
        case 7:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(right - y, bottom - x); });
            break;
        default:
            gather<Sample>(image, out, [=](int x, int y) { return std::pair(right - y, x); });
            break;
        }
    });
    return out;
}

Image toRgb8(const Image &image)
{
    if (image.channels() == 3 && image.bitDepth() == 8)
        return image;
    Image out(image.width(), image.height(), 3);
    const int channels = image.channels();
    const bool grey = channels <= 2;
    const bool alpha = image.hasAlphaChannel();
    image.withSampleType([&]<typename Sample>(Sample) {
        for (int y = 0; y < image.height(); ++y) {
            const Sample *in = image.row<Sample>(y);
            std::uint8_t *to = out.row<std::uint8_t>(y);
            for (int x = 0; x < image.width(); ++x, in += channels, to += 3) {
                for (int c = 0; c < 3; ++c) {
                    const Sample v = in[grey ? 0 : c];
                    to[c] = to8(alpha ? overWhite<Sample>(v, in[channels - 1]) : v);
                }
            }
        }
    });
    return out;
}

Image toDepth8(Image image)
{
    if (image.bitDepth() == 8)
        return image;
    Image out(image.width(), image.height(), image.channels());
    for (int y = 0; y < image.height(); ++y) {
        const std::uint16_t *in = image.row<std::uint16_t>(y);
        std::transform(in, in + image.samplesPerRow(), out.row<std::uint8_t>(y),
                       [](std::uint16_t v) { return to8(v); });
    }
    return out;
}

bool hasTransparency(const Image &image)
{
    if (!image.hasAlphaChannel())
        return false;
    return image.withSampleType([&]<typename Sample>(Sample) {
        const std::vector<Sample> &samples = image.samples<Sample>();
        const std::size_t step = std::size_t(image.channels());
        for (std::size_t at = step - 1; at < samples.size(); at += step) {
            if (samples[at] != std::numeric_limits<Sample>::max())
                return true;
        }
        return false;
    });
}

} // namespace armature
