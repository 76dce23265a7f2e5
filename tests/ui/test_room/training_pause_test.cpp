// A real training that makes way for another room: armature-cli in a process of its own, on the tiny model.
#include "core/config/train_config.h"
#include "core/events/run_history.h"
#include "tests/support/cli.h"
#include "ui/train/run_shelf.h"
#include "ui/train/training_pause.h"
#include "ui/window/engine_link.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace armature;
using namespace armature::ui;

namespace {

constexpr int kWait = 120000;

RunHistory historyOf(const RunPlace &place)
{
    RunHistoryReader reader(place.events());
    for (auto more = reader.read(); more && *more;)
        more = reader.read();
    return reader.history();
}

} // namespace

class TrainingPauseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRun_isPausedExactlyAndGoesOnToItsEnd()
    {
        QTemporaryDir folder;
        const QString pairs = folder.filePath(QStringLiteral("pairs"));
        testing::writeCircles(pairs, 8);
        EngineLink engine;
        RunHosts hosts(engine, std::filesystem::path(ARMATURE_BIN_DIR) / "armature-cli");
        const RunPlace place{folder.filePath(QStringLiteral("runs")).toStdString(), "first"};
        TrainOptions options;
        options.pretrained_model_name_or_path =
            testing::golden(QStringLiteral("pipeline/sd1/model")).toStdString();
        options.train_data_dir = pairs.toStdString();
        options.output_dir = place.folder().string();
        options.resolution = 64;
        options.train_batch_size = 1;
        options.max_train_steps = 400;
        options.checkpointing_steps = 1000;
        options.mixed_precision = "no";
        TrainingPause pause(hosts);
        pause.open(place.runs);
        QVERIFY(!pause.running());
        QVERIFY(!pause.pause()); // there is nothing to pause
        const Status started = hosts.start(place, options, false);
        QVERIFY2(started, started ? "" : started.error().message.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(historyOf(place).lastStep() >= 2, kWait);
        QCOMPARE(pause.running(), std::optional(QStringLiteral("first")));
        QVERIFY(pause.pause());
        QVERIFY(pause.isHolding());
        pause.open({}); // a project that is closed meanwhile does not lose its run
        QTRY_VERIFY_WITH_TIMEOUT(!pause.running(), kWait);
        const RunHistory paused = historyOf(place);
        QVERIFY(paused.isPaused);
        QVERIFY(paused.lastStep() < options.max_train_steps);
        const Status resumed = pause.resume(false);
        QVERIFY2(resumed, resumed ? "" : resumed.error().message.c_str());
        QVERIFY(!pause.isHolding());
        QTRY_COMPARE_WITH_TIMEOUT(historyOf(place).lastStep(), options.max_train_steps, kWait);
        QCOMPARE(qint64(historyOf(place).steps.size()),
                 qint64(options.max_train_steps)); // none twice, none left out
        // What has come to its end is not begun again.
        QVERIFY(pause.resume(false));
    }
};

QTEST_MAIN(TrainingPauseTest)
#include "training_pause_test.moc"
