// Batches in the preprocessing room: stopped, paused, gone on with, in versions, beside maps that others
// made.
#include "core/data/check.h"
#include "core/data/dataset.h"
#include "core/image/codec.h"
#include "preprocess/map_store.h"
#include "tests/ui/preprocess/preprocess_room.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTreeWidget>
#include <QtTest>

#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

int mapsIn(const fs::path &folder)
{
    int count = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        count += at->path().extension() == ".png";
    return count;
}

} // namespace

class PreprocessBatchTest : public QObject, protected PreprocessRoom
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadTheme(); }
    void init() { makeFolder(); }
    void cleanup() { leave(); }

    void aBrokenPicture_isListedWithItsReason_andTheRestIsMade()
    {
        addPictures(6);
        const auto whole = bytesOf(root() / "image/p103.png");
        std::ofstream(root() / "image/p103.png", std::ios::binary) << whole.substr(0, whole.size() / 3);
        openPage();
        runBatch();
        QCOMPARE(mapsIn(maps()), 5);
        auto *left = m_page->batch()->left();
        QCOMPARE(left->topLevelItemCount(), 1);
        QCOMPARE(left->topLevelItem(0)->text(0), QStringLiteral("p103.png"));
        QVERIFY(!left->topLevelItem(0)->text(1).isEmpty());
        const QRect place = left->visualItemRect(left->topLevelItem(0));
        QTest::mouseClick(left->viewport(), Qt::LeftButton, {}, place.center());
        QCOMPARE(find<QTabBar>("preprocess.tabs")->currentIndex(), int(PreprocessPage::Preview));
        QCOMPARE(m_page->saveView()[QStringLiteral("picture")].toInt(), 3);
    }

    void aStoppedBatch_goesOnWhereItStopped()
    {
        addManyPictures();
        openPage();
        QSignalSpy ended(m_page.get(), &PreprocessPage::batchEnded);
        click(find<QPushButton>("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(mapsIn(maps()) > 0, kLong);
        click(find<QPushButton>("preprocess.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        const int made = mapsIn(maps());
        QVERIFY2(made > 0 && made < kMany, qPrintable(QString::number(made)));
        QVERIFY(!m_page->isRunning());
        const auto first = fs::last_write_time(maps() / "p100.png");
        runBatch();
        QCOMPARE(mapsIn(maps()), kMany);
        QCOMPARE(fs::last_write_time(maps() / "p100.png"), first); // not made again
    }

    void aPausedBatch_makesNothing_untilItGoesOn()
    {
        addManyPictures();
        openPage();
        QSignalSpy ended(m_page.get(), &PreprocessPage::batchEnded);
        click(find<QPushButton>("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(mapsIn(maps()) > 0, kLong);
        auto *pause = find<QPushButton>("preprocess.pause");
        click(pause);
        QTest::qWait(500); // the pictures that were begun
        const int made = mapsIn(maps());
        QTest::qWait(500);
        QCOMPARE(mapsIn(maps()), made);
        QCOMPARE(ended.size(), 0);
        QVERIFY(m_page->batch()->headline().size() > 0);
        click(pause);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        QCOMPARE(mapsIn(maps()), kMany);
    }

    void newSettings_makeAVersionBesideTheOld_andTheOldComesBackByteForByte()
    {
        addPictures(4, 200, 150);
        openPage();
        runBatch();
        const auto old = bytesOf(maps() / "p101.png");
        auto *low = find<QDoubleSpinBox>("preprocess.low_threshold");
        low->setFocus();
        low->selectAll();
        QTest::keyClicks(low, QStringLiteral("20"));
        QTest::keyClick(low, Qt::Key_Return);
        auto *high = find<QDoubleSpinBox>("preprocess.high_threshold");
        high->setFocus();
        high->selectAll();
        QTest::keyClicks(high, QStringLiteral("40"));
        QTest::keyClick(high, Qt::Key_Return);
        runBatch();
        const auto renewed = bytesOf(maps() / "p101.png");
        QVERIFY(renewed != old);
        auto *versions = m_page->batch()->versions();
        QTRY_COMPARE_WITH_TIMEOUT(versions->count(), 2, kLong);
        m_page->showTab(PreprocessPage::Batch);
        QSignalSpy used(m_page.get(), &PreprocessPage::versionUsed);
        versions->setFocus();
        QTest::keyClick(versions, versions->currentIndex() == 0 ? Qt::Key_Down : Qt::Key_Up);
        QTRY_COMPARE_WITH_TIMEOUT(used.size(), 1, kLong);
        QCOMPARE(bytesOf(maps() / "p101.png"), old);
        const auto store = MapStore::open(maps());
        QVERIFY(store && store->current() && store->versions().size() == 2);
        QCOMPARE(store->current()->number, 1);
    }

    void mapsOfSomebodyElse_areKept_unlessAskedTwice()
    {
        addPictures(3);
        QVERIFY(writePicture(maps() / "p101.png", 96, 72, 77));
        const auto foreign = bytesOf(maps() / "p101.png");
        openPage();
        runBatch();
        QCOMPARE(bytesOf(maps() / "p101.png"), foreign);
        QCOMPARE(m_asker.asked.size(), 0);
        auto *existing = find<QComboBox>("preprocess.existing");
        existing->setFocus();
        QTest::keyClick(existing, Qt::Key_Down);
        m_asker.answer = 1; // Cancel
        click(find<QPushButton>("preprocess.run"));
        QCOMPARE(m_asker.asked.size(), 1);
        QVERIFY(!m_page->isRunning());
        QCOMPARE(bytesOf(maps() / "p101.png"), foreign);
        m_asker.answer = 0;
        runBatch();
        QVERIFY(bytesOf(maps() / "p101.png") != foreign);
    }

    void severalKindsOfMaps_lieBesideEachOther_andOneIsChosenToTrainOn()
    {
        addPictures(3, 120, 90);
        openPage();
        for (const char *kind : {"canny", "blur", "grey"}) {
            m_page->setAnnotator(QLatin1String(kind));
            runBatch();
            m_page->showTab(PreprocessPage::Preview);
        }
        m_page->showTab(PreprocessPage::Batch);
        auto *versions = m_page->batch()->versions();
        QTRY_COMPARE_WITH_TIMEOUT(versions->count(), 3, kLong);
        for (int row = 0; row < 3; ++row) {
            QSignalSpy used(m_page.get(), &PreprocessPage::versionUsed);
            versions->setCurrentIndex(row);
            Q_EMIT versions->activated(row);
            QTRY_COMPARE_WITH_TIMEOUT(used.size(), 1, kLong);
            const auto recipe = loadRecipe(maps() / "recipe.json"); // what goes into the trained model
            QVERIFY(recipe);
            QCOMPARE(
                QString::fromStdString(recipe->steps[0].annotator),
                QStringList({QStringLiteral("canny"), QStringLiteral("blur"), QStringLiteral("grey")})[row]);
            const auto pairs = readPairs(root());
            QCOMPARE(checkPairs(*pairs, {}).trainableCount(), size_t(3));
        }
    }

    void foldersInAnySpelling_andPicturesInNoneAtAll_becomePairs()
    {
        const auto trainable = [&] {
            const auto pairs = readPairs(root());
            return pairs ? checkPairs(*pairs, {}).trainableCount() : 99;
        };
        QVERIFY(writePicture(root() / "Images/a.png", 96, 72, 1));
        openPage();
        runBatch();
        QCOMPARE(trainable(), size_t(1));
        cleanup();
        init();
        QVERIFY(writePicture(root() / "a.png", 96, 72, 1));
        QVERIFY(writePicture(root() / "trip/b.png", 96, 72, 2));
        openPage();
        QCOMPARE(m_page->pictureCount(), 2);
        runBatch();
        QCOMPARE(trainable(), size_t(2));
        runBatch();
        QCOMPARE(m_page->pictureCount(), 2); // the maps are no pictures
    }

    void closingWhileABatchRuns_isAskedAbout_andLosesNothing()
    {
        addManyPictures();
        openPage();
        click(find<QPushButton>("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(mapsIn(maps()) > 0, kLong);
        QString what;
        QVERIFY(!m_page->canClose(&what));
        QVERIFY(!what.isEmpty());
        m_page.reset();
        const int made = mapsIn(maps());
        QVERIFY(made > 0);
        for (const auto &map : fs::directory_iterator(maps())) {
            if (map.path().extension() == ".png")
                QVERIFY(decode(map.path())); // whole, each of them
        }
        openPage();
        runBatch();
        QCOMPARE(mapsIn(maps()), kMany);
    }
};

QTEST_MAIN(PreprocessBatchTest)
#include "preprocess_batch_test.moc"
