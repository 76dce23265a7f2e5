#pragma once
// The one door to icons: bootstrap-icons by their own names ("play-fill") and the few drawn by us
// (resources/icons/). Names are listed in ui/theme/CMakeLists.txt; a name that is not there draws nothing and
// fails an assertion.

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace armature::ui {

// Painted in the text colour of the moment (disabled and selected ones in theirs), so a theme switch needs no
// reload.
QIcon icon(const QString &name);
// In a token of the moment's theme: icon("check-circle", &ThemeColors::good).
QIcon icon(const QString &name, QRgb ThemeColors::*token);
// For delegates and own painting; side in device-independent pixels.
QPixmap iconPixmap(const QString &name, int side, qreal devicePixelRatio, QRgb color);
void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, QRgb color);

} // namespace armature::ui
