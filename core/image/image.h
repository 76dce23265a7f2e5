#pragma once
// A picture in memory: rows from top to bottom, channels interleaved, no padding between rows.

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace armature {

// channels: 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha (alpha not multiplied in). bitDepth: 8 or 16, full
// range.
class Image
{
public:
    Image() = default;
    // All samples zero. Throws std::bad_alloc as a vector does; decode() turns that into an Error.
    Image(int width, int height, int channels, int bitDepth = 8);

    int width() const { return m_width; }
    int height() const { return m_height; }
    int channels() const { return m_channels; }
    int bitDepth() const { return m_samples.index() == 0 ? 8 : 16; }
    bool isEmpty() const { return m_width == 0 || m_height == 0; }
    bool hasAlphaChannel() const { return m_channels == 2 || m_channels == 4; }
    std::size_t samplesPerRow() const { return std::size_t(m_width) * std::size_t(m_channels); }

    // Sample is std::uint8_t or std::uint16_t and must be the one that bitDepth() says.
    template <typename Sample>
    const std::vector<Sample> &samples() const
    {
        return std::get<std::vector<Sample>>(m_samples);
    }
    template <typename Sample>
    const Sample *row(int y) const
    {
        return samples<Sample>().data() + std::size_t(y) * samplesPerRow();
    }
    template <typename Sample>
    Sample *row(int y)
    {
        return std::get<std::vector<Sample>>(m_samples).data() + std::size_t(y) * samplesPerRow();
    }

    // Calls work(std::uint8_t{}) or work(std::uint16_t{}), whichever the samples are.
    template <typename Work>
    decltype(auto) withSampleType(Work &&work) const
    {
        return bitDepth() == 8 ? work(std::uint8_t{}) : work(std::uint16_t{});
    }

    bool operator==(const Image &) const = default;

private:
    int m_width = 0;
    int m_height = 0;
    int m_channels = 0;
    std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>> m_samples;
};

// The rectangle must lie inside the image.
Image crop(const Image &image, int x, int y, int width, int height);
Image flipHorizontal(const Image &image);

// Undoes an EXIF orientation (1..8; anything else counts as 1), so that the result is upright. 5..8 swap the
// sides.
Image applyOrientation(Image image, int orientation);

// What a model sees: three channels of 8 bit. Grey is repeated, alpha is composited on white, 16 bit is
// rounded.
Image toRgb8(const Image &image);

// 16 bit to 8 by round(v * 255 / 65535); 8 bit stays.
Image toDepth8(Image image);

// Whether any pixel is not fully opaque: an alpha channel that changes nothing is no reason for a warning.
bool hasTransparency(const Image &image);

} // namespace armature
