#include "ui/theme/theme.h"
#include "ui/window/about_dialog.h"
#include "ui/window/command_palette.h"
#include "ui/window/main_menu.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcut_dialog.h"

#include <QMenuBar>

namespace armature::ui {

QList<Command> MainWindow::windowCommands()
{
    QList<Command> all = {
        {QStringLiteral("window.open"),
         tr("Open a folder…"),
         QStringLiteral("folder2-open"),
         QKeySequence::Open,
         [this] { chooseFolder(); },
         {}},
        {QStringLiteral("window.starter"),
         tr("Try the starter"),
         QStringLiteral("stars"),
         {},
         [this] { openStarter(); },
         {}},
        {QStringLiteral("window.closeProject"),
         tr("Close the project"),
         {},
         QKeySequence(QStringLiteral("Ctrl+W")),
         [this] {
             if (closeProject())
                 showPage(QStringLiteral("home"));
         },
         [this] { return m_project != nullptr; }},
        {QStringLiteral("window.quit"),
         tr("Quit"),
         {},
         QKeySequence(QStringLiteral("Ctrl+Q")),
         [this] { close(); },
         {}},
        {QStringLiteral("window.palette"),
         tr("Find a command…"),
         QStringLiteral("command"),
         QKeySequence(QStringLiteral("Ctrl+K")),
         [this] { m_palette->open(); },
         {}},
        {QStringLiteral("window.themeSystem"),
         tr("Theme: as the system"),
         QStringLiteral("circle-half"),
         {},
         [this] { setTheme(ThemeChoice::System); },
         {}},
        {QStringLiteral("window.themeDark"),
         tr("Theme: dark"),
         QStringLiteral("moon-stars"),
         {},
         [this] { setTheme(ThemeChoice::Dark); },
         {}},
        {QStringLiteral("window.themeLight"),
         tr("Theme: light"),
         QStringLiteral("sun"),
         {},
         [this] { setTheme(ThemeChoice::Light); },
         {}},
        {QStringLiteral("window.fullScreen"),
         tr("Full screen"),
         QStringLiteral("arrows-fullscreen"),
         QKeySequence(QStringLiteral("F11")),
         [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); },
         {}},
        {QStringLiteral("window.shortcuts"),
         tr("Keyboard shortcuts…"),
         QStringLiteral("keyboard"),
         {},
         [this] { ShortcutDialog(m_commands, this).exec(); },
         {}},
        {QStringLiteral("window.about"),
         tr("About Armature"),
         QStringLiteral("info-circle"),
         {},
         [this] { AboutDialog(m_engine, this).exec(); },
         {}},
        {QStringLiteral("window.engine"),
         tr("Start the engine"),
         QStringLiteral("cpu"),
         {},
         [this] { m_engine.load(); },
         [this] { return !m_engine.door(); }},
    };
    for (size_t i = 0; i < m_pages.size(); ++i)
        all.append({QStringLiteral("window.page.") + m_pages[i].id,
                    tr("Go to %1").arg(m_pages[i].title),
                    m_pages[i].icon,
                    QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)),
                    [this, id = m_pages[i].id] { showPage(id); },
                    {}});
    return all;
}

void MainWindow::registerWindowCommands()
{
    m_commands.setCommands(nullptr, tr("Window"), windowCommands());
    fillMenu(*menuBar(), m_commands);
}

void MainWindow::registerPageCommands()
{
    for (const PageEntry &entry : m_pages)
        m_commands.setCommands(entry.page, entry.title, entry.page->commands());
}

} // namespace armature::ui
