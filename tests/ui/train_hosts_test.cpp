// What holds for a run in a process of its own holds for one on the window's thread: one suite, run on both.
#include "tests/ui/train_window.h"
#include "ui/train/review_model.h"
#include "ui/train/run_shelf.h"

#include <algorithm>
#include <random>
#include <set>

using namespace armature;
using namespace armature::ui;
using namespace testing;

class TrainHostsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_pairs = m_folder->filePath("pairs");
    }
    void cleanup() { m_folder.reset(); }

    void undisturbedRun_endsInTheCommandLinesBytes_data() { bothHosts(); }
    void undisturbedRun_endsInTheCommandLinesBytes();
    void aRunThatLives_isNotStartedTwice_data() { bothHosts(); }
    void aRunThatLives_isNotStartedTwice();
    void whatNobodyCarries_hearsNothing_data() { bothHosts(); }
    void whatNobodyCarries_hearsNothing();
    void anotherWindow_seesTheSameRun_data() { bothHosts(); }
    void anotherWindow_seesTheSameRun();
    void promptAddedWhileItTrains_isDrawnFromThenOnAndChangesNoWeight_data() { bothHosts(); }
    void promptAddedWhileItTrains_isDrawnFromThenOnAndChangesNoWeight();
    void randomCommands_leaveASoundRun_data() { bothHosts(); }
    void randomCommands_leaveASoundRun();

private:
    static constexpr int kSteps = 40;

    std::unique_ptr<QTemporaryDir> m_reference, m_folder;
    QByteArray m_wanted;
    QString m_pairs;
};

void TrainHostsTest::initTestCase()
{
    m_reference = std::make_unique<QTemporaryDir>();
    makeTinyProject(m_reference->filePath("pairs"), kSteps);
    m_wanted = undisturbedResult(m_reference->filePath("pairs"), m_reference->filePath("out"));
    QVERIFY(m_wanted.size() > 1000);
}

void TrainHostsTest::undisturbedRun_endsInTheCommandLinesBytes()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.result(), m_wanted);
    QCOMPARE(window.history().steps.size(), size_t(kSteps));
    // Both layouts, and every round beside the one before training.
    QVERIFY(std::filesystem::exists(window.place().result()) && std::filesystem::exists(window.place().folder() / "config.json"));
    QCOMPARE(window.page->wall().model().steps().size(), size_t(kSteps / 8 + 1));
}

void TrainHostsTest::aRunThatLives_isNotStartedTwice()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reachesStep(1), window.story());
    const Status again = window.page->hosts().start(window.place(), window.page->form().options(), true);
    QVERIFY(!again && again.error().code == ErrorCode::Locked);
    QVERIFY(!window.button("train.start")->isVisible());
    QVERIFY(window.reachesStep(window.history().lastStep() + 1)); // and goes on
}

void TrainHostsTest::whatNobodyCarries_hearsNothing()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 4);
    TrainWindow window(m_pairs, HostKind(kind));
    const RunPlace nowhere{window.project->folder() / "runs", "nobody"};
    for (const auto what : {RunHost::Ask::Pause, RunHost::Ask::Stop, RunHost::Ask::Save, RunHost::Ask::Sample})
        QVERIFY(!window.page->hosts().ask(nowhere, what));
    QVERIFY(!window.page->hosts().isStarting(nowhere));
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(!window.page->hosts().ask(window.place(), RunHost::Ask::Stop)); // it is gone
    QCOMPARE(window.state(), RunState::Finished);
}

void TrainHostsTest::anotherWindow_seesTheSameRun()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reachesStep(4), window.story());
    // Another watcher with hosts of its own, as another window would have; a process is steered by it as well.
    EngineLink engine;
    RunHosts others(engine, std::filesystem::path(ARMATURE_BIN_DIR) / "armature-cli");
    RunWatcher watcher(others);
    watcher.watch(window.place());
    QTRY_COMPARE_WITH_TIMEOUT(watcher.state(), RunState::Running, kRunWait);
    if (HostKind(kind) == HostKind::Process) {
        QVERIFY(watcher.ask(RunCommand::Pause));
        QVERIFY2(window.reaches(RunState::Paused), window.story());
    } else {
        QVERIFY(!watcher.ask(RunCommand::Pause)); // a thread hears its own window alone
        window.click("train.pause");
    }
    QTRY_COMPARE_WITH_TIMEOUT(watcher.state(), RunState::Paused, kRunWait);
    QCOMPARE(watcher.history().lastCheckpoint(), window.history().lastCheckpoint());
}

void TrainHostsTest::promptAddedWhileItTrains_isDrawnFromThenOnAndChangesNoWeight()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    ReviewModel &model = window.page->wall().model();
    const ShownPrompt added{"a green star", (m_pairs + "/condition/0005.png").toStdString()};
    const ShownPrompt missing{"a lost star", (m_pairs + "/condition/nowhere.png").toStdString()};
    window.click("train.start");
    QVERIFY2(window.reachesStep(9), window.story());
    const int rows = model.rowCount();
    window.page->addPrompt(added);
    QCOMPARE(model.rowCount(), rows + 1); // its place is there at once
    QTRY_VERIFY_WITH_TIMEOUT(!model.file(model.index(rows, model.columnCount() - 1)).empty(), kRunWait);
    const auto picture = model.file(model.index(rows, model.columnCount() - 1));
    QVERIFY2(std::filesystem::exists(picture), picture.c_str());
    QVERIFY(model.file(model.index(rows, model.columnOf(0))).empty()); // not shown before training; the place stays
    QVERIFY(!model.file(model.index(0, model.columnOf(0))).empty());
    // One whose map is not there is said, and ends nothing.
    window.page->addPrompt(missing);
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(window.history().warnings, [](const Warning &one) { return one.message.find("nowhere.png") != std::string::npos; }), kRunWait);
    QVERIFY2(window.reachesStep(window.history().lastStep() + 1), window.story());
    // Paused and resumed it is shown still, and so it is after the window was opened anew.
    window.click("train.pause");
    QVERIFY2(window.reaches(RunState::Paused), window.story());
    const int64_t last = (window.history().lastStep() / 8 + 1) * 8;
    window.edit("max_train_steps", QString::number(last));
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(std::filesystem::exists(model.file(model.index(rows, model.columnOf(last)))));
    window.page->closeProject();
    window.page->openProject(*window.project);
    QTRY_COMPARE(window.page->wall().model().rowCount(), rows + 2);
    QVERIFY(std::filesystem::exists(model.file(model.index(rows, model.columnOf(last)))));
    // The weights are those of a run that nobody added to.
    const QTemporaryDir plain;
    makeTinyProject(plain.filePath("pairs"), int(last));
    QCOMPARE(window.result(), undisturbedResult(plain.filePath("pairs"), plain.filePath("out")));
}

// Legal and illegal ones in any order, at any moment. Whatever happens: never two of one run, no state that its lock gives the
// lie to, no way out of it; and in the end the bytes of a run that nobody disturbed.
void TrainHostsTest::randomCommands_leaveASoundRun()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind(kind));
    TrainPage &page = *window.page;
    const unsigned seed = std::max(1, qEnvironmentVariableIntValue("ARMATURE_MONKEY_SEED"));
    std::mt19937 random(seed);
    window.click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(isAliveState(window.state()), kRunWait);
    std::set<RunState> seen;
    QStringList log;
    const int turns = std::max(60, qEnvironmentVariableIntValue("ARMATURE_MONKEY_TURNS"));
    for (int turn = 0; turn < turns && window.state() != RunState::Finished; ++turn) {
        static constexpr RunCommand kCommands[] = {RunCommand::Start, RunCommand::Resume, RunCommand::Pause, RunCommand::Stop, RunCommand::Save, RunCommand::Sample};
        const RunState before = window.state();
        seen.insert(before);
        const unsigned dice = random() % 9;
        log += QStringLiteral("%1 in state %2").arg(dice).arg(int(before));
        const auto told = log.join(QStringLiteral(", ")).toUtf8();
        if (dice < 6) {
            const RunCommand command = kCommands[dice];
            const bool isLaunch = command == RunCommand::Start || command == RunCommand::Resume;
            const bool isAllowed = page.watcher().allows(command);
            if (isLaunch && isAllowed) {
                page.start();
                QVERIFY2(isAliveState(window.state()), told);
            } else if (isLaunch) {
                const Status started = page.hosts().start(window.place(), page.form().options(), true);
                if (started) // it had ended, between its last word and the next look: this is the next launch
                    page.watcher().launched(window.place(), RunCommand::Resume);
                else
                    QCOMPARE(started.error().code, ErrorCode::Locked);
            } else {
                QCOMPARE(page.watcher().ask(command) && !isAllowed, false);
                if (!isAllowed)
                    QVERIFY2(isAliveState(window.state()) == isAliveState(before) || !isAliveState(window.state()), told);
            }
        } else if (dice == 6 && isAliveState(before)) { // a run that lives keeps its name and its place
            const RunPlace place = window.place();
            const bool isHeld = RunLock::holder(place.folder()) != 0;
            const Status renamed = renameRun(place, "another");
            if (renamed) // it had just ended
                QVERIFY2(!isHeld && renameRun({place.runs, "another"}, place.name).has_value(), told);
            else
                QCOMPARE(renamed.error().code, ErrorCode::Locked);
        } else if (dice == 7) {
            page.closeProject();
            page.openProject(*window.project);
        } else {
            page.saveNow();
            page.stop();
            page.pause();
        }
        QTest::qWait(int(random() % 120));
        page.watcher().refresh();
        // The buttons say what the state allows, and the state what the lock says.
        const bool isHeld = RunLock::holder(window.place().folder()) != 0;
        if (isHeld)
            QVERIFY2(isAliveState(window.state()) || QTest::qWaitFor([&] { return isAliveState(window.state()) || RunLock::holder(window.place().folder()) == 0; }, kRunWait), told);
        QCOMPARE(window.button("train.pause")->isEnabled() && window.button("train.pause")->isVisible(), page.watcher().allows(RunCommand::Pause));
        QCOMPARE(window.button("train.start")->isVisible(), page.watcher().allows(RunCommand::Start) || page.watcher().allows(RunCommand::Resume));
        QVERIFY2(window.state() != RunState::Failed, window.story());
        for (size_t i = 1; i < window.history().steps.size(); ++i)
            QCOMPARE(window.history().steps[i].step, window.history().steps[i - 1].step + 1);
    }
    for (int tries = 0; window.state() != RunState::Finished && tries < 5; ++tries) {
        QTRY_VERIFY_WITH_TIMEOUT(!isAliveState(window.state()) || window.state() == RunState::Running, kRunWait);
        if (!isAliveState(window.state()) && window.state() != RunState::Finished)
            page.start();
        QTRY_VERIFY_WITH_TIMEOUT(!isAliveState(window.state()), kRunWait);
    }
    QVERIFY2(window.state() == RunState::Finished, window.story() + log.join(QStringLiteral(", ")).toUtf8());
    QCOMPARE(window.history().steps.size(), size_t(kSteps));
    QVERIFY2(window.result() == m_wanted, log.join(QStringLiteral(", ")).toUtf8());
    QVERIFY(seen.size() >= 2);
}

QTEST_MAIN(TrainHostsTest)
#include "train_hosts_test.moc"
