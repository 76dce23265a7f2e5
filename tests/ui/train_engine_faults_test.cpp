// What goes wrong with the trainer itself: memory, a crash, an exception, a lost graphics card, sleep. The window lives, says
// what happened and which step is safe, and one button goes on with settings that fit.
#include "tests/ui/train_window.h"
#include "ui/train/sleep_watch.h"

#include <QClipboard>
#include <QToolButton>

#include <csignal>
#include <functional>

using namespace armature;
using namespace armature::ui;
using namespace testing;

namespace {

// An engine in which something breaks at a step, deep inside the trainer: the real one, whose sink throws once.
struct Breakage
{
    int64_t atStep = -1;
    std::function<void()> happen;
};
Breakage breakage;
const EngineDoor *realDoor = nullptr;

class BreakingSink final : public EventSink
{
public:
    explicit BreakingSink(EventSink &sink) : m_sink(sink) {}
    void onEvent(const TrainEvent &event) override
    {
        m_sink.onEvent(event);
        const auto *step = std::get_if<StepDone>(&event);
        if (!step || step->step != breakage.atStep || !breakage.happen)
            return;
        const auto happen = std::exchange(breakage.happen, nullptr);
        happen();
    }

private:
    EventSink &m_sink;
};

EngineDoor breakingDoor()
{
    EngineDoor door = *realDoor;
    door.runTraining = [](const TrainOptions &options, EventSink &sink, RunControl &control) {
        BreakingSink breaking(sink);
        return realDoor->runTraining(options, breaking, control);
    };
    return door;
}

QString faultText(const char *english) { return QCoreApplication::translate("armature::ui::RunFaults", english); }
QString safeText(int64_t step) { return faultText("Step %1 is safe, and its curves and pictures are kept.").arg(step); }

} // namespace

class TrainEngineFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_pairs = m_folder->filePath("pairs");
        breakage = {};
    }
    void cleanup() { m_folder.reset(); }

    void memoryThatRunsOutInAProcess_goesOnWithHalfTheBatch();
    void memoryThatRunsOutOnTheThread_goesOnWithHalfTheBatch();
    void crashOfTheProcess_isAnInterruptionWithItsLastWords();
    void processThatCannotBegin_isAFailureWithItsLastWords();
    void exceptionOnTheThread_isAFailureAndTheWindowLives();
    void deviceLostOnTheThread_goesOnInAProcess();
    void deviceLostInTheProcess_goesOnInANewOne();
    void sleepOfTheComputer_isSaidAndSavedBefore_data() { bothHosts(); }
    void sleepOfTheComputer_isSaidAndSavedBefore();
    void sleepWatch_tellsSleepFromWaiting();

private:
    static constexpr int kSteps = 24;

    // What "Copy the details" puts on the clipboard.
    static QString details(const TrainWindow &window)
    {
        for (QToolButton *one : window.page->errors().findChildren<QToolButton *>())
            if (one->toolTip() == ErrorBar::tr("Copy the details"))
                one->click();
        return QApplication::clipboard()->text();
    }
    QString file(const char *name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_reference, m_folder;
    QByteArray m_wanted;
    QString m_pairs;
    EngineLink m_engine;
};

void TrainEngineFaultsTest::initTestCase()
{
    m_reference = std::make_unique<QTemporaryDir>();
    makeTinyProject(m_reference->filePath("pairs"), kSteps);
    m_wanted = undisturbedResult(m_reference->filePath("pairs"), m_reference->filePath("out"));
    QVERIFY(m_wanted.size() > 1000);
    m_engine.load();
    QTRY_COMPARE_WITH_TIMEOUT(m_engine.state(), EngineLink::State::Ready, kRunWait);
    realDoor = m_engine.door();
}

// A real limit: as much as a batch of one takes and a little more, and a batch of eight to begin with.
void TrainEngineFaultsTest::memoryThatRunsOutInAProcess_goesOnWithHalfTheBatch()
{
    makeTinyProject(m_pairs, 2, {{"resolution", 512}, {"train_batch_size", 1}, {"holdout_share", 0}, {"validation_prompt", QJsonArray()}, {"validation_image", QJsonArray()}});
    // The first run tells how much one needs at its highest; later ones get that and a quarter of it.
    const auto program = trainerBehind(file("limited"), QStringLiteral("if [ -e '%2' ]; then ulimit -v $(( $(cat '%2') * 5 / 4 )); exec '%1' \"$@\"; fi\n"
                                                                       "'%1' \"$@\" & child=$!\n"
                                                                       "trap 'kill -TERM $child' TERM\n"
                                                                       "while kill -0 $child 2>/dev/null; do\n"
                                                                       "  peak=$(awk '/VmPeak/ {print $2}' /proc/$child/status 2>/dev/null); [ -n \"$peak\" ] && last=$peak; sleep 0.02\n"
                                                                       "done\n"
                                                                       "wait $child; result=$?; echo $last > '%2'; exit $result\n").arg("%1", file("peak")));
    TrainWindow window(m_pairs, HostKind::Process, nullptr, program);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(QFile::exists(file("peak")));
    window.page->beginNew();
    window.edit("train_batch_size", "8");
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::OutOfMemory);
    QVERIFY2(window.bar().contains("emory"), window.story());
    for (int presses = 0; presses < 3 && window.state() != RunState::Finished; ++presses) {
        QVERIFY2(window.goesOn(faultText("Go on with half the batch")), window.story());
        QVERIFY2(window.ends(), window.story());
    }
    QVERIFY2(window.state() == RunState::Finished, window.story());
    const TrainOptions fits = window.page->form().options();
    QVERIFY(fits.train_batch_size < 8);
    QCOMPARE(fits.train_batch_size * fits.gradient_accumulation_steps, int64_t(8)); // the same training
}

void TrainEngineFaultsTest::memoryThatRunsOutOnTheThread_goesOnWithHalfTheBatch()
{
    const EngineDoor door = breakingDoor();
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind::Thread, &door);
    breakage = {6, [] { throw std::bad_alloc(); }};
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::OutOfMemory);
    QVERIFY2(window.bar().contains(safeText(4)), window.story());
    QVERIFY2(window.goesOn(faultText("Go on with half the batch")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.page->form().options().train_batch_size, int64_t(1));
    QCOMPARE(window.history().steps.size(), size_t(kSteps));
}

void TrainEngineFaultsTest::crashOfTheProcess_isAnInterruptionWithItsLastWords()
{
    makeTinyProject(m_pairs, kSteps);
    const auto program = trainerBehind(file("talking"), QStringLiteral("echo 'last words of the engine' >&2\nexec '%1' \"$@\"\n"));
    TrainWindow window(m_pairs, HostKind::Process, nullptr, program);
    window.edit("max_train_steps", "100000");
    window.click("train.start");
    QVERIFY2(window.reachesStep(5), window.story());
    ::kill(pid_t(RunLock::holder(window.place().folder())), SIGSEGV);
    QVERIFY2(window.reaches(RunState::Interrupted), window.story());
    QVERIFY2(window.bar().contains(QString::number(window.history().lastCheckpoint())) && window.bar().contains(QString::number(window.history().lastStep())), window.story());
    QVERIFY2(details(window).contains("last words of the engine"), window.story());
    window.edit("max_train_steps", QString::number(kSteps));
    QVERIFY2(window.goesOn(faultText("Resume")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

void TrainEngineFaultsTest::processThatCannotBegin_isAFailureWithItsLastWords()
{
    makeTinyProject(m_pairs, 4);
    const auto program = trainerBehind(file("lame"), QStringLiteral("if [ -e '%2' ]; then exec '%1' \"$@\"; fi\ntouch '%2'\necho 'libtorch.so: cannot open shared object file' >&2\nexit 127\n").arg("%1", file("once")));
    TrainWindow window(m_pairs, HostKind::Process, nullptr, program);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QVERIFY2(window.bar().contains("libtorch.so: cannot open"), window.story());
    QVERIFY2(window.goesOn(faultText("Try again")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
}

void TrainEngineFaultsTest::exceptionOnTheThread_isAFailureAndTheWindowLives()
{
    const EngineDoor door = breakingDoor();
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind::Thread, &door);
    breakage = {6, [] { throw std::out_of_range("vector::_M_range_check"); }};
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::Internal);
    QVERIFY2(window.bar().contains("step 6") && window.bar().contains("_M_range_check") && window.bar().contains(safeText(4)), window.story());
    QVERIFY2(window.goesOn(faultText("Try again")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

void TrainEngineFaultsTest::deviceLostOnTheThread_goesOnInAProcess()
{
    const EngineDoor door = breakingDoor();
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind::Thread, &door);
    breakage = {6, [] { throw std::runtime_error("CUDA error: unspecified launch failure\nCompile with TORCH_USE_CUDA_DSA"); }};
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QVERIFY(isDeviceLost(*window.history().failure));
    QVERIFY2(window.bar().contains(safeText(4)), window.story());
    QVERIFY2(window.goesOn(faultText("Go on in a new process")), window.story());
    QCOMPARE(window.page->hosts().kind(), HostKind::Process);
    QVERIFY(!window.page->hosts().own());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

// The trainer's own words for it, after which the process is gone.
void TrainEngineFaultsTest::deviceLostInTheProcess_goesOnInANewOne()
{
    makeTinyProject(m_pairs, kSteps);
    const auto program = trainerBehind(file("losing"), QStringLiteral("if [ -e '%2' ]; then exec '%1' \"$@\"; fi\ntouch '%2'\n"
                                                                      "coproc { exec '%1' \"$@\" 2>&1; }\nchild=$COPROC_PID\n"
                                                                      "while IFS= read -r line <&${COPROC[0]}; do printf '%s\\n' \"$line\"; [[ $line == *'\"event\":\"step\",\"step\":6,'* ]] && break; done\n"
                                                                      "kill -9 $child\n"
                                                                      "echo '{\"event\":\"run_failed\",\"code\":\"internal\",\"message\":\"The graphics card stopped answering at step 6: CUDA error: "
                                                                      "unspecified launch failure.\",\"remedy\":\"\",\"kept\":\"\"}'\n").arg("%1", file("once")));
    TrainWindow window(m_pairs, HostKind::Process, nullptr, program);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QVERIFY(isDeviceLost(*window.history().failure));
    QVERIFY2(window.bar().contains(safeText(4)), window.story());
    QVERIFY2(window.goesOn(faultText("Go on in a new process")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

void TrainEngineFaultsTest::sleepOfTheComputer_isSaidAndSavedBefore()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    window.edit("checkpointing_steps", "100000");
    window.click("train.start");
    QVERIFY2(window.reachesStep(3), window.story());
    Q_EMIT window.page->sleepWatch().aboutToSleep();
    QTRY_VERIFY2_WITH_TIMEOUT(window.history().lastCheckpoint() >= 3, window.story(), kRunWait); // saved before it sleeps
    if (HostKind(kind) == HostKind::Process) { // what sleep is to a process
        const pid_t process = pid_t(RunLock::holder(window.place().folder()));
        ::kill(process, SIGSTOP);
        QTest::qWait(500);
        ::kill(process, SIGCONT);
    }
    Q_EMIT window.page->sleepWatch().woke(3 * 3600);
    QVERIFY2(window.bar().contains("run-1") && window.bar().contains(QLocale().toString(3.0, 'f', 1)), window.story());
    QVERIFY2(window.reachesStep(window.history().lastStep() + 2), window.story()); // it goes on by itself
    QCOMPARE(window.state(), RunState::Running);
}

void TrainEngineFaultsTest::sleepWatch_tellsSleepFromWaiting()
{
    double asleep = 100;
    SleepWatch watch(nullptr, [&] { return asleep; });
    QSignalSpy woke(&watch, &SleepWatch::woke);
    watch.look();
    asleep += 0.5; // the clocks' noise
    watch.look();
    QCOMPARE(woke.count(), 0);
    asleep += 7200;
    watch.look();
    watch.look();
    QCOMPARE(woke.count(), 1);
    QCOMPARE(woke.first().first().toDouble(), 7200.0);
}

QTEST_MAIN(TrainEngineFaultsTest)
#include "train_engine_faults_test.moc"
