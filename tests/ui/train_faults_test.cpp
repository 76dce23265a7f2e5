// What goes wrong during a run, made to go wrong: the window says what happened and which step is safe, one button goes on with
// settings that fit, and what comes out is what an undisturbed run gives. In a process and on the window's thread.
#include "tests/ui/train_window.h"
#include "ui/train/loss_plot.h"
#include "ui/train/run_shelf.h"
#include "ui/train/sleep_watch.h"

#include <QLabel>
#include <QLineEdit>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>

using namespace armature;
using namespace armature::ui;
using namespace testing;

namespace fs = std::filesystem;

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

bool hasOwnMounts = false;

} // namespace

class TrainFaultsTest : public QObject
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

    void fullDisk_keepsWhatIsSavedAndGoesOnWithRoom_data() { hosts(); }
    void fullDisk_keepsWhatIsSavedAndGoesOnWithRoom();
    void lossThatIsNoNumber_goesOnWithARateThatFits_data() { hosts(); }
    void lossThatIsNoNumber_goesOnWithARateThatFits();
    void spoiltCheckpoint_isNotGoneOnFromForEver();
    void datasetFolderGone_isNamedAndGoesOnWhenItIsBack_data() { hosts(); }
    void datasetFolderGone_isNamedAndGoesOnWhenItIsBack();
    void wholeFolderGone_isSurvivedByTheWindow_data() { hosts(); }
    void wholeFolderGone_isSurvivedByTheWindow();
    void memoryThatRunsOutInAProcess_goesOnWithHalfTheBatch();
    void memoryThatRunsOutOnTheThread_goesOnWithHalfTheBatch();
    void crashOfTheProcess_isAnInterruptionWithItsLastWords();
    void exceptionOnTheThread_isAFailureAndTheWindowLives();
    void deviceLostOnTheThread_goesOnInAProcess();
    void deviceLostInTheProcess_goesOnInANewOne();
    void sleepOfTheComputer_isSaidAndSavedBefore_data() { hosts(); }
    void sleepOfTheComputer_isSaidAndSavedBefore();
    void sleepWatch_tellsSleepFromWaiting();

private:
    static constexpr int kSteps = 24;

    static void hosts()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("process") << int(HostKind::Process);
        QTest::newRow("thread") << int(HostKind::Thread);
    }
    // Presses the bar's one button and waits for the end.
    void goOn(TrainWindow &window, const QString &buttonText = {})
    {
        QTRY_VERIFY_WITH_TIMEOUT(window.mendButton(), kRunWait);
        if (!buttonText.isEmpty())
            QCOMPARE(window.mendButton()->text(), buttonText);
        QTest::mouseClick(window.mendButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isAliveState(window.state()) || window.state() == RunState::Finished, kRunWait);
    }
    static void edit(TrainWindow &window, const char *key, const QString &text) { qobject_cast<QLineEdit *>(window.page->form().editor(key))->setText(text); }
    static QString faultText(const char *english) { return QCoreApplication::translate("armature::ui::RunFaults", english); }

    std::unique_ptr<QTemporaryDir> m_reference, m_folder;
    QByteArray m_wanted;
    QString m_pairs;
    EngineLink m_engine;
};

void TrainFaultsTest::initTestCase()
{
    m_reference = std::make_unique<QTemporaryDir>();
    makeTinyProject(m_reference->filePath("pairs"), kSteps);
    m_wanted = undisturbedResult(m_reference->filePath("pairs"), m_reference->filePath("out"));
    QVERIFY(m_wanted.size() > 1000);
    m_engine.load();
    QTRY_COMPARE_WITH_TIMEOUT(m_engine.state(), EngineLink::State::Ready, kRunWait);
    realDoor = m_engine.door();
}

void TrainFaultsTest::fullDisk_keepsWhatIsSavedAndGoesOnWithRoom()
{
    QFETCH(int, kind);
    if (!hasOwnMounts)
        QSKIP("no disk of its own can be mounted here");
    QVERIFY(QDir().mkpath(m_pairs));
    const QByteArray at = m_pairs.toUtf8();
    QVERIFY(::mount("none", at.constData(), "tmpfs", 0, "size=64m") == 0);
    const auto unmount = qScopeGuard([&] { ::umount2(at.constData(), MNT_DETACH); });
    makeTinyProject(m_pairs, kSteps);
    {
        TrainWindow window(m_pairs, HostKind(kind));
        window.click("train.start");
        QTRY_VERIFY_WITH_TIMEOUT(window.history().lastCheckpoint() >= 4, kRunWait);
        const QString ballast = m_pairs + "/ballast";
        {
            std::ofstream filler(ballast.toStdString(), std::ios::binary);
            const std::vector<char> block(1 << 14, 'x');
            while (filler.write(block.data(), std::streamsize(block.size())) && filler.flush()) {
            }
        }
        QVERIFY2(window.reaches(RunState::Failed), window.story());
        QCOMPARE(window.history().failure->code, ErrorCode::DiskFull);
        const int64_t safe = window.history().lastCheckpoint();
        QVERIFY(safe >= 4 && verifyFolder(window.place().folder() / ("checkpoint-" + std::to_string(safe))).has_value());
        QVERIFY2(window.page->errors().text().contains("full") && window.page->errors().text().contains(QString::number(safe)), qPrintable(window.page->errors().text()));
        QFile::remove(ballast);
        goOn(window, faultText("Go on, keep two checkpoints"));
        QVERIFY2(window.reaches(RunState::Finished), window.story());
        QCOMPARE(window.page->form().options().checkpoints_total_limit, int64_t(2));
        QCOMPARE(window.history().steps.size(), size_t(kSteps));
        QVERIFY(window.result() == m_wanted);
    }
}

void TrainFaultsTest::lossThatIsNoNumber_goesOnWithARateThatFits()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind(kind));
    edit(window, "learning_rate", "1e30");
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::Numeric);
    QVERIFY2(window.page->errors().text().contains(faultText("No checkpoint was written yet; its curves and pictures are kept.")), qPrintable(window.page->errors().text()));
    goOn(window, faultText("Go on with the usual learning rate"));
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(std::isfinite(window.history().steps.back().loss));
}

// Its weights are numbers still, but no loss comes of them: pressing the button again goes back before it.
void TrainFaultsTest::spoiltCheckpoint_isNotGoneOnFromForEver()
{
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind::Process);
    window.click("train.start");
    QVERIFY2(window.reachesStep(9), window.story());
    window.click("train.pause");
    QVERIFY2(window.reaches(RunState::Paused), window.story());
    const int64_t sound = window.history().lastCheckpoint();
    edit(window, "learning_rate", "1e30");
    edit(window, "checkpointing_steps", "1");
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QVERIFY(window.history().lastCheckpoint() > sound); // the spoilt one
    edit(window, "max_train_steps", QString::number(sound + 12));
    for (int presses = 0; presses < 6 && window.state() != RunState::Finished; ++presses) {
        goOn(window);
        QTRY_VERIFY_WITH_TIMEOUT(!isAliveState(window.state()), kRunWait);
    }
    QVERIFY2(window.state() == RunState::Finished, window.story());
    QVERIFY(std::isfinite(window.history().steps.back().loss));
    QCOMPARE(window.history().steps.back().step, sound + 12);
}

void TrainFaultsTest::datasetFolderGone_isNamedAndGoesOnWhenItIsBack()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reachesStep(5), window.story());
    QVERIFY(QDir().rename(m_pairs + "/condition", m_pairs + "/elsewhere"));
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    const int64_t safe = window.history().lastCheckpoint();
    QVERIFY2(window.page->errors().text().contains("condition") && window.page->errors().text().contains(QString::number(safe)), qPrintable(window.page->errors().text()));
    QVERIFY(QDir().rename(m_pairs + "/elsewhere", m_pairs + "/condition"));
    edit(window, "max_train_steps", QString::number(safe + 8));
    goOn(window, faultText("Try again"));
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.history().steps.size(), size_t(safe + 8));
}

void TrainFaultsTest::wholeFolderGone_isSurvivedByTheWindow()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reachesStep(5), window.story());
    const size_t known = window.history().steps.size();
    QVERIFY(QDir().rename(m_pairs, m_pairs + "-elsewhere"));
    QTRY_VERIFY_WITH_TIMEOUT(!isAliveState(window.state()), kRunWait);
    QVERIFY(window.history().steps.size() >= known); // the curves stay
    QVERIFY(window.page->plot().isVisible());
    // The trainer ends by itself, and with the folder back all is told.
    const QString away = m_pairs + "-elsewhere/.armature/runs/run-1";
    QTRY_COMPARE_WITH_TIMEOUT(RunLock::holder(away.toStdString()), int64_t(0), kRunWait);
    QVERIFY(QDir().rename(m_pairs + "-elsewhere", m_pairs));
    QTRY_VERIFY_WITH_TIMEOUT(window.state() == RunState::Failed || window.state() == RunState::Interrupted, kRunWait);
    const int64_t safe = window.history().lastCheckpoint();
    QVERIFY(safe >= 4);
    edit(window, "max_train_steps", QString::number(safe + 4));
    goOn(window);
    QVERIFY2(window.reaches(RunState::Finished), window.story());
}

// A real limit: as much as a batch of one takes and a little more, and a batch of eight to begin with.
void TrainFaultsTest::memoryThatRunsOutInAProcess_goesOnWithHalfTheBatch()
{
    makeTinyProject(m_pairs, 2, QStringLiteral(R"(, "gradient_checkpointing": false)"));
    const QString script = m_folder->filePath("limited");
    const QString peak = m_folder->filePath("peak");
    // The first run tells how much one needs at its highest; later ones get that and a quarter of it.
    QVERIFY(writeFile(script, QStringLiteral("#!/bin/bash\n"
                                             "if [ -e '%1' ]; then ulimit -v $(( $(cat '%1') * 5 / 4 )); exec '%2' \"$@\"; fi\n"
                                             "'%2' \"$@\" & child=$!\n"
                                             "trap 'kill -TERM $child' TERM\n"
                                             "while kill -0 $child 2>/dev/null; do sed -n 's/VmPeak: *\\([0-9]*\\) kB/\\1/p' /proc/$child/status > '%1.now' 2>/dev/null && [ -s '%1.now' ] && "
                                             "cp '%1.now' '%1.last'; sleep 0.02; done\n"
                                             "mv '%1.last' '%1'; wait $child\n").arg(peak, cliPath()).toUtf8()));
    QFile(script).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    TrainWindow window(m_pairs, HostKind::Process, nullptr, script.toStdString());
    TrainOptions options = window.page->form().options();
    options.resolution = 512;
    options.train_batch_size = 1;
    options.holdout_share = 0;
    options.validation_prompt.clear();
    options.validation_image.clear();
    window.page->form().setOptions(options);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(peak), kRunWait);
    window.page->beginNew();
    options.train_batch_size = 8;
    window.page->form().setOptions(options);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::OutOfMemory);
    QVERIFY(window.page->errors().text().contains("emory"));
    QCOMPARE(window.mendButton()->text(), faultText("Go on with half the batch"));
    for (int presses = 0; presses < 8 && window.state() != RunState::Finished; ++presses) {
        goOn(window);
        QTRY_VERIFY_WITH_TIMEOUT(!isAliveState(window.state()), kRunWait);
    }
    QVERIFY2(window.state() == RunState::Finished, window.story());
    const TrainOptions fits = window.page->form().options();
    QVERIFY(fits.train_batch_size < 8);
    QCOMPARE(fits.train_batch_size * fits.gradient_accumulation_steps, int64_t(8)); // the same training
}

void TrainFaultsTest::memoryThatRunsOutOnTheThread_goesOnWithHalfTheBatch()
{
    const EngineDoor door = breakingDoor();
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind::Thread, &door);
    breakage = {6, [] { throw std::bad_alloc(); }};
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::OutOfMemory);
    QVERIFY2(window.page->errors().text().contains("4"), qPrintable(window.page->errors().text()));
    goOn(window, faultText("Go on with half the batch"));
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.page->form().options().train_batch_size, int64_t(1));
    QCOMPARE(window.history().steps.size(), size_t(kSteps));
}

void TrainFaultsTest::crashOfTheProcess_isAnInterruptionWithItsLastWords()
{
    makeTinyProject(m_pairs, kSteps);
    const QString script = m_folder->filePath("talking");
    QVERIFY(writeFile(script, QStringLiteral("#!/bin/bash\necho 'last words of the engine' >&2\nexec '%1' \"$@\"\n").arg(cliPath()).toUtf8()));
    QFile(script).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    TrainWindow window(m_pairs, HostKind::Process, nullptr, script.toStdString());
    edit(window, "max_train_steps", "100000");
    window.click("train.start");
    QVERIFY2(window.reachesStep(5), window.story());
    ::kill(pid_t(RunLock::holder(window.place().folder())), SIGSEGV);
    QVERIFY2(window.reaches(RunState::Interrupted), window.story());
    const QString said = window.page->errors().text();
    QVERIFY2(said.contains(QString::number(window.history().lastCheckpoint())) && said.contains(QString::number(window.history().lastStep())), qPrintable(said));
    edit(window, "max_train_steps", QString::number(kSteps));
    goOn(window, TrainPage::tr("Resume"));
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

void TrainFaultsTest::exceptionOnTheThread_isAFailureAndTheWindowLives()
{
    const EngineDoor door = breakingDoor();
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind::Thread, &door);
    breakage = {6, [] { throw std::out_of_range("vector::_M_range_check"); }};
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::Internal);
    QVERIFY2(window.page->errors().text().contains("step 6") && window.page->errors().text().contains("_M_range_check"), qPrintable(window.page->errors().text()));
    QVERIFY2(window.page->errors().text().contains(faultText("Step %1 is safe, and its curves and pictures are kept.").arg(4)), qPrintable(window.page->errors().text()));
    goOn(window, faultText("Try again"));
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

void TrainFaultsTest::deviceLostOnTheThread_goesOnInAProcess()
{
    const EngineDoor door = breakingDoor();
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind::Thread, &door);
    breakage = {6, [] { throw std::runtime_error("CUDA error: unspecified launch failure\nCompile with TORCH_USE_CUDA_DSA"); }};
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QVERIFY(isDeviceLost(*window.history().failure));
    goOn(window, faultText("Go on in a new process"));
    QCOMPARE(window.page->hosts().kind(), HostKind::Process);
    QTRY_VERIFY_WITH_TIMEOUT(RunLock::holder(window.place().folder()) != QCoreApplication::applicationPid(), kRunWait);
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

// The trainer's own words for it, after which the process is gone.
void TrainFaultsTest::deviceLostInTheProcess_goesOnInANewOne()
{
    makeTinyProject(m_pairs, kSteps);
    const QString script = m_folder->filePath("losing"), once = m_folder->filePath("once");
    QVERIFY(writeFile(script, QStringLiteral("#!/bin/bash\n"
                                             "if [ -e '%1' ]; then exec '%2' \"$@\"; fi\ntouch '%1'\n"
                                             "coproc { exec '%2' \"$@\" 2>&1; }\nchild=$COPROC_PID\n"
                                             "while IFS= read -r line <&${COPROC[0]}; do printf '%s\\n' \"$line\"; [[ $line == *'\"event\":\"step\",\"step\":6,'* ]] && break; done\n"
                                             "kill -9 $child\n"
                                             "echo '{\"event\":\"run_failed\",\"code\":\"internal\",\"message\":\"The graphics card stopped answering at step 6: CUDA error: "
                                             "unspecified launch failure.\",\"remedy\":\"\",\"kept\":\"\"}'\n").arg(once, cliPath()).toUtf8()));
    QFile(script).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    TrainWindow window(m_pairs, HostKind::Process, nullptr, script.toStdString());
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QVERIFY(isDeviceLost(*window.history().failure));
    QVERIFY2(window.page->errors().text().contains(faultText("Step %1 is safe, and its curves and pictures are kept.").arg(window.history().lastCheckpoint())), qPrintable(window.page->errors().text()));
    goOn(window, faultText("Go on in a new process"));
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(window.result() == m_wanted);
}

void TrainFaultsTest::sleepOfTheComputer_isSaidAndSavedBefore()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    edit(window, "checkpointing_steps", "100000");
    window.click("train.start");
    QVERIFY2(window.reachesStep(3), window.story());
    Q_EMIT window.page->sleepWatch().aboutToSleep();
    QTRY_VERIFY_WITH_TIMEOUT(window.history().lastCheckpoint() >= 3, kRunWait); // saved before it sleeps
    const int64_t process = RunLock::holder(window.place().folder());
    if (HostKind(kind) == HostKind::Process) { // what sleep is to a process
        ::kill(pid_t(process), SIGSTOP);
        QTest::qWait(1500);
        ::kill(pid_t(process), SIGCONT);
    }
    Q_EMIT window.page->sleepWatch().woke(3 * 3600);
    QVERIFY2(window.page->errors().text().contains("run-1") && window.page->errors().text().contains(QLocale().toString(3.0, 'f', 1)), qPrintable(window.page->errors().text()));
    QVERIFY2(window.reachesStep(window.history().lastStep() + 2), window.story()); // it goes on by itself
    QCOMPARE(window.state(), RunState::Running);
}

void TrainFaultsTest::sleepWatch_tellsSleepFromWaiting()
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

int main(int argc, char **argv)
{
    // Before any thread: a place where only this program and what it starts sees its mounts.
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::geteuid() == 0) {
        hasOwnMounts = ::unshare(CLONE_NEWNS) == 0;
    } else if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << user << ' ' << user << " 1";
        std::ofstream("/proc/self/gid_map") << group << ' ' << group << " 1";
        hasOwnMounts = true;
    }
    hasOwnMounts = hasOwnMounts && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    QApplication application(argc, argv);
    TrainFaultsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "train_faults_test.moc"
