#include "app/cli/progress_bar.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace armature;

namespace {

// A file in memory that a sink writes to.
class Output
{
public:
    Output() : m_file(::open_memstream(&m_text, &m_size)) {}
    ~Output()
    {
        std::fclose(m_file);
        std::free(m_text);
    }
    std::FILE *file() { return m_file; }
    std::string text()
    {
        std::fflush(m_file);
        return std::string(m_text, m_size);
    }

private:
    char *m_text = nullptr;
    size_t m_size = 0;
    std::FILE *m_file;
};

StepDone stepAt(int64_t step, int64_t total)
{
    StepDone event;
    event.step = step;
    event.totalSteps = total;
    event.loss = event.smoothedLoss = 0.125;
    event.learningRate = 1e-5;
    event.secondsPerStep = 2;
    return event;
}

bool contains(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

class ProgressBarTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void step_showsLossRateAndSpeed();
    void timeLeft_isShownOnlyOnceKnown();
    void plainLines_comeSeldomButTheLastAlways();
    void plainLines_holdNoControlCharacters();
    void bar_neverIsWiderThanTheTerminal();
    void messages_standAboveTheBar();
    void failure_isLeftToTheCommand();
    void durations_readLikeWords();
    void jsonProgress_printsObjectsOnly();
};

void ProgressBarTest::step_showsLossRateAndSpeed()
{
    Output out;
    ProgressBar bar(out.file(), ProgressBar::Style::Bar, 100);
    bar.onEvent(stepAt(1, 10));
    for (const char *part : {"1/10", "loss 0.1250", "lr 1.00e-05", "2.00 s/step", "[===="})
        QVERIFY2(contains(out.text(), part), out.text().c_str());
}

void ProgressBarTest::timeLeft_isShownOnlyOnceKnown()
{
    Output out;
    ProgressBar bar(out.file(), ProgressBar::Style::Plain);
    StepDone step = stepAt(1, 1);
    bar.onEvent(step);
    QVERIFY(!contains(out.text(), "left"));
    step.secondsLeft = 125;
    bar.onEvent(step);
    QVERIFY(contains(out.text(), "2 min 05 s left"));
}

void ProgressBarTest::plainLines_comeSeldomButTheLastAlways()
{
    Output out;
    ProgressBar bar(out.file(), ProgressBar::Style::Plain);
    for (int64_t step = 1; step <= 50; ++step)
        bar.onEvent(stepAt(step, 50));
    const std::string text = out.text();
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), 2);
    QVERIFY(contains(text, "1/50") && contains(text, "50/50"));
}

void ProgressBarTest::plainLines_holdNoControlCharacters()
{
    Output out;
    {
        ProgressBar bar(out.file(), ProgressBar::Style::Plain);
        bar.onEvent(stepAt(1, 2));
        bar.onEvent(CheckpointSaved{1, "out/checkpoint-1", true, 0.5, 1 << 30});
        bar.onEvent(stepAt(2, 2));
        bar.onEvent(RunFinished{RunOutcome::Finished, 2, "out"});
    }
    for (const char c : out.text())
        QVERIFY(c == '\n' || static_cast<unsigned char>(c) >= 32);
}

void ProgressBarTest::bar_neverIsWiderThanTheTerminal()
{
    for (const int columns : {10, 40, 60, 200}) {
        Output out;
        {
            ProgressBar bar(out.file(), ProgressBar::Style::Bar, columns);
            bar.onEvent(stepAt(3, 10));
        }
        QVERIFY(static_cast<int>(out.text().size()) - 1 < columns); // without the newline at its end
    }
}

void ProgressBarTest::messages_standAboveTheBar()
{
    Output out;
    ProgressBar bar(out.file(), ProgressBar::Style::Bar, 80);
    bar.onEvent(stepAt(1, 10));
    bar.onEvent(Warning{"Something is odd.", "Look at it."});
    const std::string text = out.text();
    const size_t message = text.find("Note: Something is odd. Look at it.\n");
    QVERIFY2(message != std::string::npos, text.c_str());
    QVERIFY(text.find("1/10", message) != std::string::npos);
}

void ProgressBarTest::failure_isLeftToTheCommand()
{
    Output out;
    ProgressBar bar(out.file(), ProgressBar::Style::Plain);
    bar.onEvent(RunFailed{{ErrorCode::Io, "x", "", ""}});
    QVERIFY(out.text().empty());
}

void ProgressBarTest::durations_readLikeWords()
{
    QCOMPARE(durationText(0.25), std::string("0.2 s"));
    QCOMPARE(durationText(59.4), std::string("59 s"));
    QCOMPARE(durationText(59.9), std::string("1 min 00 s"));
    QCOMPARE(durationText(3725), std::string("1 h 02 min"));
    QCOMPARE(durationText(90000), std::string("1 d 01 h"));
    QCOMPARE(durationText(std::nan("")), std::string("unknown time"));
}

void ProgressBarTest::jsonProgress_printsObjectsOnly()
{
    std::FILE *file = std::tmpfile();
    const auto sink = makeProgressSink("json", file);
    sink->onEvent(stepAt(1, 2));
    sink->onEvent(RunFinished{});
    std::rewind(file);
    char line[4096];
    int lines = 0;
    while (std::fgets(line, sizeof(line), file)) {
        QVERIFY(nlohmann::json::accept(line));
        ++lines;
    }
    std::fclose(file);
    QCOMPARE(lines, 2);
}

QTEST_GUILESS_MAIN(ProgressBarTest)
#include "progress_bar_test.moc"
