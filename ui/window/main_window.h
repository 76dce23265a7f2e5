#pragma once
// The studio's window: the rail, the pages, one project. Pages do the work; the window opens, closes and
// remembers.

#include "ui/project/project_opener.h"
#include "ui/project/project_saver.h"
#include "ui/project/recent_projects.h"
#include "ui/theme/theme.h"
#include "ui/window/command_registry.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"
#include "ui/window/pages.h"

#include <QMainWindow>
#include <QSettings>

#include <filesystem>

class QStackedWidget;

namespace armature::ui {

class CommandPalette;
class DropOverlay;
class ErrorBar;
class HomePage;
class Rail;
class StatusBar;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // All outlive the window.
    MainWindow(Theme &theme, Asker &asker, QSettings &settings);
    ~MainWindow() override;

    // A folder of pictures or a project; answers at once and opens in the background.
    void openPath(const std::filesystem::path &path);
    void openStarter();
    void reopenLast();   // what was open when the window was closed
    bool closeProject(); // false: a page has something going on and the user stays
    void showPage(const QString &id);
    QString currentPage() const;

    Project *project() const { return m_project.get(); }
    const std::vector<PageEntry> &pages() const { return m_pages; }
    HomePage &home() { return *m_home; }
    ErrorBar &errorBar() { return *m_errorBar; }
    CommandRegistry &commands() { return m_commands; }
    JobList &jobs() { return m_jobs; }
    EngineLink &engine() { return m_engine; }
    DropOverlay &dropOverlay() { return *m_dropOverlay; }
    CommandPalette &palettePopup() { return *m_palette; }

Q_SIGNALS:
    void projectOpened();
    void openFailed();
    void firstPainted();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void build();
    void connectParts();
    void addPages();
    void registerWindowCommands();
    void registerPageCommands();
    QList<Command> windowCommands();
    void chooseFolder();
    void startOpening(const QString &name, const std::filesystem::path &path, ProjectOpener::Work work);
    void take(const ProjectOpener::Opened &opened);
    void showOpenError(const Error &error);
    bool pagesLetGo();
    void rememberViews();
    void restoreViews();
    void restoreWindow();
    void showTitle();
    void setTheme(ThemeChoice choice);

    Theme &m_theme;
    Asker &m_asker;
    QSettings &m_settings;
    RecentProjects m_recent;
    JobList m_jobs;
    EngineLink m_engine;
    ProjectSaver m_saver;
    ProjectOpener m_opener;
    CommandRegistry m_commands;
    std::unique_ptr<Project> m_project;
    std::vector<PageEntry> m_pages;
    Job *m_openingJob = nullptr;
    std::filesystem::path m_openingPath;
    bool m_isRestoring = false;
    bool m_isPainted = false;

    HomePage *m_home;
    Rail *m_rail;
    ErrorBar *m_errorBar;
    QStackedWidget *m_stack;
    StatusBar *m_statusBar;
    DropOverlay *m_dropOverlay;
    CommandPalette *m_palette;
};

} // namespace armature::ui
