#include "core/events/run_machine.h"

#include <QTest>

#include <random>

using namespace armature;

namespace {

constexpr RunCommand kCommands[] = {RunCommand::Start, RunCommand::Resume, RunCommand::Pause, RunCommand::Stop, RunCommand::Save, RunCommand::Sample};

// A run that obeys, dies, fails and finishes as it likes; the truth that the machine is held against.
struct ToyRun
{
    RunFacts facts;
    bool mustPause = false, mustStop = false, mustSave = false;

    void launch()
    {
        const int64_t last = facts.lastCheckpoint, checkpoints = facts.checkpoints;
        facts = {};
        facts.isAlive = facts.hasTold = true;
        facts.lastCheckpoint = last;
        facts.checkpoints = checkpoints;
        facts.lastStep = std::max<int64_t>(0, last);
        mustPause = mustStop = mustSave = false;
    }
    void save()
    {
        if (facts.lastCheckpoint == facts.lastStep || facts.lastStep == 0)
            return; // as the trainer: what is saved is not saved again
        facts.lastCheckpoint = facts.lastStep;
        ++facts.checkpoints;
    }
    void end()
    {
        facts.isAlive = facts.isAtWork = false;
    }
    void live(std::mt19937 &random)
    {
        if (!facts.isAlive)
            return;
        const unsigned dice = random() % 40;
        if (dice == 0)
            return end(); // killed
        if (dice == 1) {
            facts.hasFailed = true;
            return end();
        }
        if (!facts.isAtWork) {
            facts.isAtWork = dice > 20;
            return;
        }
        if (mustSave)
            save();
        mustSave = false;
        if (mustPause || mustStop || dice == 2) {
            save();
            facts.hasEnded = true;
            facts.isPaused = mustPause && !mustStop;
            facts.isFinished = !mustPause && !mustStop;
            return end();
        }
        ++facts.lastStep;
    }
};

} // namespace

class RunMachineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void askingAlone_makesNothingTrue();
    void pausedRun_resumesAndNothingElse();
    void killedRun_isInterruptedWhateverItSaidLast();
    void saveOfAStepThatIsSaved_ends();
    void oldEnd_isNotTakenForTheNewLaunchs();
    void finishedWithoutAResult_isNotFinished();
    void anyCommandsInAnyOrder_leaveItSound();
};

void RunMachineTest::askingAlone_makesNothingTrue()
{
    RunMachine machine;
    QVERIFY(machine.ask(RunCommand::Start));
    QCOMPARE(machine.state(), RunState::Ready);
    QVERIFY(!machine.ask(RunCommand::Pause));
    RunFacts facts;
    facts.isAlive = facts.hasTold = true;
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Checking);
    facts.isAtWork = true;
    facts.lastStep = 1;
    machine.see(facts);
    QVERIFY(machine.ask(RunCommand::Save));
    QCOMPARE(machine.state(), RunState::Saving);
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Saving);
    facts.checkpoints = facts.lastCheckpoint = 1;
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Running);
    QVERIFY(machine.ask(RunCommand::Pause));
    QCOMPARE(machine.state(), RunState::Pausing);
    QVERIFY(!machine.ask(RunCommand::Stop));
}

void RunMachineTest::pausedRun_resumesAndNothingElse()
{
    RunMachine machine;
    RunFacts facts;
    facts.hasTold = facts.hasEnded = facts.isPaused = true;
    facts.lastCheckpoint = 7;
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Paused);
    for (const RunCommand command : kCommands)
        QCOMPARE(machine.allows(command), command == RunCommand::Resume);
}

void RunMachineTest::killedRun_isInterruptedWhateverItSaidLast()
{
    RunMachine machine;
    RunFacts facts;
    facts.isAlive = facts.hasTold = facts.isAtWork = true;
    machine.see(facts);
    QVERIFY(machine.ask(RunCommand::Pause));
    facts.isAlive = false;
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Interrupted);
}

void RunMachineTest::saveOfAStepThatIsSaved_ends()
{
    RunMachine machine;
    RunFacts facts;
    facts.isAlive = facts.hasTold = facts.isAtWork = true;
    facts.lastStep = facts.lastCheckpoint = 4;
    facts.checkpoints = 1;
    machine.see(facts);
    QVERIFY(machine.ask(RunCommand::Save));
    facts.lastStep = 7;
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Running);
}

void RunMachineTest::oldEnd_isNotTakenForTheNewLaunchs()
{
    RunMachine machine;
    RunFacts facts;
    facts.hasTold = facts.hasEnded = true;
    facts.lastCheckpoint = 7;
    machine.see(facts);
    QVERIFY(machine.ask(RunCommand::Resume));
    facts.isAlive = true;
    machine.see(facts);
    QCOMPARE(machine.state(), RunState::Checking);
}

void RunMachineTest::finishedWithoutAResult_isNotFinished()
{
    RunHistory history;
    history.phase = "train";
    history.finished = RunFinished{RunOutcome::Finished, 3, {}};
    RunMachine machine;
    machine.see(RunFacts::of(history, false, false));
    QCOMPARE(machine.state(), RunState::Interrupted);
    machine.see(RunFacts::of(history, false, true));
    QCOMPARE(machine.state(), RunState::Finished);
}

void RunMachineTest::anyCommandsInAnyOrder_leaveItSound()
{
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        RunMachine machine;
        ToyRun run;
        for (int turn = 0; turn < 400; ++turn) {
            const RunCommand command = kCommands[random() % std::size(kCommands)];
            const RunState before = machine.state();
            const bool isAllowed = machine.allows(command);
            QCOMPARE(machine.ask(command), isAllowed);
            if (!isAllowed)
                QCOMPARE(machine.state(), before);
            if (isAllowed) {
                if (command == RunCommand::Start || command == RunCommand::Resume) {
                    QVERIFY(!run.facts.isAlive); // never two of one run
                    QCOMPARE(command == RunCommand::Resume, run.facts.lastCheckpoint >= 0);
                    run.launch();
                }
                run.mustPause |= command == RunCommand::Pause;
                run.mustStop |= command == RunCommand::Stop;
                run.mustSave |= command == RunCommand::Save;
            }
            for (unsigned i = random() % 4; i > 0; --i)
                run.live(random);
            machine.see(run.facts);
            const RunState state = machine.state();
            QCOMPARE(isAliveState(state), run.facts.isAlive);
            QCOMPARE(state == RunState::Finished, !run.facts.isAlive && run.facts.isFinished);
            QCOMPARE(state == RunState::Paused, !run.facts.isAlive && run.facts.isPaused);
            QCOMPARE(state == RunState::Failed, !run.facts.isAlive && run.facts.hasFailed);
            if (state == RunState::Finished)
                run = {}, machine.forget();
        }
    }
}

QTEST_GUILESS_MAIN(RunMachineTest)
#include "run_machine_test.moc"
