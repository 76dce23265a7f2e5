#include "ui/window/main_window.h"

#include "ui/dataset/dataset_page.h"
#include "ui/project/paths.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/command_palette.h"
#include "ui/window/drop_overlay.h"
#include "ui/window/home_page.h"
#include "ui/window/rail.h"
#include "ui/window/status_bar.h"

#include <QCloseEvent>
#include <QDir>
#include <QHBoxLayout>
#include <QMimeData>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>

#include <thread>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kDefaultWidth = 1280, kDefaultHeight = 800;
constexpr int kSlowAnswer = 3000; // milliseconds until the window says that a disk does not answer
const auto kHome = QStringLiteral("home");
const auto kLastProject = QStringLiteral("lastProject");
const auto kGeometry = QStringLiteral("window/geometry");

fs::path droppedPath(const QMimeData *mime)
{
    const QList<QUrl> urls = mime->urls();
    return urls.isEmpty() ? fs::path() : pathFromUrl(urls.first());
}

} // namespace

MainWindow::MainWindow(Theme &theme, Asker &asker, QSettings &settings)
    : m_theme(theme), m_asker(asker), m_settings(settings), m_recent(settings), m_saver(this),
      m_commands(settings, *this)
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    build();
    addPages();
    connectParts();
    registerWindowCommands();
    registerPageCommands();
    m_home->setRecent(m_recent.folders());
    showPage(kHome);
    showTitle();
    restoreWindow();
}

MainWindow::~MainWindow()
{
    if (m_project)
        for (const PageEntry &entry : m_pages)
            entry.page->closeProject();
    delete takeCentralWidget(); // pages use the members below
}

void MainWindow::build()
{
    auto *centre = new QWidget(this);
    auto *rows = new QVBoxLayout(centre);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto *across = new QHBoxLayout;
    across->setSpacing(0);
    m_rail = new Rail(centre);
    auto *room = new QVBoxLayout;
    room->setSpacing(0);
    m_errorBar = new ErrorBar(centre);
    m_errorBar->setObjectName(QStringLiteral("windowErrorBar"));
    m_errorBar->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, 0);
    m_stack = new QStackedWidget(centre);
    room->addWidget(m_errorBar);
    room->addWidget(m_stack, 1);
    across->addWidget(m_rail);
    across->addLayout(room, 1);
    m_statusBar = new StatusBar(m_jobs, centre);
    rows->addLayout(across, 1);
    rows->addWidget(m_statusBar);
    setCentralWidget(centre);
    m_dropOverlay = new DropOverlay(this);
    m_palette = new CommandPalette(m_commands, this);
}

void MainWindow::addPages()
{
    m_home = new HomePage(m_stack);
    m_pages.push_back({kHome, tr("Home"), QStringLiteral("house"), m_home});
    for (PageEntry &entry : makePages({m_theme, m_jobs, m_asker, m_engine, &m_settings}, m_stack))
        m_pages.push_back(std::move(entry));
    for (const PageEntry &entry : m_pages) {
        entry.page->setObjectName(QStringLiteral("page.") + entry.id);
        entry.page->setAccessibleName(entry.title);
        m_stack->addWidget(entry.page);
        m_rail->addPage(entry.id, entry.title, entry.icon);
        connect(entry.page, &Page::messageShown, m_statusBar, &StatusBar::showMessage);
        connect(entry.page, &Page::commandsChanged, this, &MainWindow::registerPageCommands);
        connect(entry.page, &Page::pageWanted, this, &MainWindow::showPage);
        connect(entry.page, &Page::viewChanged, this, &MainWindow::rememberViews);
        if (auto *dataset = qobject_cast<DatasetPage *>(entry.page))
            connect(dataset, &DatasetPage::openWanted, this, &MainWindow::chooseFolder);
    }
}

void MainWindow::connectParts()
{
    connect(m_rail, &Rail::chosen, this, &MainWindow::showPage);
    connect(m_home, &HomePage::openFolderWanted, this, &MainWindow::chooseFolder);
    connect(m_home, &HomePage::starterWanted, this, &MainWindow::openStarter);
    connect(m_home, &HomePage::recentChosen, this, &MainWindow::openPath);
    connect(m_home, &HomePage::recentRemoved, this, [this](const fs::path &folder) {
        m_recent.remove(folder);
        m_home->setRecent(m_recent.folders());
    });
    connect(&m_opener, &ProjectOpener::answered, this, &MainWindow::take);
    connect(&m_saver, &ProjectSaver::failed, this, [this](const Error &error) {
        m_errorBar->show(ErrorReport::from(error, tr("Try again"), [this] {
            if (m_project)
                m_project->markChanged();
            m_saver.saveSoon();
        }));
    });
    const auto showEngine = [this] { m_statusBar->setEngineText(m_engine.text(), m_engine.explanation()); };
    connect(&m_engine, &EngineLink::changed, this, showEngine);
    connect(m_statusBar, &StatusBar::engineClicked, &m_engine, &EngineLink::load);
    showEngine();
}

// --- opening and closing
// -----------------------------------------------------------------------------------------

void MainWindow::chooseFolder()
{
    const QString start = m_project ? displayPath(m_project->pictures().parent_path()) : QDir::homePath();
    if (const auto chosen = m_asker.folder(this, tr("Open a folder of pictures"), start))
        openPath(pathFromQt(*chosen));
}

void MainWindow::openPath(const fs::path &path)
{
    std::error_code error;
    if (m_project && fs::absolute(path, error).lexically_normal() == m_project->place()) {
        showPage(QStringLiteral("dataset"));
        return;
    }
    startOpening(displayName(path), path, [path] { return Project::open(path); });
}

void MainWindow::openStarter()
{
    startOpening(tr("the starter"), {}, []() -> Result<std::unique_ptr<Project>> {
        ARMATURE_TRY(const fs::path folder, prepareStarter());
        return Project::open(folder);
    });
}

void MainWindow::reopenLast()
{
    const QString stored = m_settings.value(kLastProject).toString();
    if (!stored.isEmpty())
        openPath(pathFromStored(stored));
}

void MainWindow::startOpening(const QString &name, const fs::path &path, ProjectOpener::Work work)
{
    if (m_opener.isOpening() && path == m_openingPath && !path.empty())
        return;
    if (m_openingJob)
        m_openingJob->finish();
    m_errorBar->clear();
    m_openingPath = path;
    m_openingJob = m_jobs.start(tr("Opening %1").arg(name), CanCancel::Yes);
    connect(m_openingJob, &Job::cancelRequested, this, [this] {
        m_opener.forget();
        std::exchange(m_openingJob, nullptr)->finish();
    });
    QTimer::singleShot(kSlowAnswer, m_openingJob,
                       [this, name] { m_statusBar->showMessage(tr("%1 does not answer yet").arg(name)); });
    m_opener.start(std::move(work));
}

void MainWindow::take(const ProjectOpener::Opened &opened)
{
    if (m_openingJob)
        std::exchange(m_openingJob, nullptr)->finish();
    if (!*opened) {
        showOpenError(opened->error());
        Q_EMIT openFailed();
        return;
    }
    if (!closeProject())
        return;
    m_project = std::move(**opened);
    m_saver.setProject(m_project.get());
    m_recent.add(m_project->place());
    m_settings.setValue(kLastProject, storedPath(m_project->place()));
    m_home->setRecent(m_recent.folders());
    m_rail->setProjectName(m_project->name(), displayPath(m_project->pictures()));
    showTitle();
    restoreViews();
    m_saver.saveSoon();
    if (!m_project->isBesidePictures())
        m_statusBar->showMessage(
            tr("This folder is read-only: what you do here is kept in your own data folder."));
    Q_EMIT projectOpened();
}

void MainWindow::showOpenError(const Error &error)
{
    const fs::path path = m_openingPath;
    const bool isListed = std::ranges::count(m_recent.folders(), path) > 0;
    if (error.code == ErrorCode::Corrupt) {
        m_errorBar->show(ErrorReport::from(error, tr("Set aside and open"), [this, path] {
            startOpening(displayName(path), path, [path]() -> Result<std::unique_ptr<Project>> {
                ARMATURE_CHECK(Project::setAside(path));
                return Project::open(path);
            });
        }));
    } else if (error.code == ErrorCode::NotFound && isListed) {
        m_errorBar->show(ErrorReport::from(error, tr("Take off the list"), [this, path] {
            m_recent.remove(path);
            m_home->setRecent(m_recent.folders());
        }));
    } else {
        const auto kind = error.code == ErrorCode::Locked ? ErrorBar::Kind::Note : ErrorBar::Kind::Error;
        m_errorBar->show(ErrorReport::from(error, tr("Try again"), [this, path] { openPath(path); }), kind);
    }
}

bool MainWindow::pagesLetGo()
{
    for (const PageEntry &entry : m_pages) {
        QString whatGoesOn;
        if (entry.page->canClose(&whatGoesOn))
            continue;
        if (whatGoesOn.isEmpty())
            return false;
        const int answer = m_asker.ask(this, {tr("Still at work"),
                                              tr("%1: %2 is not finished.").arg(entry.title, whatGoesOn),
                                              tr("What is done so far is kept."),
                                              {tr("Stop and close"), tr("Keep working")},
                                              true});
        if (answer != 0)
            return false;
    }
    return true;
}

bool MainWindow::closeProject()
{
    if (!m_project)
        return true;
    if (!pagesLetGo())
        return false;
    rememberViews();
    for (const PageEntry &entry : m_pages)
        entry.page->closeProject();
    if (const Status saved = m_saver.saveNow(); !saved)
        m_errorBar->show(ErrorReport::from(saved.error()));
    const bool isStalled = m_saver.isStalled();
    m_saver.setProject(nullptr);
    if (isStalled) // letting go of its lock would wait for the share, too
        std::thread([project = std::shared_ptr<Project>(std::move(m_project))] {}).detach();
    m_project.reset();
    m_settings.remove(kLastProject);
    m_rail->setProjectName({}, {});
    showTitle();
    return true;
}

// --- what comes back
// ---------------------------------------------------------------------------------------------

void MainWindow::rememberViews()
{
    if (!m_project || m_isRestoring)
        return;
    QJsonObject views =
        m_project->section(QStringLiteral("views")); // of pages this version does not have, too
    for (const PageEntry &entry : m_pages)
        if (const QJsonObject view = entry.page->saveView(); !view.isEmpty())
            views.insert(entry.id, view);
    m_project->setSection(QStringLiteral("views"), views);
    m_project->setSection(QStringLiteral("window"), {{QStringLiteral("page"), currentPage()}});
    m_saver.saveSoon();
}

void MainWindow::restoreViews()
{
    m_isRestoring = true;
    const QJsonObject views = m_project->section(QStringLiteral("views"));
    for (const PageEntry &entry : m_pages) {
        entry.page->openProject(*m_project);
        if (views.contains(entry.id))
            entry.page->restoreView(views.value(entry.id).toObject());
    }
    showPage(m_project->section(QStringLiteral("window")).value(u"page").toString(QStringLiteral("dataset")));
    m_isRestoring = false;
    registerPageCommands();
}

void MainWindow::restoreWindow()
{
    resize(kDefaultWidth, kDefaultHeight);
    restoreGeometry(m_settings.value(kGeometry).toByteArray());
}

void MainWindow::showPage(const QString &id)
{
    for (const PageEntry &entry : m_pages) {
        if (entry.id != id)
            continue;
        m_stack->setCurrentWidget(entry.page);
        m_rail->setCurrent(id);
        rememberViews();
    }
}

QString MainWindow::currentPage() const
{
    for (const PageEntry &entry : m_pages)
        if (entry.page == m_stack->currentWidget())
            return entry.id;
    return {};
}

void MainWindow::showTitle()
{
    setWindowTitle(m_project ? m_project->name() + QStringLiteral(" – Armature")
                             : QStringLiteral("Armature"));
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_theme.setChoice(choice);
    m_settings.setValue(QStringLiteral("theme"), int(choice));
}

// --- events
// ------------------------------------------------------------------------------------------------------

void MainWindow::closeEvent(QCloseEvent *event)
{
    const QVariant last = m_settings.value(kLastProject);
    if (!closeProject()) {
        event->ignore();
        return;
    }
    if (last.isValid())
        m_settings.setValue(kLastProject,
                            last); // closing the window, unlike closing the project, means: again
    m_settings.setValue(kGeometry, saveGeometry());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const fs::path path = droppedPath(event->mimeData());
    if (path.empty())
        return;
    m_dropOverlay->setText(tr("Open %1").arg(displayName(path)), tr("Its pictures stay as they are."));
    m_dropOverlay->setGeometry(rect());
    m_dropOverlay->raise();
    m_dropOverlay->show();
    event->acceptProposedAction();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *) { m_dropOverlay->hide(); }

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropOverlay->hide();
    const fs::path path = droppedPath(event->mimeData());
    if (path.empty())
        return;
    event->acceptProposedAction();
    openPath(path);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_dropOverlay->setGeometry(rect());
    m_palette->place();
}

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_isPainted) {
        m_isPainted = true;
        Q_EMIT firstPainted();
    }
    return handled;
}

} // namespace armature::ui
