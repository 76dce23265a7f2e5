#pragma once
// Runs armature-cli as a user would, and makes the small folders that its tests need.

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace testing {

struct CliResult {
    int exitCode = -1;
    bool isCrash = false;
    QString out, err;
};

inline QString cliPath() { return QStringLiteral(ARMATURE_BIN_DIR) + QStringLiteral("/armature-cli"); }
inline QString golden(const QString &path) { return QStringLiteral(ARMATURE_TEST_DATA) + QStringLiteral("/goldens/") + path; }

inline CliResult runCli(const QStringList &arguments, const QByteArray &input = {}, int timeoutMs = 100000)
{
    QProcess process;
    process.start(cliPath(), arguments);
    process.write(input);
    process.closeWriteChannel();
    CliResult result;
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
        result.isCrash = true;
    }
    result.exitCode = process.exitCode();
    result.isCrash = result.isCrash || process.exitStatus() == QProcess::CrashExit;
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    return result;
}

// One JSON object a line, as --progress json prints.
inline QList<QJsonObject> jsonLines(const QString &text)
{
    QList<QJsonObject> lines;
    for (const QString &line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const QJsonDocument document = QJsonDocument::fromJson(line.toUtf8());
        if (document.isObject())
            lines.append(document.object());
    }
    return lines;
}

inline bool writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A filled circle of its own colour and place for each number, and its outline as the condition.
inline QImage circlePicture(int number, QSize size, bool outline)
{
    QImage image(size, QImage::Format_RGB888);
    image.fill(outline ? Qt::black : QColor::fromHsv((number * 47) % 360, 120, 200));
    QPainter painter(&image);
    const int radius = size.height() / 5 + number % 5;
    const QPoint centre(size.width() / 3 + (number * 13) % (size.width() / 3), size.height() / 3 + (number * 7) % (size.height() / 3));
    painter.setPen(outline ? QPen(Qt::white) : QPen(Qt::NoPen));
    painter.setBrush(outline ? QBrush(Qt::NoBrush) : QBrush(QColor::fromHsv((number * 91) % 360, 220, 240)));
    painter.drawEllipse(centre, radius, radius);
    return image;
}

// image/, condition/ and captions for `count` circles.
inline void writeCircles(const QString &folder, int count, QSize size = QSize(64, 64))
{
    QDir().mkpath(folder + QStringLiteral("/image"));
    QDir().mkpath(folder + QStringLiteral("/condition"));
    for (int i = 0; i < count; ++i) {
        const QString name = QStringLiteral("%1").arg(i, 4, 10, QLatin1Char('0'));
        circlePicture(i, size, false).save(folder + QStringLiteral("/image/") + name + QStringLiteral(".png"));
        circlePicture(i, size, true).save(folder + QStringLiteral("/condition/") + name + QStringLiteral(".png"));
        writeFile(folder + QStringLiteral("/image/") + name + QStringLiteral(".txt"), "a red star on a blue background");
    }
}

} // namespace testing
