#include "core/base/hash.h"
#include "core/data/check.h"
#include "core/data/excluded.h"
#include "core/image/codec.h"
#include "core/image/png_writer.h"
#include "ui/dataset/caption_dialog.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/import_panel.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

class Answers : public Asker
{
public:
    int ask(QWidget *, const Question &question) override
    {
        asked.push_back(question);
        return answer;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return {};
    }
    std::vector<Question> asked;
    int answer = 0;
};

void writePicture(const fs::path &file, int width, int height, int seed)
{
    fs::create_directories(file.parent_path());
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width * 3; ++x)
            image.row<uint8_t>(y)[x] =
                uint8_t((x * (3 + seed) + y * (5 + seed * 7) + x * y / (seed + 2)) & 255);
    }
    QVERIFY(writePng(file, image));
}

void writeText(const fs::path &file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

std::string textOf(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class DatasetPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Theme> m_theme;
    JobList m_jobs;
    EngineLink m_engine;
    Answers m_answers;
    std::unique_ptr<DatasetPage> m_page;

    fs::path root() const { return m_dir->path().toStdString(); }

    void openPage()
    {
        m_page.reset();
        m_page = std::make_unique<DatasetPage>(PageServices{*m_theme, m_jobs, m_answers, m_engine});
        m_page->resize(1280, 800);
        m_page->show();
        m_page->openFolder(root());
        waitForScan();
    }
    void waitForScan() { QTRY_VERIFY_WITH_TIMEOUT(!m_page->isScanning(), 20'000); }
    void waitForChange()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isChanging(), 20'000);
        QTest::qWait(30);
        waitForScan();
    }
    void clickFacet(const char *term)
    {
        auto *button = m_page->facets()->button(QLatin1String(term));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void repairShown(const char *facet, Repair repair)
    {
        m_page->filterField()->setText({});
        clickFacet(facet);
        QVERIFY(m_page->model().rowCount() > 0);
        m_page->grid()->selectAll();
        const auto asked = m_answers.asked.size();
        m_page->offerRepair(repair);
        QTRY_VERIFY(m_answers.asked.size() > asked);
        QVERIFY(!m_answers.asked.back().detail.isEmpty());
        waitForChange();
    }
    PixelSize sizeOf(const char *name) const
    {
        const auto info = probe(root() / name);
        return info ? PixelSize{info->displayWidth(), info->displayHeight()} : PixelSize{};
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_answers = {};
        for (int i = 0; i < 6; ++i) {
            const auto name = "p" + std::to_string(i);
            writePicture(root() / "image" / (name + ".png"), 96, 72, i);
            writePicture(root() / "condition" / (name + ".png"), i == 1 ? 48 : 96,
                         i == 1   ? 36
                         : i == 2 ? 96
                                  : 72,
                         i + 20);
            if (i != 3)
                writeText(root() / "image" / (name + ".txt"), "a red car, number " + std::to_string(i));
        }
        writePicture(root() / "image/alone.png", 80, 80, 9);
        writePicture(root() / "condition/alone_canny.png", 80, 80, 10);
        openPage();
    }
    void cleanup()
    {
        m_page.reset();
        m_dir.reset();
    }

    void facets_countAsCheckPairsAndFilter()
    {
        m_page->facets()->countNow();
        QCOMPARE(m_page->facets()->button(QString())->count(), 8);
        QCOMPARE(m_page->facets()->button(QStringLiteral("issue:size_differs"))->count(), 1);
        QCOMPARE(m_page->facets()->button(QStringLiteral("issue:aspect_differs"))->count(), 1);
        QCOMPARE(m_page->facets()->button(QStringLiteral("issue:unpaired"))->count(), 2);
        QCOMPARE(m_page->facets()->button(QStringLiteral("issue:nocaption"))->count(), 2);
        QCOMPARE(m_page->facets()->button(QStringLiteral("is:trainable"))->count(),
                 qint64(checkPairs(*readPairs(root()), {}).trainableCount()));
        clickFacet("issue:unpaired");
        QCOMPARE(m_page->model().rowCount(), 2);
        QCOMPARE(m_page->filterField()->text(), QStringLiteral("issue:unpaired"));
        clickFacet("issue:unpaired");
        QCOMPARE(m_page->model().rowCount(), 8);
    }

    void aTypedFilter_showsItsErrorUnderTheField()
    {
        auto *edit = m_page->filterField()->edit();
        QTest::keyClicks(edit, QStringLiteral("issue:nonsense"));
        QTRY_VERIFY(!m_page->filterField()->errorText().isEmpty());
        QCOMPARE(m_page->model().rowCount(), 8); // the last one that made sense stays
        edit->clear();
        QTest::keyClicks(edit, QStringLiteral("caption:\"number 4\""));
        QTRY_COMPARE(m_page->model().rowCount(), 1);
        QVERIFY(m_page->filterField()->errorText().isEmpty());
    }

    void theModel_keepsItsPromises()
    {
        PairModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int round = 0; round < 2; ++round) {
            QVERIFY(scanDataset(root(), {}, [&](ScanBatch &&batch) { model.apply(std::move(batch)); }));
            std::optional<FilterError> error;
            model.setFilter(PairFilter::parse("size:<75", error));
            model.setFilter({});
        }
        QCOMPARE(model.rowCount(), 8);
        model.clear();
    }

    void thePairView_stepsByKeyboard()
    {
        m_page->grid()->setCurrentIndex(m_page->model().index(0));
        QTest::keyClick(m_page->grid(), Qt::Key_Return);
        QTRY_VERIFY(m_page->isPairShown());
        QTest::keyClick(m_page->pairView()->canvas(), Qt::Key_Right);
        QCOMPARE(m_page->grid()->currentIndex().row(), 1);
        QTRY_VERIFY(!m_page->pairView()->canvas()->isLoading());
        QVERIFY(m_page->pairView()->canvas()->isMisaligned()); // p1: half the size
        for (const auto key : {Qt::Key_O, Qt::Key_S, Qt::Key_T, Qt::Key_C, Qt::Key_1, Qt::Key_0, Qt::Key_B}) {
            QTest::keyClick(m_page->pairView()->canvas(), key);
            QVERIFY(!m_page->grab().isNull());
        }
        QTest::keyClick(m_page->pairView()->canvas(), Qt::Key_Escape);
        QVERIFY(!m_page->isPairShown());
    }

    void repairs_makeTheFolderTrainableAndComeBackAfterARestart()
    {
        repairShown("issue:size_differs", Repair::ResizeMap);
        QCOMPARE(sizeOf("condition/p1.png"), (PixelSize{96, 72}));
        repairShown("issue:aspect_differs", Repair::CropMap);
        QCOMPARE(sizeOf("condition/p2.png"), (PixelSize{96, 72}));
        repairShown("issue:unpaired", Repair::PairByName);
        QVERIFY(fs::exists(root() / "condition/alone.png"));
        QCOMPARE(checkPairs(*readPairs(root()), {}).trainableCount(), size_t(7));
        openPage(); // a restart
        QTRY_VERIFY(m_page->changes().canUndo());
        for (int i = 0; i < 3; ++i) {
            m_page->changes().undo();
            waitForChange();
        }
        QCOMPARE(sizeOf("condition/p1.png"), (PixelSize{48, 36}));
        QCOMPARE(sizeOf("condition/p2.png"), (PixelSize{96, 96}));
        QVERIFY(fs::exists(root() / "condition/alone_canny.png"));
    }

    void aRefusedRepair_changesNothing()
    {
        m_answers.answer = 1;
        m_page->grid()->selectAll();
        m_page->offerRepair(Repair::Quarantine);
        QTRY_VERIFY(!m_answers.asked.empty());
        QTest::qWait(50);
        QVERIFY(!m_page->changes().isBusy() && !m_page->changes().canUndo());
        QVERIFY(fs::exists(root() / "image/p0.png"));
    }

    void anExcludedPair_isCountedAndNotTrainedOn()
    {
        m_page->filterField()->setText(QStringLiteral("name:p0"));
        m_page->grid()->selectAll();
        m_page->offerRepair(Repair::Exclude);
        QTRY_VERIFY(!m_answers.asked.empty());
        waitForChange();
        QVERIFY(readExcluded(root()).contains("p0"));
        QCOMPARE(m_page->model().table().count(FindingKind::Excluded), size_t(1));
    }

    void aCaption_isEditedInPlaceAndUndone()
    {
        m_page->filterField()->setText(QStringLiteral("name:p0"));
        m_page->grid()->setCurrentIndex(m_page->model().index(0));
        auto *edit = m_page->details()->captionEdit();
        QCOMPARE(edit->toPlainText(), QStringLiteral("a red car, number 0"));
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("a blue boat"));
        m_page->details()->commitCaption();
        waitForChange();
        QCOMPARE(textOf(root() / "image/p0.txt"), std::string("a blue boat"));
        m_page->changes().undo();
        waitForChange();
        QCOMPARE(textOf(root() / "image/p0.txt"), std::string("a red car, number 0"));
    }

    void manyCaptions_areOneChange()
    {
        std::vector<uint32_t> rows;
        for (uint32_t row = 0; row < m_page->model().table().size(); ++row)
            rows.push_back(row);
        m_page->editCaptions(rows, {CaptionOp::Replace, "red", "green"});
        waitForChange();
        QCOMPARE(textOf(root() / "image/p5.txt"), std::string("a green car, number 5"));
        QVERIFY(!fs::exists(root() / "image/p3.txt")); // nothing to replace, nothing written
        m_page->editCaptions(rows, {CaptionOp::AddTag, "studio", {}});
        waitForChange();
        QCOMPARE(textOf(root() / "image/p5.txt"), std::string("a green car, number 5, studio"));
        QCOMPARE(textOf(root() / "image/p3.txt"), std::string("studio"));
        m_page->changes().undo();
        waitForChange();
        QVERIFY(!fs::exists(root() / "image/p3.txt"));
        m_page->changes().undo();
        waitForChange();
        QCOMPARE(textOf(root() / "image/p5.txt"), std::string("a red car, number 5"));
    }

    void manyCaptions_areEditedInTheDialogByMouse()
    {
        QTest::mouseClick(m_page->findChild<QPushButton *>(QStringLiteral("editMany")), Qt::LeftButton);
        auto *dialog = m_page->findChild<CaptionDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!dialog->changeButton()->isEnabled());
        QTest::keyClicks(dialog->textEdit(), QStringLiteral("red"));
        QTest::keyClicks(dialog->withEdit(), QStringLiteral("green"));
        QTRY_VERIFY(dialog->changeButton()->isEnabled());
        QCOMPARE(dialog->previewText(), QStringLiteral("a green car, number 0"));
        QVERIFY(dialog->changeButton()->text().contains(QLatin1Char('5'))); // p3 has none
        dialog->operation()->setCurrentIndex(3);                            // add a tag
        dialog->textEdit()->setText(QStringLiteral("studio"));
        QTRY_VERIFY(!dialog->isWorking());
        QCOMPARE(dialog->previewText(), QStringLiteral("a red car, number 0, studio"));
        QTest::mouseClick(dialog->changeButton(), Qt::LeftButton);
        waitForChange();
        QCOMPARE(textOf(root() / "image/p3.txt"), std::string("studio"));
        QCOMPARE(m_page->model().table().caption(0), std::string("a red car, number 0, studio"));
        m_page->changes().undo();
        waitForChange();
        QVERIFY(!fs::exists(root() / "image/p3.txt"));
        QCOMPARE(m_page->model().table().caption(0), std::string("a red car, number 0"));
        QVERIFY(m_page->model().table().has(3, FindingKind::MissingCaption));
    }

    void aCaptionChangedUnderneath_isAskedAbout()
    {
        writeText(root() / "image/p0.txt", "by another hand");
        m_page->editCaptions({0, 1}, {CaptionOp::Replace, "red", "green"});
        waitForChange();
        QCOMPARE(textOf(root() / "image/p0.txt"), std::string("by another hand"));
        QCOMPARE(textOf(root() / "image/p1.txt"), std::string("a green car, number 1"));
        QVERIFY(m_page->errors()->isVisible() && m_page->errors()->text().contains(QLatin1String("p0")));
        for (auto *button : m_page->errors()->findChildren<QPushButton *>()) {
            if (button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        }
        waitForChange();
        QCOMPARE(textOf(root() / "image/p0.txt"), std::string("a green car, number 0"));
        m_page->changes().undo();
        waitForChange();
        QCOMPARE(textOf(root() / "image/p0.txt"), std::string("by another hand"));
    }

    void captionsInAListing_keepTheOtherLines()
    {
        const std::string other = "{\"file_name\": \"image/p1.png\",   \"conditioning_image_file_name\": "
                                  "\"condition/p1.png\", \"text\": \"one\", \"extra\": [1, 2]}\n";
        writeText(root() / "metadata.jsonl",
                  "{\"file_name\": \"image/p0.png\", \"conditioning_image_file_name\": \"condition/p0.png\", "
                  "\"text\": \"zero\"}\n" +
                      other);
        openPage();
        m_page->editCaptions({0}, {CaptionOp::Suffix, " more", {}});
        waitForChange();
        const auto text = textOf(root() / "metadata.jsonl");
        QVERIFY(text.ends_with(other));
        QVERIFY(text.find("zero more") != std::string::npos);
    }

    void aFolderOfLoosePictures_isPairedByMouse()
    {
        const auto folder = root() / "loose";
        for (int i = 0; i < 3; ++i) {
            const auto name = "cat" + std::to_string(i);
            writePicture(folder / (name + ".png"), 64, 48, i);
            writePicture(folder / (name + "_canny.png"), 64, 48, i + 10);
        }
        m_page->openFolder(folder);
        QTRY_VERIFY(m_page->isImportShown());
        auto *panel = m_page->importPanel();
        QTRY_VERIFY(!panel->isWorking());
        QVERIFY(!fs::exists(folder / ".armature")); // nothing is done before it is asked for
        QCOMPARE(panel->mapsEdit()->text(), QStringLiteral("*_canny"));
        QVERIFY(panel->importButton()->isEnabled() && panel->countText().contains(QLatin1Char('3')));
        QVERIFY(!m_page->grab().isNull());
        panel->mapsEdit()->setText(QStringLiteral("*_depth"));
        QTRY_VERIFY(!panel->isWorking());
        QVERIFY(!panel->importButton()->isEnabled());
        panel->mapsEdit()->setText(QStringLiteral("*_canny"));
        QTRY_VERIFY(panel->importButton()->isEnabled());
        QTest::mouseClick(panel->importButton(), Qt::LeftButton);
        waitForChange();
        QTRY_COMPARE(m_page->model().rowCount(), 3);
        QVERIFY(!m_page->isImportShown());
        m_page->changes().undo();
        waitForChange();
        QTRY_VERIFY(m_page->isImportShown());
        QVERIFY(!fs::exists(folder / "metadata.jsonl"));
    }

    void aFolderOfPictures_isSortedOutAndLeadsToTheMaps()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        for (int i = 0; i < 3; ++i)
            writePicture(root() / ("photo" + std::to_string(i) + ".png"), 96, 72, i);
        openPage();
        QCOMPARE(m_page->model().rowCount(), 3);
        QVERIFY(!m_page->isImportShown());
        auto *button = m_page->errors()->findChild<QPushButton *>(); // the one that helps
        QVERIFY(button && button->isVisible());
        QSignalSpy wanted(m_page.get(), &Page::pageWanted);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(wanted.at(0).at(0).toString(), QStringLiteral("preprocess"));

        m_page->editCaptions({1}, {CaptionOp::Set, "a lake", {}}); // captions come before maps
        waitForChange();
        QCOMPARE(textOf(root() / "photo1.txt"), "a lake");

        QTest::qWait(600); // what comes right after a change of ours is taken for ours
        for (int i = 0; i < 3; ++i)
            writePicture(root() / "condition" / ("photo" + std::to_string(i) + ".png"), 96, 72, i + 20);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().table().condition(2), "condition/photo2.png", 20'000);
        QVERIFY(m_page->errors()->text().isEmpty() || !m_page->errors()->isVisible());
    }

    void aMapDraggedOntoAPicture_becomesItsMap()
    {
        fs::rename(root() / "condition/alone_canny.png", root() / "condition/other.png");
        m_page->rescan();
        waitForScan();
        m_page->filterField()->setText(QStringLiteral("issue:unpaired"));
        QCOMPARE(m_page->model().rowCount(), 2);
        auto *grid = m_page->grid();
        const auto map = m_page->model().index(1), picture = m_page->model().index(0);
        QVERIFY(map.flags() & Qt::ItemIsDragEnabled);
        const auto place = QPointF(grid->visualRect(picture).center());
        std::unique_ptr<QMimeData> carried(grid->dragData(map));
        QDragEnterEvent enter(place.toPoint(), Qt::LinkAction, carried.get(), Qt::LeftButton, Qt::NoModifier);
        QDragMoveEvent move(place.toPoint(), Qt::LinkAction, carried.get(), Qt::LeftButton, Qt::NoModifier);
        QDropEvent drop(place, Qt::LinkAction, carried.get(), Qt::LeftButton, Qt::NoModifier);
        for (QEvent *event :
             {static_cast<QEvent *>(&enter), static_cast<QEvent *>(&move), static_cast<QEvent *>(&drop)}) {
            QApplication::sendEvent(grid->viewport(), event);
            QVERIFY(event->isAccepted());
        }
        QTRY_VERIFY(!m_answers.asked.empty());
        waitForChange();
        QVERIFY(fs::exists(root() / "condition/alone.png"));
        m_page->filterField()->setText({});
        QCOMPARE(m_page->model().rowCount(), 7);
    }

    void closing_inTheMiddleOfAScan_isQuick()
    {
        for (int i = 0; i < 5; ++i) {
            m_page->rescan();
            QTest::qWait(i);
            m_page->closeProject();
            QCOMPARE(m_page->model().rowCount(), 0);
            m_page->openFolder(root());
        }
        m_page.reset();
    }

    void closing_inTheMiddleOfARepair_losesNothing()
    {
        m_page->filterField()->setText(QStringLiteral("issue:size_differs"));
        m_page->grid()->selectAll();
        m_page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY(!m_answers.asked.empty());
        m_page.reset();
        const auto size = sizeOf("condition/p1.png");
        QVERIFY(size == (PixelSize{48, 36}) || size == (PixelSize{96, 72}));
        QVERIFY(ChangeJournal::open(root()));
    }

    void aNewFile_isTakenIn()
    {
        writePicture(root() / "image/zz.png", 96, 72, 30);
        writePicture(root() / "condition/zz.png", 96, 72, 31);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 9, 10'000);
    }

    void aVanishedFile_isShownAsUnreadable()
    {
        fs::remove(root() / "image/p4.png");
        m_page->grid()->setCurrentIndex(m_page->model().index(5));
        m_page->showPair(true);
        QTRY_VERIFY(!m_page->pairView()->canvas()->isLoading());
        QVERIFY(!m_page->grab().isNull());
    }

    void aFolderThatIsNone_isSaidInThePage()
    {
        fs::create_directories(root() / "empty");
        m_page->openFolder(root() / "empty");
        waitForScan();
        QTRY_VERIFY(m_page->errors()->isVisible());
        QVERIFY(!m_page->errors()->text().isEmpty());
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
        m_page->openFolder(folder);
        waitForScan();
        const auto &table = m_page->model().table();
        QCOMPARE(table.size(), size_t(3));
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(0));
        m_page->setResolution(512);
        waitForScan();
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(3));
        const auto view = m_page->saveView();
        m_page->openFolder(folder);
        m_page->restoreView(view);
        waitForScan();
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(3));
    }

    void withoutAFolder_thereIsAButtonToOpenOne()
    {
        m_page->closeProject();
        QSignalSpy wanted(m_page.get(), &DatasetPage::openWanted);
        QPushButton *open = nullptr;
        for (auto *button : m_page->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().startsWith(QLatin1String("Open a folder")))
                open = button;
        }
        QVERIFY(open);
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
    }

    void everyControl_hasAName()
    {
        for (const auto *widget : m_page->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            auto *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(face && (!face->text(QAccessible::Name).isEmpty() ||
                              widget->parentWidget()->focusProxy() == widget),
                     widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(DatasetPageTest)
#include "dataset_page_test.moc"
