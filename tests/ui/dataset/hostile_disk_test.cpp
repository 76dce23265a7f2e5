// Disks and shares that are out to get the dataset page: dead, slow, full, read-only. The window stays alive
// and quick, says what happened, and nothing is lost.
#include "core/base/hash.h"
#include "page_fixture.h"
#include "shares.h"
#include "ui/dataset/folder_scanner.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/project/project.h"
#include "ui/project/project_saver.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/main_window.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <numeric>
#include <utility>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

bool hasOwnMounts = false;

// A file system of a few megabytes, and something that fills it.
class SmallDisk
{
public:
    explicit SmallDisk(fs::path at) : m_at(std::move(at))
    {
        fs::create_directories(m_at);
        m_isMounted = ::mount("tmpfs", m_at.c_str(), "tmpfs", 0, "size=8m,nr_inodes=20000") == 0;
    }
    ~SmallDisk()
    {
        if (m_isMounted)
            ::umount2(m_at.c_str(), MNT_DETACH);
    }
    bool isMounted() const { return m_isMounted; }
    // Leaves this many pages free, for as many short files.
    void fill(size_t pagesLeft)
    {
        struct statvfs info
        {
        };
        QVERIFY(::statvfs(m_at.c_str(), &info) == 0 && info.f_bsize == 4096 && info.f_bfree >= pagesLeft);
        std::ofstream(filler(), std::ios::binary) << std::string((info.f_bfree - pagesLeft) * 4096, 'x');
        QVERIFY(::statvfs(m_at.c_str(), &info) == 0 && info.f_bfree == pagesLeft);
    }
    void makeRoom() { fs::remove(filler()); }

private:
    fs::path filler() const { return m_at / ".filler"; }
    fs::path m_at;
    bool m_isMounted = false;
};

} // namespace

class HostileDiskTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<PageFixture> m;

    void makePairs(const fs::path &folder, int count, const std::string &caption)
    {
        for (int i = 0; i < count; ++i) {
            const auto name = "p" + std::to_string(1000 + i);
            writePicture(folder / "image" / (name + ".png"), 16, 16, i);
            writePicture(folder / "condition" / (name + ".png"), i % 2 ? 16 : 8, i % 2 ? 16 : 8, i + 20);
            if (!caption.empty())
                writeText(folder / "image" / (name + ".txt"), caption + std::to_string(i));
        }
    }
    void open(const fs::path &folder)
    {
        m->make();
        m->page->openFolder(folder);
        m->waitForScan();
    }
    std::vector<uint32_t> allRows() const
    {
        std::vector<uint32_t> rows(m->page->model().table().size());
        std::iota(rows.begin(), rows.end(), 0);
        return rows;
    }
    bool isFullSaid() const
    {
        const auto text = m->page->errors()->text();
        return m->page->errors()->isVisible() && text.contains(QLatin1String("Free some space")) &&
               text.contains(QLatin1String("disk is full"));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasOwnMounts)
            QSKIP("Mounting is not allowed here.");
    }
    void init() { m = std::make_unique<PageFixture>(); }
    void cleanup() { m.reset(); }

    void aShareThatStalls_isSaid_andNeitherTheWindowNorItsClosingWaits()
    {
        test::DeadShare share(m->root() / "share");
        if (!share.isMounted())
            QSKIP("Mounting is not allowed here.");
        m->addPair("a", 1);
        m->make();
        m->page->findChild<FolderScanner *>()->setPatience(std::chrono::milliseconds(200));
        m->page->openFolder(m->root() / "share");
        auto *bar = m->page->findChild<ErrorBar *>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains(QLatin1String("share")), qPrintable(bar->text()));
        QVERIFY(m->page->isScanning());
        m->page->openFolder(m->root()); // another folder is read meanwhile
        QTRY_VERIFY_WITH_TIMEOUT(!m->page->isScanning(), 20'000);
        QCOMPARE(m->page->model().rowCount(), 1);
        m->page->openFolder(m->root() / "share");
        QTRY_VERIFY(bar->isVisible());
        bar->findChild<QPushButton *>()->click(); // Stop reading
        QVERIFY(!m->page->isScanning());
        m->page->openFolder(m->root() / "share");
        m->page.reset(); // before the share is gone: this would wait for ever
    }

    // The cable is pulled while the folder is open: a dead file system is laid over it. Whatever touched it
    // on the window's thread would never come back.
    void aShareThatStallsUnderAnOpenFolder_holdsUpNothing()
    {
        const auto folder = m->root() / "on the share", other = m->root() / "other";
        for (const auto &place : {folder, other}) {
            for (const char *name : {"a", "b", "c"}) {
                writePicture(place / "image" / (std::string(name) + ".png"), 96, 72, 1);
                writePicture(place / "condition" / (std::string(name) + ".png"), 48, 36, 2);
            }
        }
        m->make();
        m->page->openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(m->page->model().rowCount() == 3 && !m->page->isScanning(), 20'000);
        m->page->findChild<FolderScanner *>()->setPatience(std::chrono::milliseconds(200));
        m->page->changes().setPatience(std::chrono::milliseconds(200));

        test::DeadShare share(folder);
        if (!share.isMounted())
            QSKIP("Mounting is not allowed here.");
        for (int row = 0; row < 3; ++row) {
            m->page->grid()->setCurrentIndex(m->page->model().index(row));
            m->page->showPair(true);
            QTest::qWait(20);
            m->page->showPair(false);
        }
        m->page->filterField()->setText(QStringLiteral("name:b"));
        m->page->details()->captionEdit()->setPlainText(QStringLiteral("typed while the share is away"));
        m->page->details()->captionEdit()->document()->setModified(true);
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair::ResizeMap);
        m->page->readAgain();
        QTRY_VERIFY2(m->page->errors()->text().contains(QLatin1String("on the share")),
                     qPrintable(m->page->errors()->text()));
        QVERIFY(!m->page->grab().isNull());

        m->page->filterField()->setText({});
        m->page->openFolder(other); // one can go on elsewhere, and everything works there
        QTRY_VERIFY_WITH_TIMEOUT(m->page->model().rowCount() == 3 && !m->page->isScanning(), 20'000);
        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        m->page->showPair(true);
        QTRY_VERIFY(!m->page->pairView()->canvas()->isLoading());
        m->page->showPair(false);
        m->repairAll(Repair::ResizeMap);
        QCOMPARE(m->page->model().table().count(FindingKind::SizeDiffers), size_t(0));
        m->page.reset();
        QVERIFY(!share.hasGivenUp());
    }

    void aProjectOnAShareThatStalls_isLetGo()
    {
        const auto folder = m->root() / "on the share";
        fs::create_directories(folder);
        auto project = Project::open(folder);
        QVERIFY(project && (*project)->save());
        {
            ProjectSaver saver;
            saver.setPatience(std::chrono::milliseconds(100));
            saver.setProject(project->get());
            test::DeadShare share(folder);
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
        const auto folder = m->root() / "archive";
        writePicture(folder / "image/a.png", 96, 72, 1);
        writePicture(folder / "condition/a.png", 48, 36, 2);
        if (::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0 ||
            ::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0)
            QSKIP("Mounting is not allowed here.");
        QSettings settings(m->dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        auto window = std::make_unique<MainWindow>(m->theme, m->answers, settings);
        window->show();
        window->openPath(folder);
        QTRY_VERIFY(window->project());
        QVERIFY(!window->project()->isBesidePictures());
        auto *page = window->findChild<DatasetPage *>();
        QTRY_VERIFY_WITH_TIMEOUT(page->model().rowCount() == 1 && !page->isScanning(), 20'000);
        page->grid()->selectAll();
        page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY(!m->answers.asked.empty());
        QTRY_VERIFY_WITH_TIMEOUT(!page->isChanging() && !page->isScanning(), 20'000);
        QTRY_VERIFY(page->errors()->isVisible());
        QVERIFY2(page->errors()->text().contains(QLatin1String("archive")) ||
                     page->errors()->text().contains(QLatin1String("a.png")),
                 qPrintable(page->errors()->text()));
        QVERIFY(window->close());
        window.reset();
        ::umount2(folder.c_str(), MNT_DETACH);
    }

    // Every access takes its time. Whoever makes one waits; that it is never the window's thread, the share
    // itself can tell.
    void aSlowShare_isWorkedOn_andTheWindowNeverWaitsForIt()
    {
        const auto behind = m->root() / "behind", folder = m->root() / "slow";
        makePairs(behind, 4, "a red car, number ");
        test::SlowShare share(folder, behind, std::chrono::milliseconds(20));
        if (!share.isMounted())
            QSKIP("There is no FUSE here.");
        m->make();
        auto *scanner = m->page->findChild<FolderScanner *>();
        scanner->setPatience(std::chrono::milliseconds(100));
        QSignalSpy stalled(scanner, &FolderScanner::stalled);
        m->page->openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(m->page->model().rowCount() == 4 && !m->page->isScanning(), 120'000);
        QVERIFY(stalled.count() > 0); // it was said, and taken back
        QVERIFY(!m->page->errors()->isVisible() ||
                !m->page->errors()->text().contains(QLatin1String("does not answer")));
        QVERIFY(m->page->model().table().hasCaption(3));
        const auto wait = [&] {
            QTRY_VERIFY_WITH_TIMEOUT(!m->page->isChanging(), 120'000);
            QTest::qWait(30);
            QTRY_VERIFY_WITH_TIMEOUT(!m->page->isScanning(), 120'000);
        };

        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        m->page->showPair(true);
        QTRY_VERIFY_WITH_TIMEOUT(!m->page->pairView()->canvas()->isLoading(), 120'000);
        QVERIFY(m->page->pairView()->canvas()->isMisaligned());
        m->page->showPair(false);
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY_WITH_TIMEOUT(!m->answers.asked.empty(), 120'000);
        wait();
        QCOMPARE(m->page->model().table().count(FindingKind::SizeDiffers), size_t(0));
        m->page->editCaptions(allRows(), {CaptionOp::Replace, "red", "green"});
        wait();
        QCOMPARE(textOf(behind / "image/p1003.txt"), std::string("a green car, number 3"));
        for (int i = 0; i < 2; ++i) {
            m->page->changes().undo();
            wait();
        }
        QCOMPARE(textOf(behind / "image/p1003.txt"), std::string("a red car, number 3"));
        QCOMPARE(m->page->model().table().count(FindingKind::SizeDiffers), size_t(2));
        m->page->readAgain();
        QTest::qWait(100);
        share.setDelay(std::chrono::milliseconds(1)); // for what the threads that are left still ask
        m->page.reset();                              // in the middle of reading
        QVERIFY(share.questions() > 200);
        QVERIFY(!share.hasWindowWaited());
        QVERIFY(fs::exists(folder / "image") && share.hasWindowWaited()); // which would be noticed
    }

    // After very many texts the disk is waited for when nothing else is to do; what is to do then need not
    // wait.
    void aDiskThatIsSlowToSync_doesNotHoldUpTheWindow()
    {
        const auto behind = m->root() / "behind", folder = m->root() / "slow";
        makePairs(behind, 300, "a red car, number ");
        test::SlowShare share(folder, behind, std::chrono::milliseconds(0));
        if (!share.isMounted())
            QSKIP("There is no FUSE here.");
        open(folder);
        m->page->editCaptions(allRows(), {CaptionOp::Replace, "red", "green"});
        m->waitForChange();
        QCOMPARE(textOf(behind / "image/p1299.txt"), std::string("a green car, number 299"));
        share.hold();
        QTRY_VERIFY_WITH_TIMEOUT(share.isHolding(), 20'000); // the sync
        m->page->changes().undo();
        QVERIFY(m->page->changes().isBusy() && !share.hasGivenUp());
        share.release();
        m->waitForChange();
        QCOMPARE(textOf(behind / "image/p1299.txt"), std::string("a red car, number 299"));
        m->page.reset();
    }

    void aRepairOnAFullDisk_changesNothing_andGoesThroughOnceThereIsRoom()
    {
        const auto folder = m->root() / "disk";
        SmallDisk disk(folder);
        QVERIFY(disk.isMounted());
        makePairs(folder, 4, {});
        const auto before = *hashFile(folder / "condition/p1002.png");
        open(folder);
        disk.fill(1); // for one of the two new maps, or for the journal's folder
        m->repairAll(Repair::ResizeMap);
        QVERIFY2(isFullSaid(), qPrintable(m->page->errors()->text()));
        QCOMPARE(*hashFile(folder / "condition/p1002.png"), before);
        QVERIFY(!m->page->changes().canUndo());
        QCOMPARE(m->page->model().table().count(FindingKind::SizeDiffers), size_t(2));
        m->page->grid()->setCurrentIndex(m->page->model().index(0)); // looking goes on
        m->page->showPair(true);
        QTRY_VERIFY(!m->page->pairView()->canvas()->isLoading());
        m->page->showPair(false);

        disk.makeRoom();
        m->repairAll(Repair::ResizeMap);
        QVERIFY(*hashFile(folder / "condition/p1002.png") != before);
        disk.fill(0);
        m->page->changes()
            .undo(); // swaps what is there; where even the journal's line finds no room, it says so
        m->waitForChange();
        if (m->page->changes().canUndo()) {
            QVERIFY(isFullSaid());
            disk.makeRoom();
            m->page->changes().undo();
            m->waitForChange();
        }
        QCOMPARE(*hashFile(folder / "condition/p1002.png"), before);
        m->page.reset();
    }

    void manyCaptionsOnAFullDisk_stayAsTheyWere_untilTheirJournalFindsRoom()
    {
        constexpr int kCount = 400;
        const auto folder = m->root() / "disk";
        SmallDisk disk(folder);
        QVERIFY(disk.isMounted());
        makePairs(folder, kCount, "a red car, number ");
        open(folder);
        const auto all = [&](const char *word) {
            for (int i = 0; i < kCount; ++i) {
                const auto expected = "a " + std::string(word) + " car, number " + std::to_string(i);
                if (textOf(folder / "image" / ("p" + std::to_string(1000 + i) + ".txt")) != expected ||
                    m->page->model().table().caption(uint32_t(i)) != expected)
                    return false;
            }
            return true;
        };
        QVERIFY(all("red"));
        disk.fill(3);
        m->page->editCaptions(allRows(), {CaptionOp::Replace, "red", "green"});
        m->waitForChange();
        QVERIFY2(isFullSaid(), qPrintable(m->page->errors()->text()));
        QVERIFY(all("red"));
        QVERIFY(!m->page->changes().canUndo());

        disk.makeRoom();
        disk.fill(20); // for the journal alone: the texts are written over in their own blocks
        m->page->editCaptions(allRows(), {CaptionOp::Replace, "red", "green"});
        m->waitForChange();
        QVERIFY(all("green"));
        disk.makeRoom();
        open(folder); // a restart
        QTRY_VERIFY(m->page->changes().canUndo());
        m->page->changes().undo();
        m->waitForChange();
        QVERIFY(all("red"));
        m->page.reset();
    }

    // The journal fits and the first files do, or none. What was written goes away again, and is not taken up
    // when the folder is opened the next time.
    void newCaptionsThatFillTheDisk_goAwayAgain_data()
    {
        QTest::addColumn<int>("pages");
        QTest::newRow("some fit") << 20;
        QTest::newRow("the journal alone") << 1;
    }
    void newCaptionsThatFillTheDisk_goAwayAgain()
    {
        QFETCH(int, pages);
        constexpr int kCount = 40;
        const auto folder = m->root() / "disk";
        SmallDisk disk(folder);
        QVERIFY(disk.isMounted());
        makePairs(folder, kCount, {});
        open(folder);
        const auto countFiles = [&] {
            return std::count_if(fs::directory_iterator(folder / "image"), fs::directory_iterator(),
                                 [](const auto &entry) { return entry.path().extension() != ".png"; });
        };
        disk.fill(size_t(pages));
        m->page->editCaptions(allRows(), {CaptionOp::Set, "a car", {}});
        m->waitForChange();
        QVERIFY2(isFullSaid(), qPrintable(m->page->errors()->text()));
        QCOMPARE(countFiles(), 0);
        QVERIFY(!m->page->model().table().hasCaption(0));
        QVERIFY(!m->page->changes().canUndo());
        m->page.reset();
        {
            const auto journal = ChangeJournal::open(folder);
            QVERIFY(journal && journal->recovered().empty() && !journal->canUndo() && !journal->canRedo());
            QCOMPARE(countFiles(), 0);
        }
        disk.makeRoom();
        open(folder);
        m->page->editCaptions(allRows(), {CaptionOp::Set, "a car", {}});
        m->waitForChange();
        QCOMPARE(countFiles(), kCount);
        m->page->changes().undo();
        m->waitForChange();
        QCOMPARE(countFiles(), 0);
        m->page.reset();
    }
};

int main(int argc, char **argv)
{
    hasOwnMounts = armature::test::ownMounts();
    QApplication application(argc, argv);
    HostileDiskTest tests;
    return QTest::qExec(&tests, argc, argv);
}
#include "hostile_disk_test.moc"
