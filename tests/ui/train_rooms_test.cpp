// The parts of the training room that need no trainer: forecast, shelf, queue, faults, notes, curves, the wall.
#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "core/io/layouts/model_sizes.h"
#include "tests/support/cli.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/theme/theme.h"
#include "ui/train/curve_pyramid.h"
#include "ui/train/curve_table.h"
#include "ui/train/loss_plot.h"
#include "ui/train/review_sheet.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_faults.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_shelf.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

using namespace armature;
using namespace armature::ui;

namespace fs = std::filesystem;

class TrainRoomsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_runs = (m_folder->path() + "/runs").toStdString();
        fs::create_directories(m_runs);
    }
    void sizesOfTheModel_areThoseOfTheTrainedNetwork();
    void forecastOfAGoodRun_hasNothingRed();
    void forecast_isRedWhereItCannotWork();
    void mendButton_changesWhatTheLineIsAbout();
    void renamedRun_keepsAllItsFiles();
    void takenName_movesNothing();
    void archivedRun_comesBack();
    void queue_isReadByTheNextWindow();
    void everyFault_offersSettingsThatFit();
    void spike_isSeenAtEveryZoom();
    void millionPoints_redrawSoon();
    void otherRuns_keepTheirColours();
    void curves_areSavedInEveryFormat();
    void fiveThousandPictures_scrollWithoutAStall();
    void marksAndRemarks_stayWithTheRun();

private:
    TrainOptions goodOptions() const
    {
        const QString pairs = m_folder->filePath("pairs");
        testing::writeCircles(pairs, 8);
        TrainOptions options;
        options.pretrained_model_name_or_path = testing::golden("pipeline/sd1/model").toStdString();
        options.train_data_dir = pairs.toStdString();
        options.resolution = 64;
        options.max_train_steps = 100;
        options.holdout_share = 0.1;
        options.validation_prompt = {"a circle"};
        options.validation_image = {(pairs + "/condition/0001.png").toStdString()};
        options.device = "cpu";
        return options;
    }
    static const ForecastLine &line(const std::vector<ForecastLine> &lines, const char *id)
    {
        for (const ForecastLine &one : lines)
            if (one.id == QLatin1String(id))
                return one;
        qFatal("there is no such line");
    }
    RunPlace makeRun(const std::string &name) const
    {
        const RunPlace place{m_runs, name};
        fs::create_directories(place.folder() / "samples");
        for (const fs::path &file : {place.options(), place.events(), place.log()})
            (void)writeFileAtomically(file, "{}\n");
        return place;
    }
    static RunHistory longHistory(int steps)
    {
        RunHistory history;
        history.steps.reserve(size_t(steps));
        for (int i = 1; i <= steps; ++i)
            history.steps.push_back({i, 0.1 + (i * 7919 % 1000) / 5000.0, 0.2, 1e-4, 1, 1, double(i)});
        return history;
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_runs;
};

void TrainRoomsTest::sizesOfTheModel_areThoseOfTheTrainedNetwork()
{
    const auto sizes = modelSizes(testing::golden("pipeline/sd1/model").toStdString());
    QVERIFY2(sizes.has_value(), sizes ? "" : sizes.error().message.c_str());
    QVERIFY(sizes->unet > 0 && sizes->vae > 0 && sizes->textEncoder > 0);
    // What a run tells of the same model.
    const QString pairs = m_folder->filePath("pairs");
    testing::writeCircles(pairs, 4);
    const auto run = testing::runCli({"train", "--pretrained_model_name_or_path", testing::golden("pipeline/sd1/model"), "--train_data_dir", pairs, "--output_dir",
                                      m_folder->filePath("out"), "--resolution", "64", "--max_train_steps", "1", "--train_batch_size", "1", "--progress", "json"});
    QCOMPARE(run.exitCode, 0);
    for (const QJsonObject &event : testing::jsonLines(run.out))
        if (event["event"] == QLatin1String("run_started"))
            QCOMPARE(qint64(sizes->controlNet), event["parameters"].toInteger());
}

void TrainRoomsTest::forecastOfAGoodRun_hasNothingRed()
{
    const auto lines = forecast(goodOptions(), {m_runs, "run-1"});
    for (const ForecastLine &one : lines)
        QVERIFY2(one.light != Light::Red, qPrintable(one.title + ": " + one.text));
    QVERIFY(line(lines, "pairs").text.contains("8"));
    QVERIFY(line(lines, "time").text.contains("guess"));
}

void TrainRoomsTest::forecast_isRedWhereItCannotWork()
{
    TrainOptions options = goodOptions();
    options.pretrained_model_name_or_path = "/nowhere/model";
    options.train_data_dir = "/nowhere/pairs";
    const RunPlace place{m_runs, "run-1"};
    (void)writeFileAtomically(place.result(), "there");
    const auto lines = forecast(options, place);
    QCOMPARE(line(lines, "model").light, Light::Red);
    QCOMPARE(line(lines, "pairs").light, Light::Red);
    QCOMPARE(line(lines, "clash").light, Light::Red);
    // Pairs that are left out are counted by reason.
    options = goodOptions();
    QFile::remove(m_folder->filePath("pairs/condition/0003.png"));
    const auto fewer = forecast(options, {m_runs, "run-2"});
    QCOMPARE(line(fewer, "pairs").light, Light::Amber);
    QVERIFY2(line(fewer, "pairs").text.contains("7") && line(fewer, "pairs").text.contains("picture without a condition map"), qPrintable(line(fewer, "pairs").text));
    // Checkpoints that no disk holds.
    options.checkpointing_steps = 1;
    options.max_train_steps = 1'000'000'000'000;
    options.checkpoints_total_limit = 0;
    const auto full = forecast(options, {m_runs, "run-2"});
    QCOMPARE(line(full, "disk").light, Light::Red);
}

void TrainRoomsTest::mendButton_changesWhatTheLineIsAbout()
{
    TrainOptions options = goodOptions();
    options.holdout_share = 0;
    ForecastPanel panel;
    panel.ask(options, {m_runs, "run-1"});
    QTRY_VERIFY_WITH_TIMEOUT(!panel.isWaiting(), 30000);
    auto *button = panel.findChild<QPushButton *>("train.mend.validation");
    QVERIFY(button);
    QSignalSpy mended(&panel, &ForecastPanel::mended);
    button->click();
    QCOMPARE(mended.count(), 1);
    QCOMPARE(mended.first().first().value<TrainOptions>().holdout_share, 0.05);
}

void TrainRoomsTest::renamedRun_keepsAllItsFiles()
{
    const RunPlace place = makeRun("run-1");
    QVERIFY(renameRun(place, "edges, slow").has_value());
    const RunPlace now{m_runs, "edges, slow"};
    QVERIFY(fs::exists(now.folder() / "samples") && fs::exists(now.events()) && fs::exists(now.log()) && fs::exists(now.options()));
    QVERIFY(!fs::exists(place.folder()) && !fs::exists(place.options()));
    for (const char *bad : {"", "a/b", ".hidden", "archive"})
        QVERIFY(!renameRun(now, bad).has_value());
    const auto copy = duplicateRun(now);
    QVERIFY(copy && copy->name == "run-1" && !fs::exists(copy->folder()));
}

void TrainRoomsTest::takenName_movesNothing()
{
    const RunPlace one = makeRun("one"), two = makeRun("two");
    const Status renamed = renameRun(one, "two");
    QVERIFY(!renamed && renamed.error().code == ErrorCode::Conflict);
    QVERIFY(fs::exists(one.folder()) && fs::exists(one.options()) && fs::exists(two.folder()));
    const auto lock = RunLock::acquire(one.folder());
    QVERIFY(lock.has_value());
    QCOMPARE(renameRun(one, "three").error().code, ErrorCode::Locked);
    QCOMPARE(archiveRun(one).error().code, ErrorCode::Locked);
    QCOMPARE(livingRun(m_runs)->name, std::string("one"));
}

void TrainRoomsTest::archivedRun_comesBack()
{
    const RunPlace place = makeRun("run-1");
    QVERIFY(archiveRun(place).has_value());
    QVERIFY(findRuns(m_runs).empty());
    const auto archived = archivedRuns(m_runs);
    QCOMPARE(archived.size(), size_t(1));
    QVERIFY(bringBack(archived.front()).has_value());
    QVERIFY(fs::exists(place.folder() / "samples") && findRuns(m_runs).size() == 1);
}

void TrainRoomsTest::queue_isReadByTheNextWindow()
{
    for (const char *name : {"a", "b", "c"})
        makeRun(name);
    RunQueue queue;
    queue.open(m_runs);
    for (const char *name : {"b", "a", "b", "c"})
        QVERIFY(queue.add(name).has_value());
    RunQueue next;
    next.open(m_runs);
    QCOMPARE(next.names(), (std::vector<std::string>{"b", "a", "c"}));
    QVERIFY(next.remove("a").has_value());
    fs::remove(RunPlace{m_runs, "c"}.options());
    queue.open(m_runs);
    QCOMPARE(queue.names(), std::vector<std::string>{"b"});
}

void TrainRoomsTest::everyFault_offersSettingsThatFit()
{
    TrainOptions options;
    options.train_batch_size = 4;
    const auto half = mendFor({ErrorCode::OutOfMemory, "", "", ""}, options);
    QVERIFY(half && half->options.train_batch_size == 2 && half->options.gradient_accumulation_steps == 2);
    options.train_batch_size = 1;
    QVERIFY(mendFor({ErrorCode::OutOfMemory, "", "", ""}, options)->options.gradient_checkpointing);
    QCOMPARE(mendFor({ErrorCode::Numeric, "", "", ""}, options)->options.learning_rate, options.learning_rate / 2);
    QCOMPARE(mendFor({ErrorCode::DiskFull, "", "", ""}, options)->options.checkpoints_total_limit, int64_t(2));
    QVERIFY(mendFor({ErrorCode::NotFound, "", "", ""}, options)->options == options);
    QVERIFY(!mendFor({ErrorCode::BadInput, "", "", ""}, options));
    const RunPlace place = makeRun("run-1");
    (void)writeFileAtomically(place.log(), std::string(100000, 'x') + "\nSegmentation fault\n");
    QVERIFY(logTail(place).endsWith("Segmentation fault") && logTail(place).size() <= 4096);
}

void TrainRoomsTest::spike_isSeenAtEveryZoom()
{
    CurvePyramid curve;
    constexpr int kPoints = 100'003;
    for (int i = 0; i < kPoints; ++i)
        curve.add(i, i == 77'777 ? 50 : i == 5 ? std::nan("") : 1);
    for (const size_t most : {100u, 1000u, 200000u}) {
        const auto drawn = curve.window(0, kPoints, most);
        QVERIFY(drawn.size() <= most + 64);
        QVERIFY(std::ranges::any_of(drawn, [](const CurvePyramid::Point &point) { return point.high == 50; }));
        QVERIFY(std::ranges::is_sorted(drawn, {}, &CurvePyramid::Point::x));
        QVERIFY(drawn.back().x > kPoints - 10); // the newest is there, whatever its bucket
    }
    const auto near = curve.window(77'770, 77'780, 100);
    QVERIFY(near.size() >= 10 && near.size() <= 13);
}

void TrainRoomsTest::millionPoints_redrawSoon()
{
    const RunHistory history = longHistory(1'000'000);
    LossPlot plot;
    plot.resize(900, 400);
    plot.show(history);
    QCOMPARE(plot.pointCount(), 1'000'000);
    QVERIFY(!plot.grab().isNull());
    QObject *drawing = nullptr;
    for (QWidget *child : plot.findChildren<QWidget *>())
        if (child->inherits("QCustomPlot"))
            drawing = child;
    QElapsedTimer clock;
    clock.start();
    constexpr int kTimes = 20;
    for (int i = 0; i < kTimes; ++i) {
        plot.fitAll();
        QVERIFY(QMetaObject::invokeMethod(drawing, "replot"));
    }
    qInfo("a million points: %.1f ms a redraw", double(clock.nsecsElapsed()) / 1e6 / kTimes); // docs/numbers.md holds the figure
}

void TrainRoomsTest::otherRuns_keepTheirColours()
{
    LossPlot plot;
    plot.setOther("a", longHistory(10));
    plot.setOther("b", longHistory(20));
    const QColor ofB = plot.colorOf("b");
    QVERIFY(plot.colorOf("a") != ofB);
    plot.removeOther("a");
    QCOMPARE(plot.colorOf("b"), ofB);
    plot.setOther("c", longHistory(5));
    QVERIFY(plot.colorOf("c") != ofB);
}

void TrainRoomsTest::curves_areSavedInEveryFormat()
{
    RunHistory history = longHistory(50);
    history.gains.push_back({25, 0.1, 0.12, 0.2});
    LossPlot plot;
    plot.show(history);
    plot.setDetail(LossPlot::Detail::GradientNorm);
    plot.setAcross(LossPlot::Across::Hours);
    plot.setLogarithmic(true);
    for (const char *name : {"c.png", "c.svg", "c.pdf"}) {
        QVERIFY(plot.savePicture(m_folder->filePath(name)));
        QVERIFY(QFileInfo(m_folder->filePath(name)).size() > 1000);
    }
    QVERIFY(LossPlot::saveTable(history, m_folder->filePath("c.csv")));
    QCOMPARE(testing::readFile(m_folder->filePath("c.csv")).count('\n'), 51);
    QVERIFY(!LossPlot::saveTable(history, "/nowhere/c.csv"));
    const CurveTable table(history);
    QCOMPARE(table.rowCount(), 50);
    QCOMPARE(table.data(table.index(24, 7), Qt::DisplayRole).toString(), QLocale().toString(20.0, 'f', 1));
}

void TrainRoomsTest::fiveThousandPictures_scrollWithoutAStall()
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

void TrainRoomsTest::marksAndRemarks_stayWithTheRun()
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
    for (const PairMode mode : {PairMode::Overlay, PairMode::Split, PairMode::Blink, PairMode::Difference}) {
        wall.canvas()->setMode(mode);
        QVERIFY(!wall.grab().isNull());
    }
    wall.play(true);
    wall.showLarge(false);
}

QTEST_MAIN(TrainRoomsTest)
#include "train_rooms_test.moc"
