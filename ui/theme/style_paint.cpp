#include "ui/theme/style_paint.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace armature::ui::paint {

namespace {

class Painting
{
public:
    explicit Painting(QPainter &painter) : m_painter(painter)
    {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
    }
    ~Painting() { m_painter.restore(); }

private:
    QPainter &m_painter;
};

bool has(const QStyleOption &option, QStyle::StateFlag flag) { return option.state & flag; }
// Mouse clicks give focus too; only the keyboard needs to see where it is.
bool showsKeyboardFocus(const QStyleOption &option)
{
    return has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange);
}

} // namespace

void panel(QPainter &painter, const QRectF &rect, int radius, QRgb fill, QRgb border)
{
    const Painting painting(painter);
    painter.setPen(border ? QPen(color(border), 1.001) : QPen(Qt::NoPen));
    painter.setBrush(fill ? QBrush(color(fill)) : QBrush(Qt::NoBrush));
    const qreal inset = border ? 0.5 : 0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
}

void focusRing(QPainter &painter, const QRectF &rect, int radius, QRgb focus)
{
    const Painting painting(painter);
    painter.setPen(QPen(color(focus), kFocusWidth));
    painter.setBrush(Qt::NoBrush);
    const qreal inset = kFocusWidth / 2.0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
}

void arrow(QPainter &painter, const QRect &rect, Qt::ArrowType direction, QRgb tint)
{
    const Painting painting(painter);
    painter.translate(QRectF(rect).center());
    painter.rotate(direction == Qt::UpArrow      ? 180
                   : direction == Qt::LeftArrow  ? 90
                   : direction == Qt::RightArrow ? -90
                                                 : 0);
    QPainterPath chevron;
    chevron.moveTo(-3.5, -1.75);
    chevron.lineTo(0, 1.75);
    chevron.lineTo(3.5, -1.75);
    painter.setPen(QPen(color(tint), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(chevron);
}

void field(QPainter &painter, const QStyleOption &option, bool hasFocus)
{
    const ThemeColors &c = themeColors(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    panel(painter, option.rect, radius::kControl, enabled ? c.field : c.window, c.line);
    if (enabled && hasFocus)
        focusRing(painter, option.rect, radius::kControl, c.focus);
}

void button(QPainter &painter, const QStyleOption &option, bool isPrimary, bool isFlat)
{
    const ThemeColors &c = themeColors(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled),
               hovered = enabled && has(option, QStyle::State_MouseOver);
    const bool pressed = has(option, QStyle::State_Sunken), checked = has(option, QStyle::State_On);
    QRgb fill = isFlat ? 0 : c.raised, border = isFlat ? 0 : c.line;
    if (pressed || checked)
        fill = pressed ? c.field : c.hover;
    else if (hovered)
        fill = c.hover;
    if (isPrimary && enabled) {
        fill = pressed ? color(c.accent).darker(115).rgb() : c.accent;
        border = hovered ? c.focus : 0;
    } else if (!enabled) {
        fill = isFlat ? 0 : c.window;
    }
    if (fill || border)
        panel(painter, option.rect, radius::kControl, fill, border);
    if (showsKeyboardFocus(option))
        focusRing(painter, option.rect, radius::kControl, isPrimary ? c.text : c.focus);
}

void buttonLabel(QPainter &painter, const QRect &rect, const QIcon &icon, const QSize &iconSize,
                 const QString &text, QRgb tint, QIcon::Mode mode, Qt::LayoutDirection direction)
{
    constexpr int kFlags = Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextShowMnemonic;
    const int textWidth = painter.fontMetrics().size(Qt::TextShowMnemonic, text).width();
    const int iconWidth = icon.isNull() ? 0 : iconSize.width();
    const int gap = iconWidth > 0 && !text.isEmpty() ? 6 : 0;
    const int width = std::min(rect.width(), iconWidth + gap + textWidth);
    const QRect all(rect.left() + (rect.width() - width) / 2, rect.top(), width, rect.height());
    const QRect iconRect(all.left(), all.top() + (all.height() - iconSize.height()) / 2, iconWidth,
                         iconSize.height());
    const QRect textRect = all.adjusted(iconWidth + gap, 0, 0, 0);
    if (iconWidth > 0)
        icon.paint(&painter, QStyle::visualRect(direction, all, iconRect), Qt::AlignCenter, mode);
    painter.setPen(color(tint));
    painter.drawText(QStyle::visualRect(direction, all, textRect), kFlags, text);
}

void checkBox(QPainter &painter, const QStyleOption &option)
{
    const ThemeColors &c = themeColors(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On), partly = has(option, QStyle::State_NoChange);
    const bool filled = (on || partly) && enabled;
    panel(painter, option.rect, 3, filled ? c.accent : c.field,
          filled    ? c.accent
          : enabled ? c.edge
                    : c.line);
    const Painting painting(painter);
    painter.translate(QRectF(option.rect).center());
    painter.setPen(
        QPen(color(enabled ? c.onAccent : c.off), 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (partly)
        painter.drawLine(QPointF(-3.5, 0), QPointF(3.5, 0));
    else if (on)
        painter.drawPolyline(QPolygonF({{-3.5, 0.25}, {-1, 2.75}, {3.75, -2.75}}));
}

void radioButton(QPainter &painter, const QStyleOption &option)
{
    const ThemeColors &c = themeColors(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled), on = has(option, QStyle::State_On);
    const int round = option.rect.height() / 2;
    panel(painter, option.rect, round, on && enabled ? c.accent : c.field,
          on && enabled ? c.accent
          : enabled     ? c.edge
                        : c.line);
    if (on)
        panel(painter, QRectF(option.rect).adjusted(5, 5, -5, -5), round, enabled ? c.onAccent : c.off, 0);
}

void itemPanel(QPainter &painter, const QStyleOptionViewItem &option)
{
    const ThemeColors &c = themeColors(option.palette);
    if (has(option, QStyle::State_Selected))
        painter.fillRect(option.rect, color(has(option, QStyle::State_Enabled) ? c.accent : c.line));
    else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        painter.fillRect(option.rect, color(c.hover));
    else if (option.backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option.rect, option.backgroundBrush);
    else if (option.features & QStyleOptionViewItem::Alternate)
        painter.fillRect(option.rect, color(c.field2));
}

void progress(QPainter &painter, const QStyleOptionProgressBar &option)
{
    const ThemeColors &c = themeColors(option.palette);
    QRectF bar = option.rect;
    bar.setTop(bar.center().y() - size::kProgress / 2.0);
    bar.setHeight(size::kProgress);
    panel(painter, bar, size::kProgress / 2, c.field, 0);
    if (option.maximum <= option.minimum) {
        // Not known how much: a third in the middle, still; motion would say that something is known.
        bar.adjust(bar.width() / 3, 0, -bar.width() / 3, 0);
        panel(painter, bar, size::kProgress / 2, c.edge, 0);
        return;
    }
    const double share = double(option.progress - option.minimum) / (option.maximum - option.minimum);
    const double width = std::clamp(share, 0.0, 1.0) * bar.width();
    if (width <= 0)
        return;
    if (option.direction == Qt::RightToLeft)
        bar.setLeft(bar.right() - width);
    else
        bar.setWidth(width);
    panel(painter, bar, size::kProgress / 2, c.focus, 0);
}

void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle)
{
    const ThemeColors &c = themeColors(option.palette);
    if (handle.isEmpty() || option.maximum <= option.minimum)
        return;
    const int inset = (size::kScrollBar - size::kScrollHandle) / 2;
    const bool upright = option.orientation == Qt::Vertical;
    const QRectF inner =
        upright ? handle.adjusted(inset, 1, -inset, -1) : handle.adjusted(1, inset, -1, -inset);
    const bool active = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken);
    panel(painter, inner, size::kScrollHandle / 2, active ? c.text2 : c.edge, 0);
}

void slider(QPainter &painter, const QStyleOptionSlider &option, const QRect &groove, const QRect &handle)
{
    const ThemeColors &c = themeColors(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool lies = option.orientation == Qt::Horizontal;
    QRectF line = groove;
    if (lies)
        line = QRectF(line.left(), line.center().y() - 1.5, line.width(), 4);
    else
        line = QRectF(line.center().x() - 1.5, line.top(), 4, line.height());
    panel(painter, line, 2, c.field, c.line);
    QRectF filled = line;
    const bool fromEnd = lies ? option.upsideDown : !option.upsideDown;
    const QPointF middle = QRectF(handle).center();
    if (lies)
        fromEnd ? filled.setLeft(middle.x()) : filled.setRight(middle.x());
    else
        fromEnd ? filled.setBottom(middle.y()) : filled.setTop(middle.y());
    panel(painter, filled, 2, enabled ? c.accent : c.line, 0);
    const QRectF knob(middle.x() - 7, middle.y() - 7, 14, 14);
    panel(painter, knob, 7, enabled ? c.text2 : c.line, c.window);
    if (showsKeyboardFocus(option))
        focusRing(painter, knob.adjusted(-1, -1, 1, 1), 8, c.focus);
}

void tab(QPainter &painter, const QStyleOptionTab &option)
{
    const ThemeColors &c = themeColors(option.palette);
    const bool chosen = has(option, QStyle::State_Selected);
    if (!chosen && has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        panel(painter, QRectF(option.rect).adjusted(1, 2, -1, -3), radius::kControl, c.hover, 0);
    if (chosen)
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2),
                         color(c.focus));
    if (showsKeyboardFocus(option))
        focusRing(painter, QRectF(option.rect).adjusted(1, 2, -1, -3), radius::kControl, c.focus);
}

void headerSection(QPainter &painter, const QStyleOptionHeader &option)
{
    const ThemeColors &c = themeColors(option.palette);
    painter.fillRect(option.rect, color(has(option, QStyle::State_MouseOver) ? c.hover : c.window));
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), color(c.line));
    if (option.position != QStyleOptionHeader::End && option.position != QStyleOptionHeader::OnlyOneSection)
        painter.fillRect(QRect(option.rect.right(), option.rect.top() + 5, 1, option.rect.height() - 10),
                         color(c.line));
}

} // namespace armature::ui::paint
