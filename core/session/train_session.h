#pragma once
// A training run as the studio and the command line see it: options in, events out. Torch-free.

#include "core/config/train_options.h"
#include "core/events/event_sink.h"
#include "core/events/run_control.h"

namespace armature {

// Runs on the calling thread until it ends, is stopped through `control` (saved first) or fails; the last event tells
// which. Also writes OUTPUT/events.jsonl.
Result<RunOutcome> runTraining(const TrainOptions &options, EventSink &sink, RunControl &control);

} // namespace armature
