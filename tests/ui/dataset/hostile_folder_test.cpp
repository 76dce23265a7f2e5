// Folders that are out to get the dataset page: it stays alive, names the file, and loses nothing.
#include "core/base/hash.h"
#include "page_fixture.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/widgets/error_bar.h"

#include <QSignalSpy>

#include <sys/resource.h>

#include <csignal>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

// That no compression makes smaller: how much room it takes is to be known.
void writeNoise(const fs::path &file, int width, int height, int seed)
{
    fs::create_directories(file.parent_path());
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width * 3; ++x)
            image.row<uint8_t>(y)[x] = uint8_t((x * (3 + seed) + y * (5 + seed * 7) + x * y) * 40503u >> 7);
    }
    QVERIFY(writePng(file, image));
}

} // namespace

class HostileFolderTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<PageFixture> m;

    void addPair(const std::string &name, int mapWidth = 96)
    {
        writeNoise(m->root() / "image" / (name + ".png"), 96, 72, 1);
        writeNoise(m->root() / "condition" / (name + ".png"), mapWidth, mapWidth * 3 / 4, 2);
    }
    void resizeAll() { m->repairAll(Repair::ResizeMap); }

private Q_SLOTS:
    void init() { m = std::make_unique<PageFixture>(); }
    void cleanup() { m.reset(); }

    void oddNames_areShownOnOneLineAndRepaired()
    {
        for (const char *name :
             {"two\nlines", "\u202Egnp.drawkcab", "\xff\xfe not utf-8", "tab\tand 'quotes'"})
            addPair(name, 48);
        m->open();
        QCOMPARE(m->page->model().rowCount(), 4);
        for (int row = 0; row < 4; ++row) {
            const auto shown = m->page->model().index(row).data().toString();
            QVERIFY(!shown.contains(QLatin1Char('\n')) && !shown.contains(QChar(0x202E)));
        }
        QVERIFY(!m->page->grab().isNull());
        resizeAll();
        QCOMPARE(m->page->model().table().count(FindingKind::SizeDiffers), size_t(0));
        m->page->changes().undo();
        QTRY_VERIFY_WITH_TIMEOUT(!m->page->isChanging() && !m->page->isScanning(), 20'000);
        QCOMPARE(m->page->model().table().count(FindingKind::SizeDiffers), size_t(4));
    }

    void linksInCircles_andABomb_areNamedAndTheRestIsRead()
    {
        addPair("good");
        fs::create_directory_symlink(m->root() / "image", m->root() / "image/again");
        fs::create_symlink("loop.png", m->root() / "image/loop.png");
        addPair("bomb");
        { // says that it is 60,000 pixels wide and high
            std::fstream file(m->root() / "image/bomb.png", std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(16);
            file.write("\0\0\xEA\x60\0\0\xEA\x60", 8);
        }
        m->open();
        const auto &table = m->page->model().table();
        QVERIFY(table.find("good") < table.size() && table.isTrainable(uint32_t(table.find("good"))));
        QVERIFY(table.find("bomb") < table.size() && !table.isTrainable(uint32_t(table.find("bomb"))));
        QVERIFY(table.size() >= 3); // and the loop
        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        m->page->showPair(true); // the bomb, large
        QTRY_VERIFY(!m->page->pairView()->canvas()->isLoading());
        QVERIFY(!m->page->grab().isNull());
    }

    // No file may grow beyond 2 kB: the new maps do not fit, as on a full disk.
    void aDiskThatTakesNoMore_leavesEverythingAsItWas()
    {
        addPair("a", 48);
        addPair("b", 48);
        const auto before = *hashFile(m->root() / "condition/a.png");
        m->open();
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{}, tight{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        tight = old;
        tight.rlim_cur = 2048;
        ::setrlimit(RLIMIT_FSIZE, &tight);
        resizeAll();
        ::setrlimit(RLIMIT_FSIZE, &old);
        QVERIFY(m->page->errors()->isVisible() && !m->page->errors()->text().isEmpty());
        QCOMPARE(*hashFile(m->root() / "condition/a.png"), before);
        QVERIFY(!m->page->changes().canUndo());
        resizeAll(); // there is room again
        QVERIFY(*hashFile(m->root() / "condition/a.png") != before);
        QVERIFY(m->page->changes().canUndo());
    }

    void aPlaceForTheJournalThatCannotBeWritten_isSaid()
    {
        addPair("a", 48);
        std::ofstream(m->root() / ".armature") << "a file where the folder should be";
        const auto before = *hashFile(m->root() / "condition/a.png");
        m->open();
        resizeAll();
        QVERIFY(m->page->errors()->isVisible() && !m->page->errors()->text().isEmpty());
        QCOMPARE(*hashFile(m->root() / "condition/a.png"), before);
    }

    void thePairView_zoomsAndSplitsByMouse()
    {
        addPair("a");
        m->open();
        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        m->page->showPair(true);
        auto *canvas = m->page->pairView()->canvas();
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

    void thumbnails_comeInWhileMoreAreAskedFor()
    {
        addPair("a");
        Thumbnails thumbnails({});
        QSignalSpy ready(&thumbnails, &Thumbnails::ready);
        (void)thumbnails.get(m->root() / "image/a.png");
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; ready.isEmpty() && clock.elapsed() < 20'000;
             ++i) { // as painting does while it scrolls
            (void)thumbnails.get(m->root() / "image" / ("none" + std::to_string(i)));
            QTest::qWait(1);
        }
        QVERIFY(!ready.isEmpty());
    }

    void theThumbnailCache_losesItsOldestFiles()
    {
        for (int i = 0; i < 10; ++i) {
            const auto file = m->root() / std::to_string(i % 3) / (std::to_string(i) + ".jpg");
            fs::create_directories(file.parent_path());
            std::ofstream(file) << std::string(1000, 'x');
            fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(i));
        }
        pruneThumbnails(m->root(), 20'000);
        QVERIFY(fs::exists(m->root() / "0/9.jpg"));
        pruneThumbnails(m->root(), 5'000);
        QVERIFY(!fs::exists(m->root() / "0/9.jpg") && !fs::exists(m->root() / "1/4.jpg"));
        for (const char *kept : {"0/0.jpg", "1/1.jpg", "2/2.jpg", "0/3.jpg"})
            QVERIFY(fs::exists(m->root() / kept));
    }
};

QTEST_MAIN(HostileFolderTest)
#include "hostile_folder_test.moc"
