#include "ui/dataset/pair_picture.h"

#include "core/image/codec.h"
#include "core/image/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace armature::ui {

namespace {

constexpr int64_t kMaxPixels = 120'000'000; // of a file that is opened at all
constexpr int64_t kKept = 40'000'000;       // pixels; larger pictures are kept scaled to this many
constexpr int kSmallest = 512;              // px of the longer side: smaller ones need no halves

QImage toQt(const Image &image)
{
    QImage result(image.width(), image.height(), QImage::Format_RGB32); // what is painted quickest
    for (int y = 0; y < image.height(); ++y) {
        auto *out = reinterpret_cast<QRgb *>(result.scanLine(y));
        const auto *in = image.row<uint8_t>(y);
        for (int x = 0; x < image.width(); ++x, in += 3)
            out[x] = qRgb(in[0], in[1], in[2]);
    }
    return result;
}

Image shrunk(const Image &image, double by)
{
    return resize(image, std::max(1, int(std::lround(image.width() * by))),
                  std::max(1, int(std::lround(image.height() * by))), Filter::Area);
}

} // namespace

const QImage &PairPicture::levelFor(double scale) const
{
    static const QImage none;
    if (levels.empty())
        return none;
    for (size_t i = levels.size(); i-- > 1;) {
        if (levels[i].width() >= size.width() * scale)
            return levels[i];
    }
    return levels[0];
}

PairPicture pairPictureOf(const QImage &image)
{
    return image.isNull() ? PairPicture() : PairPicture{image.size(), {image}};
}

PairPicture loadPairPicture(const std::filesystem::path &file)
{
    try {
        auto decoded = decodeOriented(file, {kMaxPixels, 1'000'000'000});
        if (!decoded)
            return {};
        Image image = toRgb8(*decoded);
        PairPicture picture{{image.width(), image.height()}, {}};
        const auto pixels = int64_t(image.width()) * image.height();
        if (pixels > kKept)
            image = shrunk(image, std::sqrt(double(kKept) / double(pixels)));
        picture.levels.push_back(toQt(image));
        while (std::max(image.width(), image.height()) > kSmallest) {
            image = shrunk(image, 0.5);
            picture.levels.push_back(toQt(image));
        }
        return picture;
    } catch (const std::exception &) { // no memory for it
        return {};
    }
}

} // namespace armature::ui
