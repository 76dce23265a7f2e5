#include "ui/project/paths.h"

#include <QFile>
#include <QUrl>

namespace armature::ui {

namespace fs = std::filesystem;

QString displayPath(const fs::path &path)
{
    QString text = QString::fromUtf8(path.native().data(), qsizetype(path.native().size()));
    for (QChar &character : text)
        if (character.category() == QChar::Other_Control || character.category() == QChar::Other_Format)
            character = QChar(0xfffd);
    return text;
}

QString displayName(const fs::path &path)
{
    const fs::path name = path.filename();
    return displayPath(name.empty() ? path : name);
}

fs::path pathFromQt(const QString &path) { return fs::path(QFile::encodeName(path).toStdString()); }

fs::path pathFromUrl(const QUrl &url)
{
    if (!url.isLocalFile())
        return {};
    return fs::path(QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString());
}

QString storedPath(const fs::path &path)
{
    const QByteArray bytes = QByteArray::fromStdString(path.native());
    return QStringLiteral("file://") + QString::fromLatin1(bytes.toPercentEncoding("/"));
}

fs::path pathFromStored(const QString &stored)
{
    if (!stored.startsWith(QLatin1String("file://")))
        return pathFromQt(stored);
    return fs::path(QByteArray::fromPercentEncoding(stored.mid(7).toLatin1()).toStdString());
}

} // namespace armature::ui
