// The parts of the training room that need no trainer: forecast, shelf, queue, faults, curves.
#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "core/io/layouts/model_sizes.h"
#include "tests/ui/train_parts.h"
#include "ui/train/curve_pyramid.h"
#include "ui/train/curve_table.h"
#include "ui/train/loss_plot.h"
#include "ui/train/run_faults.h"
#include "ui/train/run_follower.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_shelf.h"
#include "ui/train/zero_lag.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPushButton>
#include <QtTest>

using namespace armature;
using namespace armature::ui;
using testing::TrainParts;

namespace fs = std::filesystem;

class TrainRoomsTest : public QObject, private TrainParts
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void sizesOfTheModel_areThoseOfTheTrainedNetwork();
    void forecastOfAGoodRun_hasNothingRed();
    void forecast_isRedWhereItCannotWork();
    void mendButton_changesWhatTheLineIsAbout();
    void renamedRun_keepsAllItsFiles();
    void takenName_movesNothing();
    void archivedRun_comesBack();
    void queue_isReadByTheNextWindow();
    void everyFault_offersSettingsThatFit();
    void whatIsLeftOfARun_isSeen();
    void faultOfARun_saysWhichStepIsSafe();
    void spike_isSeenAtEveryZoom();
    void smoothedCurve_doesNotLagAndEndsSane();
    void smoothedCurve_grownPointByPointIsThatOfAllAtOnce();
    void everyRedOrAmberLine_hasAButton();
    void millionPoints_redrawSoon();
    void otherRuns_keepTheirColours();
    void curves_areSavedInEveryFormat();

private:
    static const ForecastLine &line(const std::vector<ForecastLine> &lines, const char *id)
    {
        for (const ForecastLine &one : lines)
            if (one.id == QLatin1String(id))
                return one;
        qFatal("there is no such line");
    }
    static RunHistory longHistory(int steps)
    {
        RunHistory history;
        history.steps.reserve(size_t(steps));
        for (int i = 1; i <= steps; ++i)
            history.steps.push_back({i, 0.1 + (i * 7919 % 1000) / 5000.0, 0.2, 1e-4, 1, 1, double(i)});
        return history;
    }
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
    options.learning_rate = 3;
    QVERIFY(mendFor({ErrorCode::Numeric, "", "", ""}, options)->options.learning_rate < 1e-3);
    options.learning_rate = 1e-5;
    options.gradient_checkpointing = true;
    options.resolution = 512;
    for (int64_t before = 1024; options.resolution > 64; before = options.resolution, options = mendFor({ErrorCode::OutOfMemory, "", "", ""}, options)->options)
        QVERIFY(options.resolution < before && options.resolution % 64 == 0);
    QCOMPARE(mendFor({ErrorCode::Internal, std::string(kDeviceLost) + " at step 6", "", ""}, options)->host, std::optional(HostKind::Process));
    QVERIFY(mendFor({ErrorCode::NotFound, "", "", ""}, options)->options == options);
    QVERIFY(!mendFor({ErrorCode::BadInput, "", "", ""}, options));
}

void TrainRoomsTest::whatIsLeftOfARun_isSeen()
{
    const RunPlace place = makeRun("run-1");
    (void)writeFileAtomically(place.log(), std::string(100000, 'x') + "\nSegmentation fault\n");
    for (const char *name : {"checkpoint-8", "checkpoint-12", "checkpoint-4", "checkpoint-5-old", ".tmp-checkpoint-16-1"})
        fs::create_directories(place.folder() / name);
    RunFollower follower(place);
    follower.look();
    QVERIFY(follower.wait(30000));
    QVERIFY(follower.sight().log.ends_with("Segmentation fault\n") && follower.sight().log.size() <= 4096);
    QCOMPARE(follower.sight().checkpoints, (std::vector<int64_t>{4, 8, 12}));
    QVERIFY(follower.sight().isFolderThere && !follower.sight().isResultThere && !follower.sight().isAlive() && follower.sight().freeBytes > 0);
    QVERIFY(silentEnd(follower.sight()).message.ends_with("Segmentation fault"));
    const auto lock = RunLock::acquire(place.folder());
    follower.look();
    QVERIFY(follower.wait(30000) && follower.sight().isAlive());
}

void TrainRoomsTest::faultOfARun_saysWhichStepIsSafe()
{
    const RunPlace place = makeRun("run-1");
    RunSight sight;
    sight.isFolderThere = true;
    sight.checkpoints = {4, 8};
    RunHistory history;
    take(history, PhaseChanged{"train"});
    take(history, CheckpointSaved{8, "checkpoint-8", true, 1, 1'000'000});
    StepDone step;
    step.step = 9;
    take(history, step);
    const auto faultNow = [&](RunState state) { return faultOf(state, place, history, sight, TrainOptions()); };
    QVERIFY(!faultNow(RunState::Running) && !faultNow(RunState::Paused) && !faultNow(RunState::Finished));
    QVERIFY(faultNow(RunState::Interrupted)->message.contains("9") && faultNow(RunState::Interrupted)->message.contains("8"));
    // A full disk that nobody could tell of any more is told by what is left on it.
    sight.freeBytes = 400'000;
    QVERIFY(faultNow(RunState::Interrupted)->message.contains(QLocale().formattedDataSize(400'000)));
    sight.freeBytes = 4'000'000'000;
    QVERIFY(!faultNow(RunState::Interrupted)->message.contains(QLocale().formattedDataSize(1'000'000)));
    // With a good step behind it a checkpoint is sound, without one it is not.
    RunStarted again;
    again.firstStep = 8;
    again.precision = "fp32";
    take(history, again);
    take(history, step);
    take(history, RunFailed{{ErrorCode::Numeric, "no number", "", ""}});
    QCOMPARE(stepBefore(history, sight), int64_t(-1));
    take(history, again);
    QCOMPARE(stepBefore(history, sight), int64_t(4));
    sight.checkpoints = {8};
    QCOMPARE(stepBefore(history, sight), int64_t(0));
    again.precision = "fp16";
    take(history, again);
    QCOMPARE(stepBefore(history, sight), int64_t(-1));
    // A folder that is gone is looked for again, not trained into.
    sight.isFolderThere = false;
    QCOMPARE(faultNow(RunState::Failed)->help, Fault::Help::LookAgain);
    QVERIFY(faultNow(RunState::Failed)->message.contains(QString::fromStdString(m_runs.string())));
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

void TrainRoomsTest::smoothedCurve_doesNotLagAndEndsSane()
{
    // A slope that is smoothed by what lies on both sides stays where it is; an exponential mean alone would lag 49 steps.
    ZeroLag smoother;
    constexpr int kPoints = 4000;
    for (int i = 0; i < kPoints; ++i)
        smoother.add(i == 700 ? std::nan("") : 0.001 * i);
    smoother.smooth();
    for (const int i : {600, 1500, 2000, 3400})
        QVERIFY2(std::abs(smoother.at(size_t(i)) - 0.001 * i) < 0.0015, qPrintable(QString::number(smoother.at(size_t(i)))));
    QVERIFY(std::isnan(smoother.at(700))); // nothing is made up where nothing was
    QVERIFY(smoother.at(0) >= 0 && smoother.at(0) < 0.06 && smoother.at(kPoints - 1) < 4 && smoother.at(kPoints - 1) > 3.94);
    ZeroLag one;
    one.add(3);
    one.smooth();
    QCOMPARE(one.at(0), 3.0);
}

void TrainRoomsTest::smoothedCurve_grownPointByPointIsThatOfAllAtOnce()
{
    ZeroLag grown, whole;
    CurvePyramid drawn;
    for (int i = 0; i < 5000; ++i) {
        const double y = (i * 7919 % 1000) / 1000.0;
        grown.add(y);
        whole.add(y);
        if (i % 37 == 0) {
            const size_t first = grown.smooth();
            drawn.truncate(first);
            for (size_t k = first; k < grown.size(); ++k)
                drawn.add(double(k), grown.at(k));
        }
    }
    const size_t first = grown.smooth();
    drawn.truncate(first);
    for (size_t k = first; k < grown.size(); ++k)
        drawn.add(double(k), grown.at(k));
    whole.smooth();
    QCOMPARE(drawn.size(), size_t(5000));
    for (size_t i = 0; i < whole.size(); ++i)
        QVERIFY2(std::abs(grown.at(i) - whole.at(i)) < 1e-12 && drawn.at(i).low == grown.at(i), qPrintable(QString::number(i)));
    double lowest = 1;
    for (const auto &point : drawn.window(0, 5000, 100)) // the coarse levels were made anew as well
        lowest = std::min(lowest, point.low);
    double truth = 1;
    for (size_t i = 0; i < whole.size(); ++i)
        truth = std::min(truth, whole.at(i));
    QVERIFY(std::abs(lowest - truth) < 1e-12);
}

void TrainRoomsTest::everyRedOrAmberLine_hasAButton()
{
    const RunPlace place{m_runs, "run-1"};
    (void)writeFileAtomically(place.result(), "there");
    TrainOptions none = goodOptions(), huge = goodOptions(), blind = goodOptions();
    none.pretrained_model_name_or_path = "/nowhere/model";
    none.train_data_dir = "/nowhere/pairs";
    huge.resolution = 16384;
    huge.train_batch_size = 64;
    huge.max_train_steps = 1'000'000'000;
    huge.checkpointing_steps = 1;
    huge.checkpoints_total_limit = 0;
    blind.validation_prompt.clear();
    blind.validation_image.clear();
    QFile::remove(m_folder->filePath("pairs/condition/0003.png"));
    int lights = 0;
    for (TrainOptions options : {none, huge, blind})
        // Pressing every button that changes a setting ends with lines that only a person can mend, each with a way there.
        for (int round = 0; round < 40; ++round) {
            bool isChanged = false;
            for (const ForecastLine &one : forecast(options, place)) {
                if (one.light == Light::Green)
                    continue;
                ++lights;
                QVERIFY2(!one.mendText.isEmpty() && (one.mend || one.action != ForecastAction::None), qPrintable(one.id + ": " + one.text));
                const TrainOptions before = options;
                if (one.mend)
                    one.mend(options);
                isChanged = isChanged || !(before == options);
            }
            if (!isChanged)
                break;
        }
    QVERIFY(lights > 8);
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
    QVERIFY(testing::readFile(m_folder->filePath("c.csv")).contains("0.12,0.2,")); // the losses on held-out pairs are there as well
    const CurveTable table(history);
    QCOMPARE(table.rowCount(), 50);
    QCOMPARE(table.data(table.index(24, 7), Qt::DisplayRole).toString(), QLocale().toString(20.0, 'f', 1));
}

QTEST_MAIN(TrainRoomsTest)
#include "train_rooms_test.moc"
