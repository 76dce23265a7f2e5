#include "ui/project/paths.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/about_dialog.h"
#include "ui/window/command_palette.h"
#include "ui/window/home_page.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcut_dialog.h"
#include "ui/window/status_bar.h"

#include <QAccessible>
#include <QApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

#include <algorithm>
#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

class PreparedAsker : public Asker
{
public:
    int ask(QWidget *, const Question &question) override
    {
        asked.append(question.title);
        return answer;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return nextFolder; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return {};
    }

    int answer = 0;
    QStringList asked;
    std::optional<QString> nextFolder;
};

// Every widget that takes keys or clicks, and what a screen reader would call it.
QStringList namelessControls(QWidget &root)
{
    QStringList nameless;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        const bool isControl =
            widget->focusPolicy() != Qt::NoFocus || (face && face->role() == QAccessible::Button);
        // What is hidden gets its words when it is shown; the buttons inside a line edit repeat what keys do.
        if (!isControl || widget->isHidden() || widget->inherits("QLineEditIconButton") ||
            qobject_cast<QLabel *>(widget) || widget->objectName().startsWith(QLatin1String("qt_")))
            continue;
        if (!face || face->text(QAccessible::Name).isEmpty())
            nameless.append(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
                            widget->objectName());
    }
    return nameless;
}

} // namespace

class WindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void cleanupTestCase() { m_theme.reset(); }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_dir->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        m_asker = PreparedAsker();
        m_folder = fs::path(m_dir->path().toStdString()) / "pictures";
        fs::create_directory(m_folder);
    }
    void cleanup() { m_window.reset(); }

    void opening_loadsNoTensorLibrary()
    {
        open();
        std::ifstream maps("/proc/self/maps");
        const std::string all((std::istreambuf_iterator<char>(maps)), {});
        QVERIFY(all.find("libtorch") == std::string::npos);
        QVERIFY(all.find("libarmature-engine") == std::string::npos);
    }

    void droppedFolder_opensAsProject()
    {
        open();
        drop(m_folder);
        QTRY_VERIFY(m_window->project());
        QCOMPARE(m_window->project()->pictures(), fs::canonical(m_folder));
        QCOMPARE(m_window->currentPage(), QStringLiteral("dataset"));
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("pictures")));
        QTRY_VERIFY(fs::exists(m_folder / ".armature" / "project.json"));
    }

    void folderChosenInTheDialog_opens()
    {
        open();
        m_asker.nextFolder = displayPath(m_folder);
        QTest::mouseClick(m_window->findChild<QWidget *>(QStringLiteral("home.open")), Qt::LeftButton);
        QTRY_VERIFY(m_window->project());
    }

    void projectOfAnotherWindow_isRefusedKindly()
    {
        auto other = Project::open(m_folder);
        open();
        drop(m_folder);
        QTRY_VERIFY(m_window->errorBar().isVisible());
        QVERIFY(m_window->errorBar().text().contains(QStringLiteral("another Armature window")));
        QVERIFY(m_window->errorBar().text().contains(QStringLiteral("process")));
        QVERIFY(!m_window->project());
        other->reset();
        QTest::mouseClick(m_window->errorBar().findChild<QWidget *>(QStringLiteral("errorBarAction")),
                          Qt::LeftButton);
        QTRY_VERIFY(m_window->project());
    }

    void refusedProject_leavesTheOpenOneAlone()
    {
        open();
        drop(m_folder);
        QTRY_VERIFY(m_window->project());
        drop(m_folder / "nowhere");
        QTRY_VERIFY(m_window->errorBar().isVisible());
        QVERIFY(m_window->project());
    }

    void lastPageAndProject_comeBackAfterRestart()
    {
        open();
        drop(m_folder);
        QTRY_VERIFY(m_window->project());
        m_window->showPage(QStringLiteral("train"));
        m_window->resize(1111, 777);
        m_window->close();
        open();
        m_window->reopenLast();
        QTRY_VERIFY(m_window->project());
        QCOMPARE(m_window->currentPage(), QStringLiteral("train"));
        QCOMPARE(m_window->size(), QSize(1111, 777));
        QCOMPARE(m_window->home().findChild<QListWidget *>(QStringLiteral("home.recent"))->count(), 1);
    }

    void closedProject_staysClosed()
    {
        open();
        drop(m_folder);
        QTRY_VERIFY(m_window->project());
        m_window->commands().action(QStringLiteral("window.closeProject"))->trigger();
        QVERIFY(!m_window->project());
        QCOMPARE(m_window->currentPage(), QStringLiteral("home"));
        m_window->close();
        open();
        m_window->reopenLast();
        QVERIFY(m_window->jobs().jobs().isEmpty());
        QVERIFY(Project::open(m_folder)); // the lock is free
    }

    void damagedProject_isSetAsideByOneButton()
    {
        fs::create_directory(m_folder / ".armature");
        QVERIFY(writeFileAtomically(m_folder / ".armature" / "project.json", "{"));
        open();
        drop(m_folder);
        QTRY_VERIFY(m_window->errorBar().isVisible());
        QTest::mouseClick(m_window->errorBar().findChild<QWidget *>(QStringLiteral("errorBarAction")),
                          Qt::LeftButton);
        QTRY_VERIFY(m_window->project());
        QVERIFY(fs::exists(m_folder / ".armature" / "project.broken-1.json"));
    }

    void cancelledOpening_isDropped()
    {
        open();
        drop(m_folder);
        QCOMPARE(m_window->jobs().jobs().size(), 1);
        m_window->jobs().jobs().first()->cancel();
        QVERIFY(m_window->jobs().jobs().isEmpty());
        QTest::qWait(50);
        QVERIFY(!m_window->project());
        QTRY_VERIFY(Project::open(m_folder)); // the late answer's lock is let go
    }

    void palette_findsAndRunsCommands()
    {
        open();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *filter = m_window->findChild<QLineEdit *>(QStringLiteral("commandPaletteFilter"));
        QVERIFY(filter->isVisible());
        QTest::keyClicks(filter, QStringLiteral("go trai"));
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(!m_window->palettePopup().isVisible());
        QCOMPARE(m_window->currentPage(), QStringLiteral("train"));
    }

    void matching_prefersBeginningsOfWords()
    {
        QVERIFY(matchScore(QStringLiteral("Theme: dark"), QStringLiteral("dark")) >
                matchScore(QStringLiteral("Find a landmark"), QStringLiteral("dark")));
        QVERIFY(matchScore(QStringLiteral("Go to Train"), QStringLiteral("gtt")) >= 0);
        QVERIFY(matchScore(QStringLiteral("Go to Train"), QStringLiteral("xyz")) < 0);
    }

    void shortcuts_areKeptAndConflictsNamed()
    {
        open();
        CommandRegistry &commands = m_window->commands();
        const QKeySequence palette(QStringLiteral("Ctrl+K"));
        QCOMPARE(commands.conflicts(QStringLiteral("window.fullScreen"), palette).size(), 1);
        auto &dialog = *new ShortcutDialog(commands, m_window.get()); // goes with the window
        auto *list = dialog.findChild<QTreeWidget *>(QStringLiteral("shortcutList"));
        for (int row = 0; row < list->topLevelItemCount(); ++row)
            if (list->topLevelItem(row)->data(0, Qt::UserRole) == QStringLiteral("window.fullScreen"))
                list->setCurrentItem(list->topLevelItem(row));
        auto *keys = dialog.findChild<QKeySequenceEdit *>(QStringLiteral("shortcutKeys"));
        keys->setKeySequence(palette);
        QVERIFY(!dialog.findChild<QLabel *>(QStringLiteral("shortcutConflict"))->text().isEmpty());
        keys->setKeySequence(QKeySequence(QStringLiteral("Ctrl+Alt+F")));
        QVERIFY(dialog.findChild<QLabel *>(QStringLiteral("shortcutConflict"))->text().isEmpty());
        QTest::mouseClick(dialog.findChild<QWidget *>(QStringLiteral("shortcutAssign")), Qt::LeftButton);
        m_window->close();
        open();
        QCOMPARE(m_window->commands().action(QStringLiteral("window.fullScreen"))->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+Alt+F")));
    }

    void defaultShortcuts_doNotCollide()
    {
        open();
        for (const CommandRegistry::Entry *entry : m_window->commands().entries())
            QVERIFY2(m_window->commands().conflicts(entry->command.id, entry->command.shortcut).isEmpty(),
                     qPrintable(entry->command.id));
    }

    void everyControl_hasANameForScreenReaders()
    {
        open();
        for (const PageEntry &entry : m_window->pages()) {
            m_window->showPage(entry.id);
            QVERIFY2(!entry.page->accessibleName().isEmpty(), qPrintable(entry.id));
        }
        QCOMPARE(namelessControls(*m_window).join(QLatin1Char(0x0a)), QString());
        ShortcutDialog shortcuts(m_window->commands(), m_window.get());
        QCOMPARE(namelessControls(shortcuts).join(QLatin1Char(0x0a)), QString());
    }

    void everyPage_isReachedByKeyboard()
    {
        open();
        for (size_t i = 0; i < m_window->pages().size(); ++i) {
            QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_1 + int(i)), Qt::ControlModifier);
            QCOMPARE(m_window->currentPage(), m_window->pages()[i].id);
        }
    }

    void runningJob_showsProgressAndStopsWhenAsked()
    {
        open();
        Job *job = m_window->jobs().start(QStringLiteral("Scanning"), CanCancel::Yes);
        job->setProgress(50, 100);
        auto *cancel = m_window->findChild<QWidget *>(QStringLiteral("statusCancel"));
        QTRY_VERIFY(cancel->isVisible());
        QSignalSpy asked(job, &Job::cancelRequested);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        job->finish();
        QTRY_VERIFY(!cancel->isVisible());
    }

    void themeCommand_switchesLiveAndIsKept()
    {
        open();
        m_window->commands().action(QStringLiteral("window.themeLight"))->trigger();
        QTRY_VERIFY(!isDark(m_window->palette()));
        QCOMPARE(m_settings->value(QStringLiteral("theme")).toInt(), int(ThemeChoice::Light));
        m_window->commands().action(QStringLiteral("window.themeDark"))->trigger();
        QTRY_VERIFY(isDark(m_window->palette()));
    }

    void pagesNotBuiltYet_sayWhatBelongsThere()
    {
        open();
        for (const QString &id :
             {QStringLiteral("preprocess"), QStringLiteral("train"), QStringLiteral("test")}) {
            m_window->showPage(id);
            const auto page = std::find_if(m_window->pages().begin(), m_window->pages().end(),
                                           [&](const PageEntry &e) { return e.id == id; });
            QString words;
            for (const QLabel *label : page->page->findChildren<QLabel *>())
                words += label->text();
            QVERIFY2(words.size() > 30, qPrintable(id));
        }
    }

private:
    void open()
    {
        m_window.reset();
        m_window = std::make_unique<MainWindow>(*m_theme, m_asker, *m_settings);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void drop(const fs::path &folder)
    {
        QMimeData mime;
        mime.setUrls({QUrl(storedPath(folder))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QSettings> m_settings;
    PreparedAsker m_asker;
    std::unique_ptr<MainWindow> m_window;
    fs::path m_folder;
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
