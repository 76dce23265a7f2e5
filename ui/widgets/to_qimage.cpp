#include "ui/widgets/to_qimage.h"

#include <cstring>

namespace armature::ui {

QImage toQImage(const Image &image)
{
    if (image.isEmpty())
        return {};
    const Image rgb = toRgb8(image);
    QImage result(rgb.width(), rgb.height(), QImage::Format_RGB888);
    for (int y = 0; y < rgb.height(); ++y)
        std::memcpy(result.scanLine(y), rgb.row<std::uint8_t>(y), rgb.samplesPerRow());
    return result;
}

Image fromQImage(const QImage &picture)
{
    const QImage rgb = picture.convertToFormat(QImage::Format_RGB888);
    Image image(rgb.width(), rgb.height(), 3);
    for (int y = 0; y < rgb.height(); ++y)
        std::memcpy(image.row<std::uint8_t>(y), rgb.constScanLine(y), image.samplesPerRow());
    return image;
}

} // namespace armature::ui
