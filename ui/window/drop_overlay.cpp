#include "ui/window/drop_overlay.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace armature::ui {

DropOverlay::DropOverlay(QWidget *parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents); // the drag stays with the window
    hide();
}

void DropOverlay::setText(const QString &title, const QString &sentence)
{
    m_title = title;
    m_sentence = sentence;
    setAccessibleName(title);
    update();
}

void DropOverlay::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeColors &c = themeColors(palette());
    painter.fillRect(rect(), color(c.scrim));
    const QRectF zone = QRectF(rect()).adjusted(space::kGroup, space::kGroup, -space::kGroup, -space::kGroup);
    paint::focusRing(painter, zone, radius::kCard, c.onAccent);
    const QRectF card(zone.center().x() - 220, zone.center().y() - 80, 440, 160);
    paint::panel(painter, card, radius::kCard, c.raised, c.line);
    paintIcon(painter, QRectF(card.center().x() - 20, card.top() + 20, 40, 40),
              QStringLiteral("box-arrow-in-down"), c.focus);
    painter.setPen(color(c.text));
    painter.setFont(titleFont(font()));
    const QRectF text = card.adjusted(space::kPage, 0, -space::kPage, 0);
    painter.drawText(QRectF(text.left(), card.top() + 68, text.width(), 34), Qt::AlignCenter,
                     QFontMetrics(titleFont(font())).elidedText(m_title, Qt::ElideMiddle, int(text.width())));
    painter.setFont(font());
    painter.drawText(QRectF(text.left(), card.top() + 106, text.width(), 40),
                     Qt::AlignHCenter | Qt::TextWordWrap, m_sentence);
}

} // namespace armature::ui
