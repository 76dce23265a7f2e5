#include "core/events/events.h"

namespace armature {

std::string_view nameOf(RunState state)
{
    switch (state) {
    case RunState::Ready:
        return "ready";
    case RunState::Checking:
        return "checking";
    case RunState::Running:
        return "running";
    case RunState::Pausing:
        return "pausing";
    case RunState::Paused:
        return "paused";
    case RunState::Saving:
        return "saving";
    case RunState::Stopping:
        return "stopping";
    case RunState::Finished:
        return "finished";
    case RunState::Interrupted:
        return "interrupted";
    case RunState::Failed:
        return "failed";
    }
    return {};
}

std::string_view nameOf(RunOutcome outcome)
{
    return outcome == RunOutcome::Finished ? "finished" : "interrupted";
}

} // namespace armature
