#pragma once
// The pictures of tests/goldens/image and what Pillow or OpenCV make of them.

#include "core/image/image.h"

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstdlib>

namespace armature::golden {

inline QString path(const QString &name)
{
    return QStringLiteral(ARMATURE_TEST_DATA "/goldens/image/") + name;
}
inline std::filesystem::path file(const QString &name) { return path(name).toStdString(); }

inline QByteArray bytes(const QString &name)
{
    QFile opened(path(name));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

inline QJsonArray rows(const char *section)
{
    return QJsonDocument::fromJson(bytes("expected.json")).object().value(QLatin1String(section)).toArray();
}

// zlib-packed pixels, 16 bit as little endian. Empty when the size is not that of the picture.
inline Image raw(const QString &name, int width, int height, int channels, int depth)
{
    Image image(width, height, channels, depth);
    const int count = width * height * channels * depth / 8;
    QByteArray packed = bytes(name);
    packed.prepend(QByteArray::fromHex(QByteArray::number(count, 16).rightJustified(8, '0')));
    const QByteArray plain = qUncompress(packed);
    if (plain.size() != count)
        return {};
    void *to = depth == 8 ? static_cast<void *>(image.row<std::uint8_t>(0)) : image.row<std::uint16_t>(0);
    std::memcpy(to, plain.constData(), std::size_t(count));
    return image;
}

// The largest difference of any sample; -1 where the shapes differ.
inline int distance(const Image &a, const Image &b)
{
    if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels() ||
        a.bitDepth() != b.bitDepth())
        return -1;
    return a.withSampleType([&]<typename Sample>(Sample) {
        int worst = 0;
        for (std::size_t i = 0; i < a.samples<Sample>().size(); ++i)
            worst = std::max(worst, std::abs(int(a.samples<Sample>()[i]) - int(b.samples<Sample>()[i])));
        return worst;
    });
}

} // namespace armature::golden
