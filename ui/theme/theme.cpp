#include "ui/theme/theme.h"

#include "ui/theme/armature_style.h"
#include "ui/theme/system_scheme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPushButton>

#include <cmath>

// A static library's resources are not there until they are asked for; the macro wants to stand outside a
// namespace.
static void openResources() { Q_INIT_RESOURCE(icons); }

namespace armature::ui {

namespace {

QFont scaled(const QFont &body, double factor, QFont::Weight weight)
{
    QFont font = body;
    if (body.pointSizeF() > 0)
        font.setPointSizeF(body.pointSizeF() * factor);
    else
        font.setPixelSize(int(std::lround(body.pixelSize() * factor)));
    font.setWeight(weight);
    return font;
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() <
           palette.color(QPalette::Active, QPalette::WindowText).lightness();
}

const ThemeColors &themeColors(const QPalette &palette)
{
    return isDark(palette) ? kDarkColors : kLightColors;
}

// Every role in every group: some platforms hand Fusion equal colours for roles that are left out.
QPalette paletteFor(const ThemeColors &c)
{
    QPalette palette;
    const std::pair<QPalette::ColorRole, QRgb> roles[] = {{QPalette::Window, c.window},
                                                          {QPalette::WindowText, c.text},
                                                          {QPalette::Base, c.field},
                                                          {QPalette::AlternateBase, c.field2},
                                                          {QPalette::Text, c.text},
                                                          {QPalette::Button, c.raised},
                                                          {QPalette::ButtonText, c.text},
                                                          {QPalette::BrightText, c.onAccent},
                                                          {QPalette::ToolTipBase, c.raised},
                                                          {QPalette::ToolTipText, c.text},
                                                          {QPalette::PlaceholderText, c.text2},
                                                          {QPalette::Highlight, c.accent},
                                                          {QPalette::HighlightedText, c.onAccent},
                                                          {QPalette::Link, c.focus},
                                                          {QPalette::LinkVisited, c.focus},
                                                          {QPalette::Light, c.hover},
                                                          {QPalette::Midlight, c.raised},
                                                          {QPalette::Mid, c.line},
                                                          {QPalette::Dark, c.deep},
                                                          {QPalette::Shadow, c.shadow}};
    for (const auto &[role, token] : roles)
        palette.setColor(QPalette::All, role, color(token));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::ToolTipText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, color(c.off));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, color(c.line));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, color(c.text2));
    return palette;
}

void makePrimary(QPushButton *button)
{
    button->setProperty("primary", true);
    button->update();
}

QFont captionFont(const QFont &body) { return scaled(body, 11.0 / 13, QFont::Normal); }
QFont sectionFont(const QFont &body) { return scaled(body, 1, QFont::DemiBold); }
QFont titleFont(const QFont &body) { return scaled(body, 20.0 / 13, QFont::DemiBold); }
QFont numberFont(const QFont &body) { return scaled(body, 24.0 / 13, QFont::Normal); }

QFont monoFont(const QFont &body)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (body.pointSizeF() > 0)
        font.setPointSizeF(body.pointSizeF());
    return font;
}

Theme::Theme(QApplication &application, ThemeChoice choice)
    : m_application(application), m_choice(choice),
      m_system(new SystemScheme(armature::ui::isDark(application.palette()), this))
{
    openResources();
    // Style first: setting one resets the palette to its own.
    m_application.setStyle(new ArmatureStyle);
    connect(m_system, &SystemScheme::changed, this, [this] {
        if (m_choice == ThemeChoice::System)
            apply();
    });
    apply();
}

Theme::~Theme() = default;

void Theme::setChoice(ThemeChoice choice)
{
    const bool wasDark = isDark();
    m_choice = choice;
    if (isDark() != wasDark)
        apply();
}

bool Theme::isDark() const
{
    return m_choice == ThemeChoice::System ? m_system->isDark() : m_choice == ThemeChoice::Dark;
}

void Theme::followSystem() { m_system->follow(); }

void Theme::apply()
{
    m_application.setPalette(paletteFor(isDark() ? kDarkColors : kLightColors));
    Q_EMIT changed();
}

} // namespace armature::ui
