#pragma once
// What went wrong with a run, as the window tells it: what happened, which step is safe, one button to go on with settings
// that fit, and the last lines of what the trainer said on its way down.

#include "core/config/train_options.h"
#include "core/events/run_history.h"
#include "ui/train/run_host.h"

#include <QString>

#include <optional>

namespace armature::ui {

struct Mend
{
    QString text;                // of the button
    TrainOptions options;        // changed, to go on with; resume_from_checkpoint: where the newest one is no good start
    std::optional<HostKind> host; // another one, where the present one cannot go on
};

// Settings with which it will go further than it did; nothing where only a person can help.
std::optional<Mend> mendFor(const Error &error, const TrainOptions &options);
// Where the run failed on its numbers at once after it was resumed, the checkpoint itself is spoilt: the step of the one before
// it that is still there; 0: begin anew; -1: the newest will do.
int64_t stepBefore(const RunPlace &place, const RunHistory &history);
// The last lines of a run's log, at most 4 kB; empty where it said nothing.
QString logTail(const RunPlace &place);
// "Step 20 is safe." or that none is.
QString safeWords(const RunHistory &history);
// Of a run that ended without a word: killed, a power cut, a crash of the engine.
QString interruptedWords(const RunPlace &place, const RunHistory &history);
// Of a computer that slept while the run lived.
QString wokeWords(const RunPlace &place, const RunHistory &history, double seconds);

} // namespace armature::ui
