#pragma once
// What went wrong with a run, as the window tells it: what happened, which step is safe, one button to go on with settings
// that fit, and the last lines of what the trainer said on its way down.

#include "core/config/train_options.h"
#include "core/events/run_history.h"
#include "ui/train/run_place.h"

#include <QString>

#include <optional>

namespace armature::ui {

struct Mend
{
    QString text;         // of the button
    TrainOptions options; // changed, to go on with
};

// Settings with which it will go further than it did; nothing where only a person can help.
std::optional<Mend> mendFor(const Error &error, const TrainOptions &options);
// The last lines of a run's log, at most 4 kB; empty where it said nothing.
QString logTail(const RunPlace &place);
// Of a run that ended without a word: killed, a power cut, a crash of the engine.
QString interruptedWords(const RunPlace &place, const RunHistory &history);

} // namespace armature::ui
