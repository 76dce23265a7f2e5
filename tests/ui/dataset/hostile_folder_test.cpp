// Folders and disks that are out to get the dataset page: it stays alive, names the file, and loses nothing.
#include "core/base/hash.h"
#include "core/image/png_writer.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/folder_scanner.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

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
        if (m_server >= 0)
            ::close(m_server); // whoever waits is told that the share is gone
        if (m_isMounted)
            ::umount2(m_at.c_str(), MNT_DETACH);
    }
    bool isMounted() const { return m_isMounted; }

private:
    fs::path m_at;
    int m_server;
    bool m_isMounted = false;
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
