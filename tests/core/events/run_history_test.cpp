#include "core/events/run_history.h"

#include "core/events/event_json.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>

using namespace armature;

namespace {

StepDone step(int64_t number, double loss)
{
    StepDone done;
    done.step = number;
    done.totalSteps = 10;
    done.loss = loss;
    done.smoothedLoss = loss;
    return done;
}

} // namespace

class RunHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath("events.jsonl").toStdString();
    }
    void whatTheSinkWrites_isReadBack();
    void resumedRun_replacesWhatItDoesAgain();
    void lastLineWithoutItsEnd_waits();
    void lineCutOff_doesNotSwallowTheNextLaunch();
    void checkpointThatItWentOnFrom_isKnown();
    void numbersThatAreNone_stayNone();
    void endOfALaunch_isForgottenWithTheNext();
    void foreignLines_areCountedAndPassedOver();
    void fileThatIsNotThere_hasNothing();
    void fileThatBecameShorter_isReadAgain();

private:
    void write(std::initializer_list<TrainEvent> events)
    {
        auto sink = JsonLinesSink::open(m_file);
        for (const TrainEvent &event : events)
            (*sink)->onEvent(event);
    }
    void append(const QByteArray &bytes)
    {
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::Append) && file.write(bytes) == bytes.size());
    }
    RunHistory read()
    {
        RunHistoryReader reader(m_file);
        while (*reader.read(64)) { // in bites that end anywhere
        }
        return reader.history();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

void RunHistoryTest::whatTheSinkWrites_isReadBack()
{
    RunStarted started;
    started.totalSteps = 10;
    started.pairs = 7;
    started.device = "cpu";
    write({PhaseChanged{"check"}, started, PhaseChanged{"train"}, step(1, 0.5), ControlGain{1, 0.2, 0.3, 0.25}, ValidationDone{1, "s/step-000001", "s.png", 2},
           CheckpointSaved{1, "checkpoint-1", true, 0.1, 100}, CheckpointSaved{2, "checkpoint-2", false, 0.1, 100}, Warning{"a", "b"},
           RunFinished{RunOutcome::Interrupted, 1, "out"}});
    const RunHistory history = read();
    QCOMPARE(history.steps.size(), size_t(1));
    QCOMPARE(history.steps[0].loss, 0.5);
    QVERIFY(history.steps[0].time > 1.7e9);
    QCOMPARE(history.started->pairs, 7);
    QCOMPARE(history.gains.size(), size_t(1));
    QVERIFY(std::abs(gainOf(history.gains[0]) - 0.5) < 1e-9);
    QCOMPARE(history.rounds[0].step, 1);
    QCOMPARE(history.lastCheckpoint(), 1); // the other was not verified
    QCOMPARE(history.warnings.size(), size_t(1));
    QVERIFY(history.finished && history.finished->outcome == RunOutcome::Interrupted);
    QCOMPARE(history.phase, std::string("train"));
}

void RunHistoryTest::resumedRun_replacesWhatItDoesAgain()
{
    RunStarted again;
    again.firstStep = 2;
    again.totalSteps = 10;
    write({step(1, 0.9), step(2, 0.8), step(3, 0.7), ValidationDone{3, "x", "x", 1}, ControlGain{3, 1, 2, 3}, again, step(3, 0.6), ValidationDone{3, "y", "y", 1}});
    const RunHistory history = read();
    QCOMPARE(history.steps.size(), size_t(3));
    QCOMPARE(history.steps[2].loss, 0.6);
    QCOMPARE(history.rounds.size(), size_t(1));
    QCOMPARE(history.rounds[0].folder, std::filesystem::path("y"));
    QVERIFY(history.gains.empty());
}

void RunHistoryTest::lastLineWithoutItsEnd_waits()
{
    write({step(1, 0.9)});
    append(R"({"event":"step","step":2,)");
    RunHistoryReader reader(m_file);
    QVERIFY(*reader.read());
    QCOMPARE(reader.history().steps.size(), size_t(1));
    QVERIFY(!*reader.read());
    append("\"loss\":0.5}\n");
    QVERIFY(*reader.read());
    QCOMPARE(reader.history().steps.size(), size_t(2));
    QCOMPARE(reader.history().steps[1].loss, 0.5);
}

// By a power cut, which may leave blocks of zeros, or by a full disk.
void RunHistoryTest::lineCutOff_doesNotSwallowTheNextLaunch()
{
    write({step(1, 0.9), RunFailed{Error{ErrorCode::DiskFull, "full", "", ""}}});
    append(R"({"event":"step","step":2,"lo)" + QByteArray(50, '\0'));
    write({PhaseChanged{"check"}, step(2, 0.5)});
    const RunHistory history = read();
    QCOMPARE(history.damagedLines, 1);
    QCOMPARE(history.phase, std::string("check"));
    QVERIFY(!history.failure);
    QCOMPARE(history.steps.size(), size_t(2));
}

void RunHistoryTest::checkpointThatItWentOnFrom_isKnown()
{
    RunStarted again;
    again.runFolder = "run";
    again.firstStep = 8;
    write({step(4, 0.9), CheckpointSaved{4, "run/checkpoint-4", true, 0.1, 100}, step(9, 0.8), again});
    QCOMPARE(read().lastCheckpoint(), 8);
    QCOMPARE(read().checkpoints.back().folder, std::filesystem::path("run/checkpoint-8"));
}

void RunHistoryTest::numbersThatAreNone_stayNone()
{
    write({step(1, std::numeric_limits<double>::quiet_NaN())});
    QVERIFY(std::isnan(read().steps[0].loss));
    QVERIFY(!read().secondsLeft);
}

void RunHistoryTest::endOfALaunch_isForgottenWithTheNext()
{
    write({PhaseChanged{"check"}, RunFailed{Error{ErrorCode::DiskFull, "full", "free some", "step 4"}}});
    QVERIFY(read().failure && read().failure->code == ErrorCode::DiskFull && read().failure->kept == "step 4");
    write({PhaseChanged{"check"}});
    QVERIFY(!read().failure);
}

void RunHistoryTest::foreignLines_areCountedAndPassedOver()
{
    append("[1]\nhello\n\n{\"event\":\"of tomorrow\"}\n");
    write({step(1, 0.9)});
    QCOMPARE(read().damagedLines, 2);
    QCOMPARE(read().steps.size(), size_t(1));
}

void RunHistoryTest::fileThatIsNotThere_hasNothing()
{
    RunHistoryReader reader(m_file);
    QVERIFY(reader.read().has_value() && !*reader.read());
}

void RunHistoryTest::fileThatBecameShorter_isReadAgain()
{
    write({step(1, 0.9), step(2, 0.8)});
    RunHistoryReader reader(m_file);
    QVERIFY(*reader.read());
    QVERIFY(QFile::remove(QString::fromStdString(m_file.string())));
    write({step(1, 0.4)});
    QVERIFY(*reader.read());
    QCOMPARE(reader.history().steps.size(), size_t(1));
    QCOMPARE(reader.history().steps[0].loss, 0.4);
}

QTEST_GUILESS_MAIN(RunHistoryTest)
#include "run_history_test.moc"
