#include "ui/theme/icons.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace armature::ui {

namespace {

// QtSvg paints currentColor black, so the token takes its place before rendering.
QByteArray coloredSvg(const QString &name, QRgb tint)
{
    QFile file(QStringLiteral(":/icons/") + name + QStringLiteral(".svg"));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isThere, "icon", qPrintable(name));
    if (!isThere)
        return {};
    return file.readAll().replace("currentColor", color(tint).name().toLatin1());
}

class SvgIconEngine : public QIconEngine
{
public:
    SvgIconEngine(QString name, QRgb ThemeColors::*token) : m_name(std::move(name)), m_token(token) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
        const int side = std::min(rect.width(), rect.height());
        const QPixmap picture = iconPixmap(m_name, side, ratio, tint(mode));
        painter->drawPixmap(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2,
                            picture);
    }

    // Sizes come in device pixels here.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        const int side = std::min(size.width(), size.height());
        painter.drawPixmap((size.width() - side) / 2, (size.height() - side) / 2,
                           iconPixmap(m_name, side, 1, tint(mode)));
        return result;
    }

    QIconEngine *clone() const override { return new SvgIconEngine(m_name, m_token); }
    QString iconName() override { return m_name; }

private:
    QRgb tint(QIcon::Mode mode) const
    {
        const ThemeColors &colors = themeColors(QGuiApplication::palette());
        if (mode == QIcon::Disabled)
            return colors.off;
        return mode == QIcon::Selected ? colors.onAccent : colors.*m_token;
    }

    QString m_name;
    QRgb ThemeColors::*m_token;
};

} // namespace

QIcon icon(const QString &name) { return icon(name, &ThemeColors::text); }
QIcon icon(const QString &name, QRgb ThemeColors::*token)
{
    return name.isEmpty() ? QIcon() : QIcon(new SvgIconEngine(name, token));
}

QPixmap iconPixmap(const QString &name, int side, qreal devicePixelRatio, QRgb tint)
{
    const QString key =
        QStringLiteral("icon/%1/%2/%3/%4").arg(name).arg(side).arg(devicePixelRatio).arg(tint, 8, 16);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture))
        return picture;
    const int pixels = qRound(side * devicePixelRatio);
    picture = QPixmap(pixels, pixels);
    picture.fill(Qt::transparent);
    QSvgRenderer renderer(coloredSvg(name, tint));
    QPainter painter(&picture);
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    picture.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, picture);
    return picture;
}

void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, QRgb tint)
{
    const qreal ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1;
    const int side = int(std::min(rect.width(), rect.height()));
    painter.drawPixmap(QPointF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2),
                       iconPixmap(name, side, ratio, tint));
}

} // namespace armature::ui
