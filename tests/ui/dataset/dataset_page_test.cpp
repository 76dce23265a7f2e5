// What the dataset page shows and mends, by facet, filter, keyboard and mouse.
#include "core/data/check.h"
#include "core/data/excluded.h"
#include "page_fixture.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QLineEdit>
#include <QMimeData>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

class DatasetPageTest : public QObject
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

    void facets_countAsCheckPairsAndFilter()
    {
        m->page->facets()->countNow();
        QCOMPARE(m->page->facets()->button(QString())->count(), 8);
        QCOMPARE(m->page->facets()->button(QStringLiteral("issue:size_differs"))->count(), 1);
        QCOMPARE(m->page->facets()->button(QStringLiteral("issue:aspect_differs"))->count(), 1);
        QCOMPARE(m->page->facets()->button(QStringLiteral("issue:unpaired"))->count(), 2);
        QCOMPARE(m->page->facets()->button(QStringLiteral("issue:nocaption"))->count(), 2);
        QCOMPARE(m->page->facets()->button(QStringLiteral("is:trainable"))->count(),
                 qint64(checkPairs(*readPairs(m->root()), {}).trainableCount()));
        m->clickFacet("issue:unpaired");
        QCOMPARE(m->page->model().rowCount(), 2);
        QCOMPARE(m->page->filterField()->text(), QStringLiteral("issue:unpaired"));
        m->clickFacet("issue:unpaired");
        QCOMPARE(m->page->model().rowCount(), 8);
    }

    void aTypedFilter_showsItsErrorUnderTheField()
    {
        auto *edit = m->page->filterField()->edit();
        QTest::keyClicks(edit, QStringLiteral("issue:nonsense"));
        QTRY_VERIFY(!m->page->filterField()->errorText().isEmpty());
        QCOMPARE(m->page->model().rowCount(), 8); // the last one that made sense stays
        edit->clear();
        QTest::keyClicks(edit, QStringLiteral("caption:\"number 4\""));
        QTRY_COMPARE(m->page->model().rowCount(), 1);
        QVERIFY(m->page->filterField()->errorText().isEmpty());
    }

    void theModel_keepsItsPromises()
    {
        PairModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int round = 0; round < 2; ++round) {
            QVERIFY(scanDataset(m->root(), {}, [&](ScanBatch &&batch) { model.apply(std::move(batch)); }));
            std::optional<FilterError> error;
            model.setFilter(PairFilter::parse("size:<75", error));
            model.setFilter({});
        }
        QCOMPARE(model.rowCount(), 8);
        model.clear();
    }

    void thePairView_stepsByKeyboard()
    {
        m->page->grid()->setCurrentIndex(m->page->model().index(0));
        QTest::keyClick(m->page->grid(), Qt::Key_Return);
        QTRY_VERIFY(m->page->isPairShown());
        QTest::keyClick(m->page->pairView()->canvas(), Qt::Key_Right);
        QCOMPARE(m->page->grid()->currentIndex().row(), 1);
        QTRY_VERIFY(!m->page->pairView()->canvas()->isLoading());
        QVERIFY(m->page->pairView()->canvas()->isMisaligned()); // p1: half the size
        for (const auto key : {Qt::Key_O, Qt::Key_S, Qt::Key_T, Qt::Key_C, Qt::Key_1, Qt::Key_0, Qt::Key_B}) {
            QTest::keyClick(m->page->pairView()->canvas(), key);
            QVERIFY(!m->page->grab().isNull());
        }
        QTest::keyClick(m->page->pairView()->canvas(), Qt::Key_Escape);
        QVERIFY(!m->page->isPairShown());
    }

    void repairs_makeTheFolderTrainableAndComeBackAfterARestart()
    {
        m->repairShown("issue:size_differs", Repair::ResizeMap);
        QCOMPARE(m->sizeOf("condition/p1.png"), (PixelSize{96, 72}));
        m->repairShown("issue:aspect_differs", Repair::CropMap);
        QCOMPARE(m->sizeOf("condition/p2.png"), (PixelSize{96, 72}));
        m->repairShown("issue:unpaired", Repair::PairByName);
        QVERIFY(fs::exists(m->root() / "condition/alone.png"));
        QCOMPARE(checkPairs(*readPairs(m->root()), {}).trainableCount(), size_t(7));
        m->open(); // a restart
        QTRY_VERIFY(m->page->changes().canUndo());
        for (int i = 0; i < 3; ++i) {
            m->page->changes().undo();
            m->waitForChange();
        }
        QCOMPARE(m->sizeOf("condition/p1.png"), (PixelSize{48, 36}));
        QCOMPARE(m->sizeOf("condition/p2.png"), (PixelSize{96, 96}));
        QVERIFY(fs::exists(m->root() / "condition/alone_canny.png"));
    }

    void aRefusedRepair_changesNothing()
    {
        m->answers.answer = 1;
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair::Quarantine);
        QTRY_VERIFY(!m->answers.asked.empty());
        QTest::qWait(50);
        QVERIFY(!m->page->changes().isBusy() && !m->page->changes().canUndo());
        QVERIFY(fs::exists(m->root() / "image/p0.png"));
    }

    void anExcludedPair_isCountedAndNotTrainedOn()
    {
        m->page->filterField()->setText(QStringLiteral("name:p0"));
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair::Exclude);
        QTRY_VERIFY(!m->answers.asked.empty());
        m->waitForChange();
        QVERIFY(readExcluded(m->root()).contains("p0"));
        QCOMPARE(m->page->model().table().count(FindingKind::Excluded), size_t(1));
    }

    void aMapDraggedOntoAPicture_becomesItsMap()
    {
        fs::rename(m->root() / "condition/alone_canny.png", m->root() / "condition/other.png");
        m->page->rescan();
        m->waitForScan();
        m->page->filterField()->setText(QStringLiteral("issue:unpaired"));
        QCOMPARE(m->page->model().rowCount(), 2);
        auto *grid = m->page->grid();
        const auto map = m->page->model().index(1), picture = m->page->model().index(0);
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
        QTRY_VERIFY(!m->answers.asked.empty());
        m->waitForChange();
        QVERIFY(fs::exists(m->root() / "condition/alone.png"));
        m->page->filterField()->setText({});
        QCOMPARE(m->page->model().rowCount(), 7);
    }

    void closing_inTheMiddleOfARepair_losesNothing()
    {
        m->page->filterField()->setText(QStringLiteral("issue:size_differs"));
        m->page->grid()->selectAll();
        m->page->offerRepair(Repair::ResizeMap);
        QTRY_VERIFY(!m->answers.asked.empty());
        m->page.reset();
        const auto size = m->sizeOf("condition/p1.png");
        QVERIFY(size == (PixelSize{48, 36}) || size == (PixelSize{96, 72}));
        QVERIFY(ChangeJournal::open(m->root()));
    }

    void everyControl_hasAName()
    {
        for (const auto *widget : m->page->findChildren<QWidget *>()) {
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
