#include "core/image/fit.h"

#include "core/image/map_kind.h"
#include "core/image/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace armature {

namespace {

constexpr std::array<const char *, 3> kNames = {"stretch", "crop", "fill"};

Image resized(const Image &image, int width, int height)
{
    if (image.width() == width && image.height() == height)
        return image;
    const MapKind kind = guessMapKind(image);
    return kind == MapKind::Photo ? resize(image, width, height, Filter::Lanczos3)
                                  : resizeMap(image, width, height, kind);
}

std::array<std::uint8_t, 3> borderMedian(const Image &image)
{
    std::array<std::uint8_t, 3> median{};
    for (int channel = 0; channel < 3; ++channel) {
        std::vector<std::uint8_t> values;
        const auto take = [&](int x, int y) {
            values.push_back(image.row<std::uint8_t>(y)[x * 3 + channel]);
        };
        for (int x = 0; x < image.width(); ++x) {
            take(x, 0);
            take(x, image.height() - 1);
        }
        for (int y = 0; y < image.height(); ++y) {
            take(0, y);
            take(image.width() - 1, y);
        }
        const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        median[std::size_t(channel)] = *middle;
    }
    return median;
}

// The picture in the middle of a ground of the border's colour.
Image onGround(const Image &image, int width, int height)
{
    const auto colour = borderMedian(image);
    Image result(width, height, 3);
    for (int y = 0; y < height; ++y) {
        auto *row = result.row<std::uint8_t>(y);
        for (int x = 0; x < width; ++x)
            std::copy(colour.begin(), colour.end(), row + x * 3);
    }
    const int left = (width - image.width()) / 2, top = (height - image.height()) / 2;
    for (int y = 0; y < image.height(); ++y)
        std::copy_n(image.row<std::uint8_t>(y), image.samplesPerRow(),
                    result.row<std::uint8_t>(y + top) + left * 3);
    return result;
}

} // namespace

const char *fitModeName(FitMode mode) { return kNames[std::size_t(mode)]; }

std::optional<FitMode> fitModeFrom(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (name == kNames[i])
            return FitMode(i);
    }
    return std::nullopt;
}

Image fitCondition(const Image &picture, int width, int height, FitMode mode)
{
    const Image image = toRgb8(picture);
    if (mode == FitMode::Stretch)
        return resized(image, width, height);
    const double across = double(width) / image.width(), down = double(height) / image.height();
    if (mode == FitMode::Crop) { // the part that has the new shape, then its size
        const double scale = std::max(across, down);
        const int keptWidth = std::clamp(int(std::lround(width / scale)), 1, image.width());
        const int keptHeight = std::clamp(int(std::lround(height / scale)), 1, image.height());
        return resized(crop(image, (image.width() - keptWidth) / 2, (image.height() - keptHeight) / 2,
                            keptWidth, keptHeight),
                       width, height);
    }
    const double scale = std::min(across, down);
    const int inner = std::clamp(int(std::lround(image.width() * scale)), 1, width);
    const int innerHeight = std::clamp(int(std::lround(image.height() * scale)), 1, height);
    return onGround(resized(image, inner, innerHeight), width, height);
}

} // namespace armature
