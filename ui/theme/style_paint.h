#pragma once
// The strokes that ArmatureStyle is made of. Rectangles are painted antialiased at half pixels, so that
// one-pixel lines stay one line at 125 and 150 %.

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QStyleOption>

class QPainter;

namespace armature::ui::paint {

void panel(QPainter &painter, const QRectF &rect, int radius, QRgb fill, QRgb border); // 0: none
void focusRing(QPainter &painter, const QRectF &rect, int radius, QRgb focus);
void arrow(QPainter &painter, const QRect &rect, Qt::ArrowType direction, QRgb color);

void field(QPainter &painter, const QStyleOption &option, bool hasFocus);
void button(QPainter &painter, const QStyleOption &option, bool isPrimary, bool isFlat);
// Icon and text with a gap between them, together in the middle.
void buttonLabel(QPainter &painter, const QRect &rect, const QIcon &icon, const QSize &iconSize,
                 const QString &text, QRgb tint, QIcon::Mode mode, Qt::LayoutDirection direction);
void checkBox(QPainter &painter, const QStyleOption &option);
void radioButton(QPainter &painter, const QStyleOption &option);
void itemPanel(QPainter &painter, const QStyleOptionViewItem &option);
void progress(QPainter &painter, const QStyleOptionProgressBar &option);
void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle);
void slider(QPainter &painter, const QStyleOptionSlider &option, const QRect &groove, const QRect &handle);
void tab(QPainter &painter, const QStyleOptionTab &option);
void headerSection(QPainter &painter, const QStyleOptionHeader &option);

} // namespace armature::ui::paint
