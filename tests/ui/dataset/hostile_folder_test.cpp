// Folders and disks that are out to get the dataset page: it stays alive, names the file, and loses nothing.
#include "core/base/hash.h"
#include "core/image/png_writer.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/folder_scanner.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/project/project.h"
#include "ui/project/project_saver.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"
#include "ui/window/main_window.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <mutex>
#include <thread>
#include <utility>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

class Yes : public Asker
{
public:
    int ask(QWidget *, const Question &) override
    {
        ++asked;
        return 0;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return {};
    }
    int asked = 0;
};

void writePicture(const fs::path &file, int width, int height, int seed)
{
    fs::create_directories(file.parent_path());
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width * 3; ++x)
            image.row<uint8_t>(y)[x] = uint8_t((x * (3 + seed) + y * (5 + seed * 7) + x * y) * 40503u >> 7);
    }
    QVERIFY(writePng(file, image));
}

// A file system whose server never answers, as a network share whose cable is out: every access waits.
class DeadShare
{
public:
    explicit DeadShare(fs::path at) : m_at(std::move(at)), m_server(::open("/dev/fuse", O_RDWR | O_CLOEXEC))
    {
        const auto options = "fd=" + std::to_string(m_server) +
                             ",rootmode=40000,user_id=" + std::to_string(::getuid()) +
                             ",group_id=" + std::to_string(::getgid());
        fs::create_directories(m_at);
        m_isMounted = m_server >= 0 &&
                      ::mount("none", m_at.c_str(), "fuse", MS_NOSUID | MS_NODEV, options.c_str()) == 0;
    }
    ~DeadShare()
    {
        m_guard.request_stop();
        m_guard.join();
        closeServer();
        if (m_isMounted)
            ::umount2(m_at.c_str(), MNT_DETACH);
    }
    bool isMounted() const { return m_isMounted; }
    bool hasGivenUp() const { return m_hasGivenUp; } // it had to: something of the test was waiting for it

private:
    // Whoever waits for a dead share cannot even be killed. So it comes to its end by itself.
    void giveUpAfterAWhile(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_ended.wait_for(lock, stop, std::chrono::seconds(60), [] { return false; }) &&
            !stop.stop_requested()) {
            m_hasGivenUp = true;
            closeServer();
        }
    }
    void closeServer()
    {
        if (const int server = std::exchange(m_server, -1); server >= 0)
            ::close(server); // whoever waits is told that the share is gone
    }

    fs::path m_at;
    int m_server;
    bool m_isMounted = false;
    std::atomic<bool> m_hasGivenUp = false;
    std::mutex m_mutex;
    std::condition_variable_any m_ended;
    std::jthread m_guard{[this](std::stop_token stop) { giveUpAfterAWhile(stop); }};
};

} // namespace

class HostileFolderTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Theme> m_theme;
    JobList m_jobs;
    Yes m_asker;
    EngineLink m_engine;
    std::unique_ptr<DatasetPage> m_page;

    fs::path root() const { return m_dir->path().toStdString(); }
    void addPair(const std::string &name, int mapWidth = 96)
    {
        writePicture(root() / "image" / (name + ".png"), 96, 72, 1);
        writePicture(root() / "condition" / (name + ".png"), mapWidth, mapWidth * 3 / 4, 2);
    }
    void openPage()
    {
        m_page = std::make_unique<DatasetPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->resize(1000, 700);
        m_page->show();
        m_page->openFolder(root());
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isScanning(), 20'000);
    }
    void resizeAll()
    {
        m_page->grid()->selectAll();
        m_page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY(m_asker.asked > 0);
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isChanging(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isScanning(), 20'000);
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_asker.asked = 0;
    }
    void cleanup()
    {
        m_page.reset();
        m_dir.reset();
    }

    void oddNames_areShownOnOneLineAndRepaired()
    {
        for (const char *name :
             {"two\nlines", "\u202Egnp.drawkcab", "\xff\xfe not utf-8", "tab\tand 'quotes'"})
            addPair(name, 48);
        openPage();
        QCOMPARE(m_page->model().rowCount(), 4);
        for (int row = 0; row < 4; ++row) {
            const auto shown = m_page->model().index(row).data().toString();
            QVERIFY(!shown.contains(QLatin1Char('\n')) && !shown.contains(QChar(0x202E)));
        }
        QVERIFY(!m_page->grab().isNull());
        resizeAll();
        QCOMPARE(m_page->model().table().count(FindingKind::SizeDiffers), size_t(0));
        m_page->changes().undo();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isChanging() && !m_page->isScanning(), 20'000);
        QCOMPARE(m_page->model().table().count(FindingKind::SizeDiffers), size_t(4));
    }

    void linksInCircles_andABomb_areNamedAndTheRestIsRead()
    {
        addPair("good");
        fs::create_directory_symlink(root() / "image", root() / "image/again");
        fs::create_symlink("loop.png", root() / "image/loop.png");
        addPair("bomb");
        { // says that it is 60,000 pixels wide and high
            std::fstream file(root() / "image/bomb.png", std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(16);
            file.write("\0\0\xEA\x60\0\0\xEA\x60", 8);
        }
        openPage();
        const auto &table = m_page->model().table();
        QVERIFY(table.find("good") < table.size() && table.isTrainable(uint32_t(table.find("good"))));
        QVERIFY(table.find("bomb") < table.size() && !table.isTrainable(uint32_t(table.find("bomb"))));
        QVERIFY(table.size() >= 3); // and the loop
        m_page->grid()->setCurrentIndex(m_page->model().index(0));
        m_page->showPair(true); // the bomb, large
        QTRY_VERIFY(!m_page->pairView()->canvas()->isLoading());
        QVERIFY(!m_page->grab().isNull());
    }

    // No file may grow beyond 2 kB: the new maps do not fit, as on a full disk.
    void aDiskThatTakesNoMore_leavesEverythingAsItWas()
    {
        addPair("a", 48);
        addPair("b", 48);
        const auto before = *hashFile(root() / "condition/a.png");
        openPage();
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{}, tight{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        tight = old;
        tight.rlim_cur = 2048;
        ::setrlimit(RLIMIT_FSIZE, &tight);
        resizeAll();
        ::setrlimit(RLIMIT_FSIZE, &old);
        QVERIFY(m_page->errors()->isVisible() && !m_page->errors()->text().isEmpty());
        QCOMPARE(*hashFile(root() / "condition/a.png"), before);
        QVERIFY(!m_page->changes().canUndo());
        m_asker.asked = 0;
        resizeAll(); // there is room again
        QVERIFY(*hashFile(root() / "condition/a.png") != before);
        QVERIFY(m_page->changes().canUndo());
    }

    void aPlaceForTheJournalThatCannotBeWritten_isSaid()
    {
        addPair("a", 48);
        std::ofstream(root() / ".armature") << "a file where the folder should be";
        const auto before = *hashFile(root() / "condition/a.png");
        openPage();
        resizeAll();
        QVERIFY(m_page->errors()->isVisible() && !m_page->errors()->text().isEmpty());
        QCOMPARE(*hashFile(root() / "condition/a.png"), before);
    }

    void thePairView_zoomsAndSplitsByMouse()
    {
        addPair("a");
        openPage();
        m_page->grid()->setCurrentIndex(m_page->model().index(0));
        m_page->showPair(true);
        auto *canvas = m_page->pairView()->canvas();
        QTRY_VERIFY(!canvas->isLoading());
        const auto before = canvas->grab().toImage();
        const QPointF middle = QRectF(canvas->rect()).center();
        QWheelEvent wheel(middle, canvas->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &wheel);
        const auto zoomed = canvas->grab().toImage();
        QVERIFY(zoomed != before);
        QTest::keyClick(canvas, Qt::Key_S);
        const auto split = canvas->grab().toImage();
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle.toPoint());
        QTest::mouseMove(canvas, middle.toPoint() + QPoint(80, 0));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle.toPoint() + QPoint(80, 0));
        QVERIFY(canvas->grab().toImage() != split);
    }

    void aShareThatStalls_isSaid_andNeitherTheWindowNorItsClosingWaits()
    {
        DeadShare share(root() / "share");
        if (!share.isMounted())
            QSKIP("Mounting is not allowed here.");
        addPair("a");
        m_page = std::make_unique<DatasetPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->show();
        m_page->findChild<FolderScanner *>()->setPatience(std::chrono::milliseconds(200));
        m_page->openFolder(root() / "share");
        auto *bar = m_page->findChild<ErrorBar *>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains(QLatin1String("share")), qPrintable(bar->text()));
        QVERIFY(m_page->isScanning());
        m_page->openFolder(root()); // another folder is read meanwhile
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isScanning(), 20'000);
        QCOMPARE(m_page->model().rowCount(), 1);
        m_page->openFolder(root() / "share");
        QTRY_VERIFY(bar->isVisible());
        bar->findChild<QPushButton *>()->click(); // Stop reading
        QVERIFY(!m_page->isScanning());
        m_page->openFolder(root() / "share");
        m_page.reset(); // before the share is gone: this would wait for ever
    }

    // The cable is pulled while the folder is open: a dead file system is laid over it. Whatever touched it
    // on the window's thread would never come back.
    void aShareThatStallsUnderAnOpenFolder_holdsUpNothing()
    {
        const auto folder = root() / "on the share", other = root() / "other";
        for (const auto &place : {folder, other}) {
            for (const char *name : {"a", "b", "c"}) {
                writePicture(place / "image" / (std::string(name) + ".png"), 96, 72, 1);
                writePicture(place / "condition" / (std::string(name) + ".png"), 48, 36, 2);
            }
        }
        m_page = std::make_unique<DatasetPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->resize(1000, 700);
        m_page->show();
        m_page->openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->model().rowCount() == 3 && !m_page->isScanning(), 20'000);
        m_page->findChild<FolderScanner *>()->setPatience(std::chrono::milliseconds(200));
        m_page->changes().setPatience(std::chrono::milliseconds(200));

        DeadShare share(folder);
        if (!share.isMounted())
            QSKIP("Mounting is not allowed here.");
        for (int row = 0; row < 3; ++row) {
            m_page->grid()->setCurrentIndex(m_page->model().index(row));
            m_page->showPair(true);
            QTest::qWait(20);
            m_page->showPair(false);
        }
        m_page->filterField()->setText(QStringLiteral("name:b"));
        m_page->details()->captionEdit()->setPlainText(QStringLiteral("typed while the share is away"));
        m_page->details()->captionEdit()->document()->setModified(true);
        m_page->grid()->selectAll();
        m_page->offerRepair(Repair::ResizeMap);
        m_page->readAgain();
        QTRY_VERIFY2(m_page->errors()->text().contains(QLatin1String("on the share")),
                     qPrintable(m_page->errors()->text()));
        QVERIFY(!m_page->grab().isNull());

        m_page->filterField()->setText({});
        m_page->openFolder(other); // one can go on elsewhere, and everything works there
        QTRY_VERIFY_WITH_TIMEOUT(m_page->model().rowCount() == 3 && !m_page->isScanning(), 20'000);
        m_page->grid()->setCurrentIndex(m_page->model().index(0));
        m_page->showPair(true);
        QTRY_VERIFY(!m_page->pairView()->canvas()->isLoading());
        m_page->showPair(false);
        resizeAll();
        QCOMPARE(m_page->model().table().count(FindingKind::SizeDiffers), size_t(0));
        m_page.reset();
        QVERIFY(!share.hasGivenUp());
    }

    void aProjectOnAShareThatStalls_isLetGo()
    {
        const auto folder = root() / "on the share";
        fs::create_directories(folder);
        auto project = Project::open(folder);
        QVERIFY(project && (*project)->save());
        {
            ProjectSaver saver;
            saver.setPatience(std::chrono::milliseconds(100));
            saver.setProject(project->get());
            DeadShare share(folder);
            if (!share.isMounted())
                QSKIP("Mounting is not allowed here.");
            (*project)->setSection(QStringLiteral("dataset"),
                                   {{QStringLiteral("filter"), QStringLiteral("x")}});
            const auto saved = saver.saveNow();
            QVERIFY(!saved && saver.isStalled());
            QVERIFY(saved.error().message.find("does not answer") != std::string::npos);
            QVERIFY(!share.hasGivenUp());
        }
    }

    void aReadOnlyFolder_isShownAndARepairOfItSaysWhy()
    {
        const auto folder = root() / "archive";
        writePicture(folder / "image/a.png", 96, 72, 1);
        writePicture(folder / "condition/a.png", 48, 36, 2);
        if (::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0 ||
            ::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0)
            QSKIP("Mounting is not allowed here.");
        QSettings settings(m_dir->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        auto window = std::make_unique<MainWindow>(*m_theme, m_asker, settings);
        window->show();
        window->openPath(folder);
        QTRY_VERIFY(window->project());
        QVERIFY(!window->project()->isBesidePictures());
        auto *page = window->findChild<DatasetPage *>();
        QTRY_VERIFY_WITH_TIMEOUT(page->model().rowCount() == 1 && !page->isScanning(), 20'000);
        page->grid()->selectAll();
        page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY(m_asker.asked > 0);
        QTRY_VERIFY_WITH_TIMEOUT(!page->isChanging() && !page->isScanning(), 20'000);
        QTRY_VERIFY(page->errors()->isVisible());
        QVERIFY2(page->errors()->text().contains(QLatin1String("archive")) ||
                     page->errors()->text().contains(QLatin1String("a.png")),
                 qPrintable(page->errors()->text()));
        QVERIFY(window->close());
        window.reset();
        ::umount2(folder.c_str(), MNT_DETACH);
    }

    void thumbnails_comeInWhileMoreAreAskedFor()
    {
        addPair("a");
        Thumbnails thumbnails({});
        QSignalSpy ready(&thumbnails, &Thumbnails::ready);
        (void)thumbnails.get(root() / "image/a.png");
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; ready.isEmpty() && clock.elapsed() < 20'000;
             ++i) { // as painting does while it scrolls
            (void)thumbnails.get(root() / "image" / ("none" + std::to_string(i)));
            QTest::qWait(1);
        }
        QVERIFY(!ready.isEmpty());
    }

    void theThumbnailCache_losesItsOldestFiles()
    {
        for (int i = 0; i < 10; ++i) {
            const auto file = root() / std::to_string(i % 3) / (std::to_string(i) + ".jpg");
            fs::create_directories(file.parent_path());
            std::ofstream(file) << std::string(1000, 'x');
            fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(i));
        }
        pruneThumbnails(root(), 20'000);
        QVERIFY(fs::exists(root() / "0/9.jpg"));
        pruneThumbnails(root(), 5'000);
        QVERIFY(!fs::exists(root() / "0/9.jpg") && !fs::exists(root() / "1/4.jpg"));
        for (const char *kept : {"0/0.jpg", "1/1.jpg", "2/2.jpg", "0/3.jpg"})
            QVERIFY(fs::exists(root() / kept));
    }
};

QTEST_MAIN(HostileFolderTest)
#include "hostile_folder_test.moc"
