#include "ui/window/main_menu.h"

#include "ui/window/command_registry.h"

#include <QCoreApplication>
#include <QMenuBar>

namespace armature::ui {

namespace {

QString say(const char *text) { return QCoreApplication::translate("armature::ui::Menu", text); }

// An id that is not there, such as an empty one, is a separator.
void addMenu(QMenuBar &bar, const CommandRegistry &commands, const QString &title,
             const std::vector<const char *> &ids)
{
    QMenu *menu = bar.addMenu(title);
    for (const char *id : ids) {
        QAction *action = commands.action(QLatin1String(id));
        if (action)
            menu->addAction(action);
        else
            menu->addSeparator();
    }
}

} // namespace

void fillMenu(QMenuBar &bar, const CommandRegistry &commands)
{
    bar.clear();
    addMenu(bar, commands, say(QT_TRANSLATE_NOOP("armature::ui::Menu", "&File")),
            {"window.open", "window.starter", "", "window.closeProject", "", "window.quit"});
    addMenu(bar, commands, say(QT_TRANSLATE_NOOP("armature::ui::Menu", "&View")),
            {"window.page.home", "window.page.dataset", "window.page.preprocess", "window.page.train",
             "window.page.test", "", "window.themeSystem", "window.themeDark", "window.themeLight", "",
             "window.fullScreen"});
    addMenu(bar, commands, say(QT_TRANSLATE_NOOP("armature::ui::Menu", "&Help")),
            {"window.palette", "window.shortcuts", "", "window.engine", "window.about"});
}

} // namespace armature::ui
