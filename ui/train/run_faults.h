#pragma once
// What went wrong with a run, as the window tells it: what happened, which step is safe, one button to go on with settings
// that fit, and the last lines of what the trainer said on its way down. All from what was seen of it: nothing here reads a disk.

#include "core/config/train_options.h"
#include "core/events/run_history.h"
#include "ui/train/run_follower.h"
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
// No loss was a number after it: it would end in the same steps again.
bool isNewestSpoilt(const RunHistory &history);
// Where it is: the step of the checkpoint before it that is still there, 0 where there is none. -1: the newest will do.
int64_t stepBefore(const RunHistory &history, const RunSight &sight);
// Of a trainer that was started and is gone without a word.
Error silentEnd(const RunSight &sight);
// "Step 20 is safe." or that none is.
QString safeWords(const RunHistory &history);

struct Fault
{
    enum class Help { Mend, Resume, LookAgain };
    QString message, kept, details, buttonText;
    Help help = Help::Mend;
    bool isFailure = false; // it said so itself; else it was killed, crashed, or the power went
};
// Of a run that is over; nothing where it ended as it should. The button's text is empty where only a person can help.
std::optional<Fault> faultOf(RunState state, const RunPlace &place, const RunHistory &history, const RunSight &sight, const TrainOptions &options);
// Of a computer that slept while the run lived.
QString wokeWords(const RunPlace &place, const RunHistory &history, double seconds);

} // namespace armature::ui
