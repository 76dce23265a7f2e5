// Folders that are opened on the dataset page: of loose pictures, of pictures alone, changing, empty, closed
// at once.
#include "page_fixture.h"
#include "ui/dataset/import_panel.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/widgets/error_bar.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

class DatasetFoldersTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SixPairs> m;

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<SixPairs>();
        m->open();
    }
    void cleanup() { m.reset(); }

    void aFolderOfLoosePictures_isPairedByMouse()
    {
        const auto folder = m->root() / "loose";
        for (int i = 0; i < 3; ++i) {
            const auto name = "cat" + std::to_string(i);
            writePicture(folder / (name + ".png"), 64, 48, i);
            writePicture(folder / (name + "_canny.png"), 64, 48, i + 10);
        }
        m->page->openFolder(folder);
        QTRY_VERIFY(m->page->isImportShown());
        auto *panel = m->page->importPanel();
        QTRY_VERIFY(!panel->isWorking());
        QVERIFY(!fs::exists(folder / ".armature")); // nothing is done before it is asked for
        QCOMPARE(panel->mapsEdit()->text(), QStringLiteral("*_canny"));
        QVERIFY(panel->importButton()->isEnabled() && panel->countText().contains(QLatin1Char('3')));
        QVERIFY(!m->page->grab().isNull());
        panel->mapsEdit()->setText(QStringLiteral("*_depth"));
        QTRY_VERIFY(!panel->isWorking());
        QVERIFY(!panel->importButton()->isEnabled());
        panel->mapsEdit()->setText(QStringLiteral("*_canny"));
        QTRY_VERIFY(panel->importButton()->isEnabled());
        QTest::mouseClick(panel->importButton(), Qt::LeftButton);
        m->waitForChange();
        QTRY_COMPARE(m->page->model().rowCount(), 3);
        QVERIFY(!m->page->isImportShown());
        m->page->changes().undo();
        m->waitForChange();
        QTRY_VERIFY(m->page->isImportShown());
        QVERIFY(!fs::exists(folder / "metadata.jsonl"));
    }

    void aFolderOfPictures_isSortedOutAndLeadsToTheMaps()
    {
        m.reset();
        PageFixture plain;
        for (int i = 0; i < 3; ++i)
            writePicture(plain.root() / ("photo" + std::to_string(i) + ".png"), 96, 72, i);
        plain.open();
        QCOMPARE(plain.page->model().rowCount(), 3);
        QVERIFY(!plain.page->isImportShown());
        auto *button = plain.page->errors()->findChild<QPushButton *>(); // the one that helps
        QVERIFY(button && button->isVisible());
        QSignalSpy wanted(plain.page.get(), &Page::pageWanted);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(wanted.at(0).at(0).toString(), QStringLiteral("preprocess"));

        plain.page->editCaptions({1}, {CaptionOp::Set, "a lake", {}}); // captions come before maps
        plain.waitForChange();
        QCOMPARE(textOf(plain.root() / "photo1.txt"), "a lake");

        QTest::qWait(600); // what comes right after a change of ours is taken for ours
        for (int i = 0; i < 3; ++i)
            writePicture(plain.root() / "condition" / ("photo" + std::to_string(i) + ".png"), 96, 72, i + 20);
        QTRY_COMPARE_WITH_TIMEOUT(plain.page->model().table().condition(2), "condition/photo2.png", 20'000);
        QVERIFY(plain.page->errors()->text().isEmpty() || !plain.page->errors()->isVisible());
    }

    void closing_inTheMiddleOfAScan_isQuick()
    {
        for (int i = 0; i < 5; ++i) {
            m->page->rescan();
            QTest::qWait(i);
            m->page->closeProject();
            QCOMPARE(m->page->model().rowCount(), 0);
            m->page->openFolder(m->root());
        }
        m->page.reset();
    }

    void aNewFile_isTakenIn()
    {
        writePicture(m->root() / "image/zz.png", 96, 72, 30);
        writePicture(m->root() / "condition/zz.png", 96, 72, 31);
        QTRY_COMPARE_WITH_TIMEOUT(m->page->model().rowCount(), 9, 10'000);
    }

    void aVanishedFile_isShownAsUnreadable()
    {
        fs::remove(m->root() / "image/p4.png");
        m->page->grid()->setCurrentIndex(m->page->model().index(5));
        m->page->showPair(true);
        QTRY_VERIFY(!m->page->pairView()->canvas()->isLoading());
        QVERIFY(!m->page->grab().isNull());
    }

    void aFolderThatIsNone_isSaidInThePage()
    {
        fs::create_directories(m->root() / "empty");
        m->page->openFolder(m->root() / "empty");
        m->waitForScan();
        QTRY_VERIFY(m->page->errors()->isVisible());
        QVERIFY(!m->page->errors()->text().isEmpty());
    }

    void picturesOfOneSmallSize_areCheckedForThatSize_untilAnotherIsChosen()
    {
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        for (const char *name : {"a", "b", "c"}) {
            for (const char *part : {"image", "condition"}) {
                fs::create_directories(folder / part);
                QVERIFY(writePng(folder / part / (std::string(name) + ".png"), Image(96, 128, 3)));
            }
        }
        m->page->openFolder(folder);
        m->waitForScan();
        const auto &table = m->page->model().table();
        QCOMPARE(table.size(), size_t(3));
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(0));
        m->page->setResolution(512);
        m->waitForScan();
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(3));
        const auto view = m->page->saveView();
        m->page->openFolder(folder);
        m->page->restoreView(view);
        m->waitForScan();
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(3));
    }

    void withoutAFolder_thereIsAButtonToOpenOne()
    {
        m->page->closeProject();
        QSignalSpy wanted(m->page.get(), &DatasetPage::openWanted);
        QPushButton *open = nullptr;
        for (auto *button : m->page->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().startsWith(QLatin1String("Open a folder")))
                open = button;
        }
        QVERIFY(open);
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
    }
};

QTEST_MAIN(DatasetFoldersTest)
#include "dataset_folders_test.moc"
