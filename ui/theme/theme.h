#pragma once
// The doors to the look: which theme is on, its colours as seen from any palette, and the few fonts.

#include "ui/theme/tokens.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

class QApplication;
class QPushButton;

namespace armature::ui {

class SystemScheme;

enum class ThemeChoice { System, Dark, Light };

// The tokens behind a palette; a painting widget asks themeColors(palette()), so a switch needs no notice.
const ThemeColors &themeColors(const QPalette &palette);
bool isDark(const QPalette &palette);
inline QColor color(QRgb token) { return QColor::fromRgba(token); }
QPalette paletteFor(const ThemeColors &colors);
// The one main action of a page or bar: painted in the accent.
void makePrimary(QPushButton *button);

// One family, three sizes and one for large numbers; hierarchy comes from weight, place and grey.
QFont captionFont(const QFont &body);
QFont sectionFont(const QFont &body);
QFont titleFont(const QFont &body);
QFont numberFont(const QFont &body);
QFont monoFont(const QFont &body);

// Sets style and palette of the application and keeps them right while the desktop switches between dark and
// light.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication &application, ThemeChoice choice = ThemeChoice::System);
    ~Theme() override;

    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);
    bool isDark() const;
    // Asks the desktop, and from then on hears of its switches. After the first paint: the answer may take a
    // while.
    void followSystem();

Q_SIGNALS:
    void changed();

private:
    void apply();

    QApplication &m_application;
    ThemeChoice m_choice;
    SystemScheme *m_system;
};

} // namespace armature::ui
