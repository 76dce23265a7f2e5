#include "ui/test_room/compare_view.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace armature::ui {

namespace {

constexpr int kBlink = 500; // milliseconds
constexpr int kMaxGrowth = 4;
constexpr double kOnion = 0.5;

} // namespace

CompareView::CompareView(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 200);
    setAccessibleName(tr("Picture"));
    m_blink.setInterval(kBlink);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_isBlinked = !m_isBlinked;
        update();
    });
}

void CompareView::setPicture(const QImage &image, const QString &label)
{
    m_picture = image;
    m_label = label;
    m_difference = difference(m_picture, m_other);
    setAccessibleDescription(label);
    update();
}

void CompareView::setOther(const QImage &image, const QString &label)
{
    m_other = image;
    m_otherLabel = label;
    m_difference = difference(m_picture, m_other);
    update();
}

void CompareView::setCondition(const QImage &image)
{
    m_condition = image;
    update();
}

void CompareView::setPreview(const QImage &image)
{
    m_preview = image;
    update();
}

void CompareView::setMode(CompareMode mode)
{
    m_mode = mode;
    m_isBlinked = false;
    mode == CompareMode::Blink ? m_blink.start() : m_blink.stop();
    update();
}

void CompareView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

QImage CompareView::difference(const QImage &a, const QImage &b)
{
    if (a.isNull() || a.size() != b.size())
        return {};
    QImage result(a.size(), QImage::Format_Grayscale8);
    const QImage one = a.convertToFormat(QImage::Format_RGB888),
                 two = b.convertToFormat(QImage::Format_RGB888);
    for (int y = 0; y < one.height(); ++y) {
        const uchar *p = one.constScanLine(y), *q = two.constScanLine(y);
        uchar *out = result.scanLine(y);
        for (int x = 0; x < one.width(); ++x, p += 3, q += 3)
            out[x] = uchar(std::max({std::abs(p[0] - q[0]), std::abs(p[1] - q[1]), std::abs(p[2] - q[2])}));
    }
    return result;
}

QRectF CompareView::placed(const QRectF &pane, QSize size) const
{
    const QSizeF room = pane.size() - QSizeF(2 * space::kSmall, 2 * space::kSmall);
    const double scale =
        std::min({room.width() / size.width(), room.height() / size.height(), double(kMaxGrowth)});
    const QSizeF shown = QSizeF(size) * std::max(scale, 0.01);
    return {pane.center() - QPointF(shown.width(), shown.height()) / 2, shown};
}

void CompareView::drawPicture(QPainter &painter, const QRectF &place, const QImage &image) const
{
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place.width() < image.width() * 2);
    painter.drawImage(place, image);
}

void CompareView::drawLabel(QPainter &painter, const QRectF &pane, const QString &text) const
{
    if (text.isEmpty())
        return;
    const ThemeColors &colors = themeColors(palette());
    const QString shown = fontMetrics().elidedText(text, Qt::ElideRight, int(pane.width()) - 32);
    const QRectF badge(pane.left() + 8, pane.bottom() - 30, fontMetrics().horizontalAdvance(shown) + 16, 22);
    painter.fillRect(badge, color(colors.scrim));
    painter.setPen(color(colors.onAccent));
    painter.drawText(badge, Qt::AlignCenter, shown);
}

void CompareView::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(colors.stage[0]));
    const QRectF whole = rect();
    if (!m_preview.isNull()) {
        const QRectF place = placed(whole, m_shape.isEmpty() ? m_preview.size() : m_shape);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(place, m_preview);
        drawLabel(painter, whole, tr("Forming"));
        return;
    }
    if (m_picture.isNull()) {
        painter.setPen(color(colors.text));
        painter.drawText(whole.adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const QRectF place = placed(whole, m_picture.size());
    if (m_mode == CompareMode::Onion && !m_condition.isNull()) {
        drawPicture(painter, place, m_picture);
        painter.setOpacity(kOnion);
        drawPicture(painter, place, m_condition);
        painter.setOpacity(1);
        drawLabel(painter, whole, tr("%1, under its condition").arg(m_label));
        return;
    }
    if (!hasPair() || m_mode == CompareMode::Single || m_mode == CompareMode::Onion) {
        drawPicture(painter, place, m_picture);
        const bool wantsTwo = m_mode != CompareMode::Single && m_mode != CompareMode::Onion;
        drawLabel(painter, whole, wantsTwo ? tr("Select two pictures below to compare them") : m_label);
        return;
    }
    const QString labelA = QStringLiteral("A  ") + m_label, labelB = QStringLiteral("B  ") + m_otherLabel;
    switch (m_mode) {
    case CompareMode::Beside: {
        const double half = (whole.width() - 2) / 2;
        const QRectF left(0, 0, half, whole.height()), right(half + 2, 0, half, whole.height());
        drawPicture(painter, placed(left, m_picture.size()), m_picture);
        drawPicture(painter, placed(right, m_other.size()), m_other);
        drawLabel(painter, left, labelA);
        drawLabel(painter, right, labelB);
        break;
    }
    case CompareMode::Slider: {
        drawPicture(painter, place, m_picture);
        const double x = place.left() + place.width() * m_split;
        painter.save();
        painter.setClipRect(QRectF(x, whole.top(), whole.right() - x, whole.height()));
        drawPicture(painter, place, m_other);
        painter.restore();
        painter.fillRect(QRectF(x - 2, place.top(), 4, place.height()), color(colors.shadow));
        painter.fillRect(QRectF(x - 1, place.top(), 2, place.height()), color(colors.onAccent));
        drawLabel(painter, QRectF(0, 0, whole.width() / 2, whole.height()), labelA);
        drawLabel(painter, QRectF(whole.width() / 2, 0, whole.width() / 2, whole.height()), labelB);
        break;
    }
    case CompareMode::Blink:
        drawPicture(painter, place, m_isBlinked ? m_other : m_picture);
        drawLabel(painter, whole, m_isBlinked ? labelB : labelA);
        break;
    default:
        if (m_difference.isNull()) {
            drawPicture(painter, place, m_picture);
            drawLabel(painter, whole, tr("The two have different sizes"));
        } else {
            drawPicture(painter, place, m_difference);
            drawLabel(painter, whole, tr("Difference of A and B; black is equal"));
        }
    }
}

void CompareView::mousePressEvent(QMouseEvent *event) { mouseMoveEvent(event); }

void CompareView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_mode != CompareMode::Slider || !(event->buttons() & Qt::LeftButton) || m_picture.isNull())
        return;
    const QRectF place = placed(rect(), m_picture.size());
    m_split = std::clamp((event->position().x() - place.left()) / place.width(), 0.0, 1.0);
    update();
}

void CompareView::keyPressEvent(QKeyEvent *event)
{
    const bool isLeft = event->key() == Qt::Key_Left, isRight = event->key() == Qt::Key_Right;
    if (m_mode != CompareMode::Slider || (!isLeft && !isRight)) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_split = std::clamp(m_split + (isLeft ? -0.02 : 0.02), 0.0, 1.0);
    update();
}

} // namespace armature::ui
