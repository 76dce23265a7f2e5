#include "ui/window/tour.h"

#include "core/scenes/scene_dataset.h"
#include "ui/project/paths.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/about_dialog.h"
#include "ui/window/command_palette.h"
#include "ui/window/drop_overlay.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcut_dialog.h"

#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QImage>
#include <QPixmap>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr QSize kSizes[] = {{1280, 800}, {1920, 1080}};
constexpr int kSettleTime = 150; // milliseconds: queued layouts, timers of labels

void settle()
{
    QElapsedTimer clock;
    clock.start();
    do {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    } while (clock.elapsed() < kSettleTime);
}

class Tour
{
public:
    Tour(MainWindow &window, Theme &theme, fs::path folder, bool isSecond)
        : m_window(window), m_theme(theme), m_folder(std::move(folder)), m_isSecond(isSecond)
    {
    }

    // False where a picture could not be written.
    bool run()
    {
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            m_theme.setChoice(choice);
            for (const QSize size : kSizes) {
                if (m_isSecond && size != kSizes[0])
                    continue;
                m_suffix = QStringLiteral("%1-%2x%3%4")
                               .arg(choice == ThemeChoice::Dark ? "dark" : "light")
                               .arg(size.width())
                               .arg(size.height())
                               .arg(m_isSecond ? "@2x" : "");
                m_window.resize(size);
                visitPages();
                visitWindow();
                if (size == kSizes[0])
                    visitDialogs();
            }
        }
        return !m_failed;
    }

private:
    void visitPages()
    {
        for (const PageEntry &entry : m_window.pages()) {
            m_window.showPage(entry.id);
            for (const QString &state : entry.page->tourStates()) {
                entry.page->showTourState(state);
                shoot(m_window, entry.id + QLatin1Char('-') + state);
                for (auto *dialog : entry.page->findChildren<QDialog *>()) {
                    if (dialog->isVisible())
                        shoot(*dialog, entry.id + QLatin1Char('-') + state + QLatin1String("-dialog"));
                    dialog->close();
                }
            }
        }
        m_window.showPage(QStringLiteral("home"));
    }

    void visitWindow()
    {
        m_window.errorBar().show({MainWindow::tr("/media/archive/scribbles 2019 is not there. It may have "
                                                 "been moved, or its disk is not connected."),
                                  MainWindow::tr("Nothing was changed."),
                                  QStringLiteral("[NotFound]"),
                                  MainWindow::tr("Take off the list"),
                                  {}});
        shoot(m_window, QStringLiteral("window-error"));
        m_window.errorBar().clear();

        m_window.dropOverlay().setText(MainWindow::tr("Open %1").arg(QStringLiteral("edges of Lisbon")),
                                       MainWindow::tr("Its pictures stay as they are."));
        m_window.dropOverlay().setGeometry(m_window.rect());
        m_window.dropOverlay().show();
        m_window.dropOverlay().raise();
        shoot(m_window, QStringLiteral("window-drop"));
        m_window.dropOverlay().hide();

        m_window.palettePopup().open();
        shoot(m_window, QStringLiteral("window-palette"));
        m_window.palettePopup().hide();

        Job *scan = m_window.jobs().start(
            MainWindow::tr("Scanning %1").arg(QStringLiteral("edges of Lisbon")), CanCancel::Yes);
        Job *other = m_window.jobs().start(MainWindow::tr("Opening %1").arg(QStringLiteral("portraits")));
        scan->setProgress(41200, 100000);
        shoot(m_window, QStringLiteral("window-jobs"));
        scan->finish();
        other->finish();
    }

    void visitDialogs()
    {
        ShortcutDialog shortcuts(m_window.commands(), &m_window);
        shortcuts.show();
        shoot(shortcuts, QStringLiteral("dialog-shortcuts"));
        AboutDialog about(m_window.engine(), &m_window);
        about.show();
        shoot(about, QStringLiteral("dialog-about"));
    }

    void shoot(QWidget &widget, const QString &name)
    {
        settle();
        const QString file = QStringLiteral("%1-%2.png").arg(name, m_suffix);
        if (!widget.grab().save(displayPath(m_folder) + QLatin1Char('/') + file))
            m_failed = true;
    }

    MainWindow &m_window;
    Theme &m_theme;
    fs::path m_folder;
    bool m_isSecond;
    QString m_suffix;
    bool m_failed = false;
};

// What goes wrong in folders of pictures: each fault once or twice, so that the dataset's page has them to
// show.
void plantFaults(const fs::path &folder)
{
    std::error_code error;
    const auto reshape = [&](const char *name, QSize size) {
        const QString file = displayPath(folder / name);
        QImage(file).scaled(size).save(file);
    };
    reshape("condition/000007.png", {96, 96});
    reshape("condition/000012.png", {128, 96});
    reshape("condition/000030.png", {64, 64});
    fs::remove(folder / "condition/000015.png", error);
    fs::resize_file(folder / "image/000020.png", 300, error);
    fs::copy_file(folder / "image/000022.png", folder / "image/000023.png",
                  fs::copy_options::overwrite_existing, error);
    fs::remove(folder / "image/000026.txt", error);
}

// Paints pairs into a folder that goes away and opens it; where that fails the tour goes on without a
// project.
void openSample(MainWindow &window, const fs::path &folder)
{
    SceneDataset scenes;
    scenes.pairs = 60;
    if (!writeSceneDataset(scenes, folder, {}))
        return;
    plantFaults(folder);
    QEventLoop loop;
    QObject::connect(&window, &MainWindow::projectOpened, &loop, &QEventLoop::quit);
    QObject::connect(&window, &MainWindow::openFailed, &loop, &QEventLoop::quit);
    window.openPath(folder);
    loop.exec();
}

int runAgainAtTwice(const fs::path &folder)
{
    QProcess again;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QStringLiteral("2"));
    again.setProcessEnvironment(environment);
    again.setProcessChannelMode(QProcess::ForwardedChannels);
    again.start(QApplication::applicationFilePath(),
                {QStringLiteral("--tour-at-twice"), displayPath(folder)});
    again.waitForFinished(-1);
    return again.exitStatus() == QProcess::NormalExit ? again.exitCode() : 1;
}

} // namespace

int tourMain(Theme &theme, const fs::path &folder, bool isSecond)
{
    std::error_code error;
    fs::create_directories(folder, error);
    const QTemporaryDir own;
    QSettings settings(own.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    DialogAsker asker;
    MainWindow window(theme, asker, settings);
    window.show();
    openSample(window, pathFromQt(own.filePath(QStringLiteral("shapes"))));
    settle();
    Tour tour(window, theme, folder, isSecond);
    if (!tour.run()) {
        std::fprintf(stderr, "No picture could be written to %s.\n", folder.c_str());
        return 1;
    }
    window.close();
    return isSecond ? 0 : runAgainAtTwice(folder);
}

} // namespace armature::ui
