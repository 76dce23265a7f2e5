// kill -9 of the trainer, of the window, of both, at random moments: the next window says the truth, and the resumed run ends
// bit for bit where an undisturbed one does. ARMATURE_KILL_REPETITIONS says how often (one unless set).
#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "tests/support/cli.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/train/option_form.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <random>

using namespace armature;
using namespace armature::ui;

namespace {

constexpr int kWait = 120000, kSteps = 60;

class FirstAnswer final : public Asker
{
public:
    int ask(QWidget *, const Question &) override { return 0; }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override { return {}; }
};

// A window with the training room in it.
struct Window
{
    explicit Window(const QString &pictures, HostKind kind)
    {
        auto opened = Project::open(pictures.toStdString());
        if (!opened)
            qFatal("%s", opened.error().message.c_str());
        project = std::move(*opened);
        page = std::make_unique<TrainPage>(PageServices{theme, jobs, asker, engine}, nullptr,
                                           std::make_unique<RunHosts>(engine, std::filesystem::path(ARMATURE_BIN_DIR) / "armature-cli"));
        page->hosts().setKind(kind);
        page->openProject(*project);
    }
    RunState state() const { return page->watcher().state(); }

    Theme theme{*qApp, ThemeChoice::Dark};
    JobList jobs;
    FirstAnswer asker;
    EngineLink engine;
    std::unique_ptr<Project> project;
    std::unique_ptr<TrainPage> page;
};

// The other process: starts the run, or goes on with it, and stays until it is killed.
int windowMain(const QString &pictures, HostKind kind)
{
    Window window(pictures, kind);
    if (window.state() != RunState::Running && window.state() != RunState::Checking)
        window.page->start();
    return QApplication::exec();
}

} // namespace

class TrainKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedAnywhere_endsBitForBitTheSame_data();
    void killedAnywhere_endsBitForBitTheSame();

private:
    static QString makePairs(const QString &folder)
    {
        const QString pairs = folder + "/pairs";
        testing::writeCircles(pairs, 8);
        const QString settings = QStringLiteral(R"({"pretrained_model_name_or_path": "%1", "resolution": 64, "train_batch_size": 2, "max_train_steps": %2,
            "checkpointing_steps": 5, "checkpoints_total_limit": 3, "validation_steps": 1000, "holdout_share": 0.25, "mixed_precision": "no",
            "threads": 1, "device": "cpu"})").arg(testing::golden("pipeline/sd1/model")).arg(kSteps);
        testing::writeFile(pairs + "/train.json", settings.toUtf8());
        return pairs;
    }
};

void TrainKillTest::killedAnywhere_endsBitForBitTheSame_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isEngineKilled");
    QTest::addColumn<bool>("isWindowKilled");
    QTest::newRow("engine") << int(HostKind::Process) << true << false;
    QTest::newRow("window") << int(HostKind::Process) << false << true;
    QTest::newRow("both") << int(HostKind::Process) << true << true;
    QTest::newRow("window with the engine in it") << int(HostKind::Thread) << true << true;
}

void TrainKillTest::killedAnywhere_endsBitForBitTheSame()
{
    QFETCH(int, kind);
    QFETCH(bool, isEngineKilled);
    QFETCH(bool, isWindowKilled);
    const QTemporaryDir straightFolder;
    const QString straight = makePairs(straightFolder.path());
    const auto reference = testing::runCli({"train", "--config", straight + "/train.json", "--train_data_dir", straight, "--output_dir", straightFolder.filePath("out"), "--progress", "none"});
    QVERIFY2(reference.exitCode == 0, qPrintable(reference.err));
    const QByteArray wanted = testing::readFile(straightFolder.filePath("out/diffusion_pytorch_model.safetensors"));
    QVERIFY(!wanted.isEmpty());

    const int repetitions = std::max(1, qEnvironmentVariableIntValue("ARMATURE_KILL_REPETITIONS"));
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        std::mt19937 random(unsigned(repetition) * 7919 + unsigned(kind) * 31 + isEngineKilled + 2 * isWindowKilled);
        const QTemporaryDir folder;
        const QString pairs = makePairs(folder.path());
        auto opened = Project::open(pairs.toStdString());
        QVERIFY(opened.has_value());
        const RunPlace place{(*opened)->folder() / "runs", "run-1"};
        opened->reset();

        QProcess other;
        other.setProcessChannelMode(QProcess::ForwardedChannels);
        other.start(QCoreApplication::applicationFilePath(), {"--window", pairs, QString::number(kind)});
        // At a random moment of its life, from before the first step until after the last.
        const int64_t atStep = int64_t(random() % (kSteps + 5)) - 3;
        RunHistoryReader reader(place.events());
        QTRY_VERIFY_WITH_TIMEOUT(reader.read(1 << 24).has_value() && (reader.history().lastStep() >= atStep || reader.history().finished), kWait);
        QTest::qWait(int(random() % 200));
        const int64_t engine = RunLock::holder(place.folder());
        if (isWindowKilled)
            other.kill();
        if (isEngineKilled && engine > 0 && engine != other.processId())
            ::kill(pid_t(engine), SIGKILL);
        if (!isWindowKilled)
            other.kill(); // the window that saw it is not the one that tells of it
        QVERIFY(other.waitForFinished(kWait));

        Window window(pairs, HostKind(kind));
        if (isEngineKilled)
            QTRY_VERIFY_WITH_TIMEOUT(!window.page->watcher().isAlive(), kWait);
        const auto story = [&] {
            const auto &history = window.page->watcher().history();
            return qPrintable(QStringLiteral("repetition %1, killed at step %2: state %3, step %4, %5 %6").arg(repetition).arg(atStep).arg(int(window.state()))
                                  .arg(history.lastStep()).arg(QString::fromStdString(history.failure ? history.failure->message : history.phase), window.page->errors().text()));
        };
        if (!isEngineKilled && reader.history().lastStep() < kSteps / 2)
            QVERIFY2(isAliveState(window.state()) || window.state() == RunState::Finished, story());
        for (int tries = 0; window.state() != RunState::Finished && tries < 5; ++tries) {
            if (!isAliveState(window.state()))
                window.page->start();
            QTRY_VERIFY_WITH_TIMEOUT(!isAliveState(window.state()), kWait);
        }
        QVERIFY2(window.state() == RunState::Finished, story());
        const auto steps = window.page->watcher().history().steps;
        QCOMPARE(steps.size(), size_t(kSteps)); // none twice, none lost
        QCOMPARE(steps.back().step, int64_t(kSteps));
        QVERIFY2(testing::readFile(QString::fromStdString((place.folder() / "diffusion_pytorch_model.safetensors").string())) == wanted,
                 qPrintable(QStringLiteral("repetition %1, killed at step %2").arg(repetition).arg(atStep)));
    }
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--window"))
        return windowMain(arguments[2], HostKind(arguments[3].toInt()));
    TrainKillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "train_kill_test.moc"
