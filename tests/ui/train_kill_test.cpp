// kill -9 of the trainer, of the window, of both, at random moments, and a power cut: the next window says the truth, and the
// resumed run ends bit for bit where an undisturbed one does. ARMATURE_KILL_REPETITIONS says how often (one unless set).
#include "tests/ui/train_window.h"

#include <csignal>
#include <random>

using namespace armature;
using namespace armature::ui;
using namespace testing;

namespace fs = std::filesystem;

namespace {

constexpr int kSteps = 60;

void makeProject(const QString &pairs)
{
    makeTinyProject(pairs, kSteps, {{"checkpointing_steps", 5}, {"validation_steps", 1000}});
}

// The other process: starts the run, or goes on with it, and stays until it is killed.
int windowMain(const QString &pairs, HostKind kind)
{
    TrainWindow window(pairs, kind);
    if (!isAliveState(window.state()))
        window.page->start();
    return QApplication::exec();
}

// A file or folder that is being written under another name; empty where there is none.
QByteArray aside(const fs::path &folder, const char *name)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().filename().string().starts_with(std::string(".tmp-") + name))
            return QByteArray::fromStdString(entry->path().string());
    return {};
}

} // namespace

class TrainKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_pairs = m_folder->filePath("pairs");
        makeProject(m_pairs);
    }
    void cleanup() { m_folder.reset(); }

    void killedAnywhere_endsBitForBitTheSame_data();
    void killedAnywhere_endsBitForBitTheSame();
    void powerCut_isAnInterruptionThatEndsTheSame();
    void cutOffBeforeItsLastWord_isFinishedAgain();

private:
    enum Moment { AtAStep, WhileItSaves, WhileItWritesTheResult };

    QString runs() const { return m_pairs + "/.armature/runs"; }
    RunPlace place() const { return {runs().toStdString(), "run-1"}; }
    // Goes on until it has finished, with Resume as often as it takes.
    void finish(TrainWindow &window, const QByteArray &story);
    void waitForMoment(Moment moment, unsigned random, QByteArray &story);

    std::unique_ptr<QTemporaryDir> m_reference, m_folder;
    QByteArray m_wanted;
    QString m_pairs;
};

void TrainKillTest::initTestCase()
{
    m_reference = std::make_unique<QTemporaryDir>();
    makeProject(m_reference->filePath("pairs"));
    m_wanted = undisturbedResult(m_reference->filePath("pairs"), m_reference->filePath("out"));
    QVERIFY(m_wanted.size() > 1000);
}

void TrainKillTest::finish(TrainWindow &window, const QByteArray &story)
{
    for (int tries = 0; window.state() != RunState::Finished && tries < 5; ++tries) {
        if (!isAliveState(window.state()))
            window.page->start();
        QVERIFY2(window.ends(), story + window.story());
    }
    QVERIFY2(window.state() == RunState::Finished, story + window.story());
    const auto &steps = window.history().steps;
    QCOMPARE(steps.size(), size_t(kSteps)); // none twice, none lost
    QCOMPARE(steps.back().step, int64_t(kSteps));
    QVERIFY2(window.result() == m_wanted, story);
    const QByteArray left = aside(place().folder(), "") + aside(place().runs, "run-1");
    QVERIFY2(left.isEmpty(), story + "half of it is left: " + left);
}

void TrainKillTest::killedAnywhere_endsBitForBitTheSame_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isEngineKilled");
    QTest::addColumn<bool>("isWindowKilled");
    QTest::addColumn<int>("moment");
    QTest::newRow("engine") << int(HostKind::Process) << true << false << int(AtAStep);
    QTest::newRow("window") << int(HostKind::Process) << false << true << int(AtAStep);
    QTest::newRow("both") << int(HostKind::Process) << true << true << int(AtAStep);
    QTest::newRow("window with the engine in it") << int(HostKind::Thread) << true << true << int(AtAStep);
    QTest::newRow("engine while it saves") << int(HostKind::Process) << true << false << int(WhileItSaves);
    QTest::newRow("engine while it writes the result") << int(HostKind::Process) << true << false << int(WhileItWritesTheResult);
}

void TrainKillTest::waitForMoment(Moment moment, unsigned random, QByteArray &story)
{
    RunHistoryReader reader(place().events());
    const auto isOver = [&] { return reader.read(1 << 24).has_value() && reader.history().finished.has_value(); };
    if (moment == AtAStep) { // from before the first one until after the last
        const int64_t atStep = int64_t(random % (kSteps + 5)) - 3;
        story += "at step " + QByteArray::number(qint64(atStep)) + ": ";
        QVERIFY(QTest::qWaitFor([&] { return isOver() || reader.history().lastStep() >= atStep; }, kRunWait));
        QTest::qWait(int(random / 97 % 200));
        return;
    }
    const int64_t fromStep = moment == WhileItSaves ? int64_t(random % (kSteps - 5)) : 0;
    QVERIFY(QTest::qWaitFor([&] { return isOver() || reader.history().lastStep() >= fromStep; }, kRunWait));
    // A matter of milliseconds: looked for without a pause.
    QElapsedTimer clock;
    clock.start();
    const auto isNow = [&] {
        return moment == WhileItSaves ? !aside(place().folder(), "checkpoint-").isEmpty() : !(aside(place().folder(), "diffusion") + aside(place().runs, "run-1.safetensors")).isEmpty();
    };
    while (!isNow() && !isOver() && clock.elapsed() < kRunWait) {
    }
}

void TrainKillTest::killedAnywhere_endsBitForBitTheSame()
{
    QFETCH(int, kind);
    QFETCH(bool, isEngineKilled);
    QFETCH(bool, isWindowKilled);
    QFETCH(int, moment);
    const int repetitions = std::max(1, qEnvironmentVariableIntValue("ARMATURE_KILL_REPETITIONS"));
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        if (repetition > 0)
            init();
        std::mt19937 random(unsigned(repetition) * 7919 + unsigned(kind) * 31 + isEngineKilled + 2 * isWindowKilled);
        QByteArray story = "repetition " + QByteArray::number(repetition) + ", killed ";
        QProcess other;
        other.setProcessChannelMode(QProcess::ForwardedChannels);
        other.start(QCoreApplication::applicationFilePath(), {"--window", m_pairs, QString::number(kind)});
        waitForMoment(Moment(moment), random(), story);
        const int64_t engine = RunLock::holder(place().folder());
        const auto killEngine = [&] {
            if (isEngineKilled && engine > 0 && engine != other.processId())
                ::kill(pid_t(engine), SIGKILL);
        };
        if (moment != AtAStep)
            killEngine();
        if (isWindowKilled)
            other.kill();
        killEngine();
        if (!isWindowKilled)
            other.kill(); // the window that saw it is not the one that tells of it
        QVERIFY(other.waitForFinished(kRunWait));
        if (isEngineKilled)
            QVERIFY(QTest::qWaitFor([&] { return RunLock::holder(place().folder()) == 0; }, kRunWait));

        TrainWindow window(m_pairs, HostKind(kind));
        RunHistoryReader told(place().events());
        while (*told.read())
            ;
        if (isEngineKilled && !told.history().phase.empty() && !told.history().finished)
            QVERIFY2(window.state() == RunState::Interrupted, story + window.story());
        const bool wasThere = engine > 0; // else the window was killed before it started one
        if (!isEngineKilled && wasThere && told.history().lastStep() < kSteps / 2)
            QVERIFY2(isAliveState(window.state()) || window.state() == RunState::Finished, story + window.story());
        if (const int64_t safe = window.history().lastCheckpoint(); isEngineKilled && safe >= 0)
            QVERIFY2(verifyFolder(place().folder() / ("checkpoint-" + std::to_string(safe))).has_value(), story + window.story());
        finish(window, story);
        if (QTest::currentTestFailed())
            return;
    }
}

// What a power cut leaves at worst: the diary without its last lines' ends, a checkpoint that was being written, and blocks of
// the newest one that the disk had not got.
void TrainKillTest::powerCut_isAnInterruptionThatEndsTheSame()
{
    {
        TrainWindow window(m_pairs, HostKind::Process);
        window.edit("max_train_steps", "100000");
        window.click("train.start");
        QTRY_VERIFY2_WITH_TIMEOUT(window.history().lastCheckpoint() >= 15, window.story(), kRunWait);
        ::kill(pid_t(RunLock::holder(place().folder())), SIGKILL);
        QVERIFY2(window.reaches(RunState::Interrupted), window.story());
        window.edit("max_train_steps", QString::number(kSteps));
    }
    std::vector<int64_t> saved;
    for (const auto &entry : fs::directory_iterator(place().folder()))
        if (const std::string name = entry.path().filename().string(); name.starts_with("checkpoint-"))
            saved.push_back(std::stoll(name.substr(11)));
    std::ranges::sort(saved);
    QVERIFY(saved.size() >= 2);
    const QString newest = QString::fromStdString((place().folder() / ("checkpoint-" + std::to_string(saved.back()))).string());
    QFile weights(newest + "/optimizer.safetensors");
    QVERIFY(weights.open(QIODevice::ReadWrite) && weights.seek(weights.size() / 2));
    QVERIFY(weights.write(QByteArray(4096, '\0')) == 4096);
    weights.close();
    QVERIFY(QDir().mkpath(QString::fromStdString((place().folder() / ".tmp-checkpoint-999-1/controlnet").string())));
    QFile diary(QString::fromStdString(place().events().string()));
    QVERIFY(diary.open(QIODevice::Append) && diary.write(R"({"event":"step","step":)" + QByteArray(100, '\0')) > 0);
    diary.close();

    TrainWindow window(m_pairs, HostKind::Process);
    QVERIFY2(window.state() == RunState::Interrupted, window.story());
    window.edit("max_train_steps", QString::number(kSteps));
    finish(window, "after a power cut: ");
    QVERIFY(window.history().started->firstStep < saved.back()); // from the one before
    QVERIFY(window.history().damagedLines <= 1);
    QVERIFY(std::ranges::any_of(window.history().warnings, [&](const Warning &one) { return one.message.find(newest.toStdString()) != std::string::npos; })); // and it is said
}

// Both results are written, and the word of it was not.
void TrainKillTest::cutOffBeforeItsLastWord_isFinishedAgain()
{
    {
        TrainWindow window(m_pairs, HostKind::Process);
        window.click("train.start");
        QVERIFY2(window.reaches(RunState::Finished), window.story());
    }
    const QString events = QString::fromStdString(place().events().string());
    const QByteArray told = readFile(events);
    QVERIFY(writeFile(events, told.left(told.lastIndexOf("{\"event\":\"run_finished\""))));
    TrainWindow window(m_pairs, HostKind::Process);
    QVERIFY2(window.state() == RunState::Interrupted, window.story());
    finish(window, "cut off before its last word: ");
    QVERIFY(fs::exists(place().result()));
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
