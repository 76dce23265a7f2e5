#include "ui/train/run_words.h"

#include "core/events/run_machine.h"
#include "ui/train/run_faults.h"
#include "ui/window/jobs.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace armature::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(armature::ui::RunWords)
};

QString count(int64_t number) { return QLocale().toString(qint64(number)); }

QString phaseWords(const RunHistory &history)
{
    const std::string &phase = history.phase;
    if (phase == "check pairs" || phase == "check")
        return Words::tr("Looking at the pairs");
    if (phase == "load the model")
        return Words::tr("Loading the base model");
    if (phase == "cache")
        return history.caching.total > 0 ? Words::tr("Preparing picture %1 of %2").arg(count(history.caching.done), count(history.caching.total))
                                         : Words::tr("Preparing the pictures");
    if (phase == "resume")
        return Words::tr("Going on from the last checkpoint");
    return Words::tr("Starting");
}

QString speed(double secondsPerStep)
{
    if (!(secondsPerStep > 0))
        return {};
    const QLocale locale;
    return secondsPerStep < 1 ? Words::tr("%1 steps a second").arg(locale.toString(1 / secondsPerStep, 'f', 1))
                              : Words::tr("%1 s a step").arg(locale.toString(secondsPerStep, 'f', 1));
}

// The step of the best round where those after it were no better, three at least; -1: it still grows.
int64_t bestThatLasts(const std::vector<std::pair<int64_t, double>> &points)
{
    constexpr std::ptrdiff_t kRounds = 3;
    if (points.empty())
        return -1;
    const auto best = std::ranges::max_element(points, {}, &std::pair<int64_t, double>::second);
    return points.end() - best > kRounds && best->first > 0 ? best->first : -1;
}

} // namespace

QString signedPercent(double share)
{
    return QStringLiteral("%1%2 %").arg(share < 0 ? QStringLiteral("−") : QStringLiteral("+"), QLocale().toString(std::abs(share) * 100, 'f', std::abs(share) < 0.1 ? 1 : 0));
}

QString stateWord(RunState state, bool isStopped)
{
    switch (state) {
    case RunState::Ready: return Words::tr("Ready");
    case RunState::Checking: return Words::tr("Preparing");
    case RunState::Running: return Words::tr("Training");
    case RunState::Pausing: return Words::tr("Pausing");
    case RunState::Paused: return Words::tr("Paused");
    case RunState::Saving: return Words::tr("Saving");
    case RunState::Stopping: return Words::tr("Stopping");
    case RunState::Finished: return Words::tr("Finished");
    case RunState::Interrupted: return isStopped ? Words::tr("Stopped") : Words::tr("Interrupted");
    case RunState::Failed: return Words::tr("Failed");
    }
    return {};
}

QString progressWords(const RunHistory &history, RunState state)
{
    const int64_t total = history.started ? history.started->totalSteps : 0;
    const QString steps = Words::tr("Step %1 of %2").arg(count(history.lastStep()), count(total));
    switch (state) {
    case RunState::Ready: return Words::tr("Set what it shall learn from, then start. Everything can be stopped and resumed.");
    case RunState::Checking: return phaseWords(history);
    case RunState::Stopping:
    case RunState::Pausing: return Words::tr("%1. Finishing the step, then saving.").arg(steps);
    case RunState::Paused: return Words::tr("%1. Saved exactly there; the memory is given back, Resume carries on.").arg(steps);
    case RunState::Finished: return Words::tr("%1. The ControlNet is written in both layouts.").arg(steps);
    case RunState::Interrupted:
        return history.lastCheckpoint() >= 0 ? Words::tr("%1. Saved up to step %2; it goes on from there to the same result.").arg(steps, count(history.lastCheckpoint()))
                                             : Words::tr("Interrupted before the first checkpoint; it starts again from the beginning.");
    case RunState::Failed:
        if (isNewestSpoilt(history))
            return steps;
        return history.lastCheckpoint() >= 0 ? Words::tr("%1. Step %2 is safe.").arg(steps, count(history.lastCheckpoint())) : Words::tr("Nothing was written.");
    default: break;
    }
    QStringList parts{steps};
    if (history.secondsLeft)
        parts += timeLeftText(qint64(*history.secondsLeft));
    if (!history.steps.empty())
        parts += speed(history.steps.back().secondsPerStep);
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString learningWords(const RunHistory &history, RunState state, const std::vector<std::pair<int64_t, double>> &adherence)
{
    if (state == RunState::Ready || history.steps.empty())
        return {};
    if (history.gains.empty())
        return Words::tr("Whether it learns cannot be told without held-out pairs: give a share of them in all settings.");
    const double gain = gainOf(history.gains.back());
    if (gain < kGainNoise)
        return isAliveState(state) ? Words::tr("It does not read the condition yet. That is usual: it comes at once, after a few hundred to a few thousand steps.")
                                          : Words::tr("It had not begun to read the condition.");
    if (gain < kGainClear)
        return Words::tr("It begins to read the condition: another pair's costs %1 of loss on pairs it never saw.").arg(signedPercent(gain));
    const bool isOver = !isAliveState(state);
    if (const int64_t best = bestThatLasts(adherence); best > 0)
        return isOver ? Words::tr("It follows the condition; its pictures followed best at step %1.").arg(count(best))
                      : Words::tr("It follows the condition, and its pictures have not followed better since step %1: look there, and stop if it pleases you.").arg(count(best));
    if (isOver)
        return Words::tr("It follows the condition: another pair's costs %1 of loss on pairs it never saw.").arg(signedPercent(gain));
    return Words::tr("It follows the condition: another pair's costs %1 of loss on pairs it never saw. Stop when the pictures please you.").arg(signedPercent(gain));
}

} // namespace armature::ui
