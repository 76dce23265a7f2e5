// The wall of validation pictures and its stage, without a trainer.
#include "core/base/fs.h"
#include "tests/ui/train_parts.h"
#include "ui/train/review_grid.h"
#include "ui/train/review_sheet.h"
#include "ui/train/review_stage.h"
#include "ui/train/review_wall.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSlider>
#include <QTableView>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

#include <set>

using namespace armature;
using namespace armature::ui;
using testing::TrainParts;

namespace fs = std::filesystem;

class TrainWallTest : public QObject, private TrainParts
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void promptsOfAnyRound_haveTheirRows();
    void severalPictures_compareInEveryWay();
    void stepSlider_movesWallAndStage();
    void pinnedStep_keepsItsCheckpoint();
    void fiveThousandPictures_scrollWithoutAStall();
    void marksAndRemarks_stayWithTheRun();
    void conditionsStay_whileTheStepsScroll();
    void severalChosen_areComparedByMouseAlone();
    void remarkThatIsNotFinished_staysWithItsStep();
    void stepMarkedBeforeItsCheckpoint_keepsItWhenItComes();

private:
    RunHistory rounds(int count) const
    {
        RunHistory history;
        for (int i = 0; i < count; ++i)
            history.rounds.push_back({i * 10, {}, {}, 1});
        return history;
    }
};

// Of the options, of what was added later, and of what only an earlier launch showed.
void TrainWallTest::promptsOfAnyRound_haveTheirRows()
{
    TrainOptions options = goodOptions();
    options.validation_prompt = {"a circle", "a star"};
    options.num_validation_images = 1;
    const std::filesystem::path condition = options.validation_image.front();
    const auto shown = [&](std::initializer_list<const char *> prompts) {
        std::vector<ShownPrompt> all;
        for (const char *one : prompts)
            all.push_back({one, condition});
        return all;
    };
    ReviewModel model;
    QAbstractItemModelTester tester(&model);
    model.open("/run/samples", options, {{"a moon", condition}});
    QCOMPARE(model.rowCount(), 3);
    std::vector<ValidationDone> rounds{{0, {}, {}, 1, shown({"a cross", "a circle"}), 1}, {10, {}, {}, 1, shown({"a circle", "a star"}), 1}};
    model.setRounds(rounds);
    QCOMPARE(model.rowCount(), 4); // what is not in the options any more keeps its row
    const auto file = [&](int row, int64_t step) { return model.file(model.index(row, model.columnOf(step))).string(); };
    QCOMPARE(file(0, 0), std::string("/run/samples/step-000000/prompt-1-image-0.png"));
    QCOMPARE(file(0, 10), std::string("/run/samples/step-000010/prompt-0-image-0.png"));
    QCOMPARE(file(1, 0), std::string());
    QCOMPARE(file(3, 0), std::string("/run/samples/step-000000/prompt-0-image-0.png"));
    QCOMPARE(file(3, 10), std::string());
    // A round that grows while it is looked at, and one more.
    rounds[1].shown = shown({"a circle", "a star", "a moon"});
    model.setRounds(rounds);
    QCOMPARE(file(2, 10), std::string("/run/samples/step-000010/prompt-2-image-0.png"));
    rounds.push_back({20, {}, {}, 1, shown({"a circle", "a star", "a moon"}), 2});
    model.setRounds(rounds);
    QCOMPARE(model.rowCount(), 8); // two of each from now on
    QCOMPARE(file(1, 20), std::string("/run/samples/step-000020/prompt-0-image-1.png"));
    QCOMPARE(file(1, 10), std::string());
    // Resumed from step 10: what will be made again is gone.
    rounds.pop_back();
    model.setRounds(rounds);
    QCOMPARE(model.steps().size(), size_t(2));
}

void TrainWallTest::severalPictures_compareInEveryWay()
{
    const auto plain = [&](const char *name, QColor tint, QSize size = {64, 64}) {
        QImage image(size, QImage::Format_RGB888);
        image.fill(tint);
        const QString file = m_folder->filePath(name);
        image.save(file);
        return fs::path(file.toStdString());
    };
    const auto red = plain("red.png", QColor(200, 0, 0)), green = plain("green.png", QColor(0, 100, 0)), blue = plain("blue.png", QColor(0, 0, 50)),
               white = plain("white.png", Qt::white, {128, 128});
    ReviewStage stage;
    stage.resize(300, 300);
    static_cast<QWidget &>(stage).show();
    const auto showAll = [&](std::vector<StagePicture> pictures) {
        stage.show(std::move(pictures));
        QTRY_VERIFY_WITH_TIMEOUT(!stage.isLoading(), 30000);
    };
    const auto colourAt = [&](double x, double y) { return stage.grab().toImage().pixelColor(int(x * stage.width()), int(y * stage.height())); };
    const auto near = [](QColor a, QColor b) { return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 12; };
    showAll({{red, white, "a"}, {green, white, "b"}, {blue, white, "c"}, {white, white, "d"}});
    // Beside each other: two by two.
    QVERIFY(near(colourAt(0.25, 0.25), QColor(200, 0, 0)) && near(colourAt(0.75, 0.25), QColor(0, 100, 0)));
    QVERIFY(near(colourAt(0.25, 0.75), QColor(0, 0, 50)) && near(colourAt(0.75, 0.75), Qt::white));
    // Under a slider with a handle between each two, which a mouse takes hold of.
    stage.setMode(StageMode::Slider);
    QVERIFY(near(colourAt(0.15, 0.5), QColor(200, 0, 0)) && near(colourAt(0.35, 0.5), QColor(0, 100, 0)) && near(colourAt(0.65, 0.5), QColor(0, 0, 50)));
    QTest::mousePress(&stage, Qt::LeftButton, {}, {75, 150});
    QTest::mouseMove(&stage, {120, 150});
    QMouseEvent move(QEvent::MouseMove, QPointF(120, 150), stage.mapToGlobal(QPointF(120, 150)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&stage, &move);
    QTest::mouseRelease(&stage, Qt::LeftButton, {}, {120, 150});
    QVERIFY(near(colourAt(0.35, 0.5), QColor(200, 0, 0)));
    // The condition over each, as much of it as is asked for.
    stage.setMode(StageMode::Onion);
    stage.setOpacity(0.5);
    QVERIFY(near(colourAt(0.25, 0.25), QColor(228, 128, 128)));
    stage.setOpacity(1);
    QVERIFY(near(colourAt(0.25, 0.25), Qt::white));
    // Differences from the first: |b - a|, |c - a|, |d - a|.
    stage.setMode(StageMode::Difference);
    QVERIFY(near(colourAt(0.25, 0.25), QColor(200, 100, 0)) && near(colourAt(0.75, 0.25), QColor(200, 0, 50)) && near(colourAt(0.25, 0.75), QColor(55, 255, 255)));
    stage.setStrength(2);
    QVERIFY(near(colourAt(0.25, 0.25), QColor(255, 200, 0)) && near(colourAt(0.75, 0.25), QColor(255, 0, 100)) && near(colourAt(0.25, 0.75), QColor(110, 255, 255)));
    stage.setStrength(1);
    // In turn, all of them.
    stage.setMode(StageMode::Blink);
    std::set<QRgb> seen;
    QTRY_VERIFY_WITH_TIMEOUT((seen.insert(colourAt(0.5, 0.5).rgb()), seen.size() >= 4), 30000);
    // Zoom is one for all, and keeps what is under the pointer.
    stage.setMode(StageMode::Beside);
    const double before = stage.zoom();
    QWheelEvent wheel(QPointF(75, 75), stage.mapToGlobal(QPointF(75, 75)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&stage, &wheel);
    QVERIFY(stage.zoom() > before * 1.2);
    stage.fit();
    // One alone: beside its condition and its target, a reference of another size over it where it belongs.
    showAll({{red, white, "a"}, {white, {}, "condition", true}, {green, {}, "target", true}});
    stage.setMode(StageMode::Difference);
    QVERIFY(near(colourAt(0.5, 0.25), QColor(55, 255, 255)) || near(colourAt(0.25, 0.5), QColor(55, 255, 255)));
}

void TrainWallTest::stepSlider_movesWallAndStage()
{
    const RunPlace place = makeRun("run-1");
    TrainOptions options = goodOptions();
    options.validation_prompt = {"a circle", "a star"};
    options.validation_image = {options.validation_image.front(), (m_folder->path() + "/pairs/condition/0002.png").toStdString()};
    RunHistory history;
    for (int64_t step = 0; step <= 50; step += 10)
        history.rounds.push_back({step, {}, {}, 1, {}, 1});
    ReviewWall wall;
    wall.resize(800, 500);
    wall.open(place, options);
    wall.show(history);
    static_cast<QWidget &>(wall).show();
    auto *slider = wall.findChild<QSlider *>("train.steps");
    QVERIFY(slider && slider->isVisible());
    QCOMPARE(slider->maximum(), 5);
    const auto chosen = [&] { return std::pair(wall.table()->currentIndex().row(), wall.model().step(wall.table()->currentIndex().column())); };
    wall.table()->setCurrentIndex(wall.model().index(1, wall.model().columnOf(10)));
    QCOMPARE(slider->value(), 1);
    slider->setValue(4);
    QCOMPARE(chosen(), std::pair(1, int64_t(40)));
    wall.showLarge(true);
    slider->setValue(0);
    QCOMPARE(chosen(), std::pair(1, int64_t(0)));
    QTest::keyClick(wall.stage(), Qt::Key_Right);
    QTest::keyClick(wall.stage(), Qt::Key_Up);
    QCOMPARE(chosen(), std::pair(0, int64_t(10)));
    QCOMPARE(slider->value(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(wall.stage()->pictures().size(), size_t(3), 30000); // beside its condition and its target
    QTest::keyClick(wall.stage(), Qt::Key_Escape);
    QVERIFY(!wall.isLarge());
    // Two that are compared: the slider moves the one that is looked at, the arrows up and down take both to another prompt.
    const auto &model = wall.model();
    wall.table()->selectionModel()->select(model.index(0, model.columnOf(0)), QItemSelectionModel::ClearAndSelect);
    wall.table()->selectionModel()->setCurrentIndex(model.index(0, model.columnOf(20)), QItemSelectionModel::Select);
    wall.showLarge(true);
    slider->setValue(5);
    QTest::keyClick(wall.stage(), Qt::Key_Down);
    QTRY_VERIFY_WITH_TIMEOUT(!wall.stage()->isLoading(), 30000);
    const auto &shown = wall.stage()->pictures();
    QCOMPARE(shown.size(), size_t(2));
    QCOMPARE(shown[0].file, model.file(model.index(1, model.columnOf(0))));
    QCOMPARE(shown[1].file, model.file(model.index(1, model.columnOf(50))));
    wall.play(true);
    QTRY_VERIFY_WITH_TIMEOUT(chosen().second != 50, 30000);
}

void TrainWallTest::pinnedStep_keepsItsCheckpoint()
{
    const RunPlace place = makeRun("run-1");
    fs::create_directories(place.folder() / "checkpoint-10");
    (void)writeFileAtomically(place.folder() / "checkpoint-10/manifest.json", "{}");
    RunHistory history;
    history.rounds = {{0, {}, {}, 1, {}, 1}, {10, {}, {}, 1, {}, 1}, {20, {}, {}, 1, {}, 1}};
    ReviewWall wall;
    wall.open(place, goodOptions());
    wall.show(history);
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(10)));
    wall.pin();
    QVERIFY(fs::exists(place.folder() / "checkpoint-10/keep"));
    auto *result = wall.findChild<QToolButton *>("train.makeResult");
    QVERIFY(result && result->isEnabled());
    // What the button will take is said before the click.
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(20)));
    QVERIFY2(result->text().contains("10"), qPrintable(result->text()));
    wall.pin();
    QVERIFY(!fs::exists(place.folder() / "checkpoint-10/keep")); // another one is the best now
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(0)));
    QVERIFY(!result->isEnabled());
}

void TrainWallTest::fiveThousandPictures_scrollWithoutAStall()
{
    const RunPlace place = makeRun("run-1");
    const QImage picture = testing::circlePicture(1, {64, 64}, false);
    TrainOptions options = goodOptions();
    options.num_validation_images = 4;
    RunHistory history;
    for (int round = 0; round < 1250; ++round)
        history.rounds.push_back({round * 10, {}, {}, 1});
    for (int round = 0; round < 4; ++round)
        for (int image = 0; image < 4; ++image) {
            const QString file = QString::fromStdString((place.folder() / "samples").string()) + QStringLiteral("/step-%1/prompt-0-image-%2.png").arg(round * 10, 6, 10, QLatin1Char('0')).arg(image);
            QDir().mkpath(QFileInfo(file).path());
            QVERIFY(picture.save(file));
        }
    ReviewWall wall;
    wall.resize(1000, 500);
    wall.open(place, options);
    wall.show(history);
    static_cast<QWidget &>(wall).show();
    QVERIFY(QTest::qWaitForWindowExposed(&wall));
    QCOMPARE(wall.model().rowCount() * int(wall.model().steps().size()), 5000);
    QElapsedTimer clock;
    clock.start();
    int turns = 0;
    for (int column = 0; column < wall.model().columnCount(); column += 50, ++turns) {
        wall.table()->scrollTo(wall.model().index(0, column));
        QApplication::processEvents();
    }
    qInfo("5,000 pictures: %.1f ms a page of scrolling", double(clock.elapsed()) / turns);
    QCOMPARE(wall.model().target(0), fs::path(options.train_data_dir) / "image" / "0001.png");
    QVERIFY(writeReviewSheet({{"a circle", {{"step 0", place.folder() / "samples/step-000000/prompt-0-image-0.png"}, {"step 10", "/nowhere"}}}}, "sheet", m_folder->filePath("s.png").toStdString()).has_value());
    QVERIFY(!QImage(m_folder->filePath("s.png")).isNull());
}

void TrainWallTest::marksAndRemarks_stayWithTheRun()
{
    const RunPlace place = makeRun("run-1");
    const TrainOptions options = goodOptions();
    RunHistory history;
    history.rounds = {{0, {}, {}, 1}, {10, {}, {}, 1}};
    ReviewWall wall;
    wall.open(place, options);
    wall.show(history);
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(10)));
    wall.pin();
    wall.setRemark("hands are right here");
    QVERIFY(wall.model().headerData(wall.model().columnOf(10), Qt::Horizontal, Qt::DisplayRole).toString().startsWith("★"));
    ReviewWall next;
    next.open(place, options);
    next.show(history);
    QCOMPARE(next.notes().pinned, int64_t(10));
    QCOMPARE(next.notes().remarks.at(10), std::string("hands are right here"));
    // No checkpoint is left: told, not crashed.
    QSignalSpy failed(&wall, &ReviewWall::failed);
    wall.makeResult();
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 30000);
    wall.showLarge(true);
    for (const StageMode mode : {StageMode::Beside, StageMode::Slider, StageMode::Onion, StageMode::Blink, StageMode::Difference}) {
        wall.stage()->setMode(mode);
        QVERIFY(!wall.grab().isNull());
    }
    wall.play(true);
    wall.showLarge(false);
}

void TrainWallTest::conditionsStay_whileTheStepsScroll()
{
    TrainOptions options = goodOptions();
    options.num_validation_images = 12;
    ReviewWall wall;
    wall.resize(700, 400);
    wall.open(makeRun("run-1"), options);
    wall.show(rounds(40));
    wall.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&wall));
    QTableView *lead = wall.grid()->lead(), *steps = wall.table();
    QVERIFY(lead->isVisible() && !lead->isColumnHidden(0) && !lead->isColumnHidden(1) && lead->isColumnHidden(2));
    QVERIFY(steps->isColumnHidden(0) && steps->isColumnHidden(1) && !steps->isColumnHidden(2));
    steps->horizontalScrollBar()->setValue(steps->horizontalScrollBar()->maximum());
    QCOMPARE(lead->columnViewportPosition(0), 0);
    QCOMPARE(lead->visualRect(wall.model().index(0, 1)).right() + 1, lead->viewport()->width()); // both whole, nothing else
    // Up and down they go together, to the very end.
    QCOMPARE(lead->viewport()->height(), steps->viewport()->height());
    steps->verticalScrollBar()->setValue(steps->verticalScrollBar()->maximum());
    QCOMPARE(lead->verticalScrollBar()->value(), steps->verticalScrollBar()->value());
    lead->verticalScrollBar()->setValue(7);
    QCOMPARE(steps->verticalScrollBar()->value(), 7);
    // A round that comes in goes where the steps are; an arrow crosses over.
    wall.show(rounds(41));
    QVERIFY(lead->isColumnHidden(wall.model().columnCount() - 1));
    steps->setCurrentIndex(wall.model().index(0, 2));
    QTest::keyClick(steps, Qt::Key_Left);
    QCOMPARE(steps->currentIndex(), wall.model().index(0, 1));
    QTest::keyClick(lead, Qt::Key_Right);
    QCOMPARE(steps->currentIndex(), wall.model().index(0, 2));
}

void TrainWallTest::severalChosen_areComparedByMouseAlone()
{
    ReviewWall wall;
    wall.resize(900, 500);
    wall.open(makeRun("run-1"), goodOptions());
    wall.show(rounds(6));
    wall.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&wall));
    auto *large = wall.findChild<QToolButton *>("train.large");
    QVERIFY(large && large->isVisible() && !large->isEnabled());
    const auto click = [&](int64_t step, Qt::KeyboardModifiers keys) {
        QTest::mouseClick(wall.table()->viewport(), Qt::LeftButton, keys, wall.table()->visualRect(wall.model().index(0, wall.model().columnOf(step))).center());
    };
    click(0, Qt::NoModifier);
    QVERIFY(large->isEnabled());
    click(10, Qt::ControlModifier);
    click(30, Qt::ControlModifier);
    QVERIFY2(large->text().contains("3"), qPrintable(large->text()));
    QTest::mouseClick(large, Qt::LeftButton);
    QVERIFY(wall.isLarge() && !large->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(wall.stage()->pictures().size(), size_t(3), 30000);
}

void TrainWallTest::remarkThatIsNotFinished_staysWithItsStep()
{
    ReviewWall wall;
    wall.open(makeRun("run-1"), goodOptions());
    wall.show(rounds(4));
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(10)));
    auto *remark = wall.findChild<QLineEdit *>("train.remark");
    QTest::keyClicks(remark, "soft light");
    RunHistory more = rounds(5);
    more.checkpoints.push_back({10, {}, true});
    wall.show(more); // a round and a checkpoint come in while it is typed
    QCOMPARE(remark->text(), QString("soft light"));
    wall.setStep(20);
    QVERIFY(remark->text().isEmpty());
    QCOMPARE(wall.notes().remarks.at(10), std::string("soft light"));
    QVERIFY(!wall.notes().remarks.contains(20));
}

void TrainWallTest::stepMarkedBeforeItsCheckpoint_keepsItWhenItComes()
{
    const RunPlace place = makeRun("run-1");
    ReviewWall wall;
    wall.open(place, goodOptions());
    wall.show(rounds(3));
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(20)));
    wall.pin();
    fs::create_directories(place.folder() / "checkpoint-20");
    (void)writeFileAtomically(place.folder() / "checkpoint-20/manifest.json", "{}");
    RunHistory more = rounds(3);
    more.checkpoints.push_back({20, place.folder() / "checkpoint-20", true});
    more.checkpoints.push_back({30, place.folder() / "checkpoint-30", true});
    wall.show(more);
    QVERIFY(fs::exists(place.folder() / "checkpoint-20/keep"));
    QVERIFY(wall.findChild<QToolButton *>("train.makeResult")->isEnabled());
}

QTEST_MAIN(TrainWallTest)
#include "train_wall_test.moc"
