#pragma once
// Carries a run: starts it, and asks it to stop, save or sample. Whether it lives and what it has done is never asked of the
// host but read from the run's folder and its events, so that a run that was started by an earlier window, or by hand, is
// seen and steered alike.

#include "core/base/result.h"
#include "core/config/train_options.h"
#include "ui/train/run_place.h"

#include <cstdint>
#include <memory>

namespace armature::ui {

class RunHost
{
public:
    virtual ~RunHost() = default;
    // Writes the run's options and starts it; with `resume` it goes on from its newest verified checkpoint. Errors: NotFound
    // (no program to run), Io, Locked (it runs already).
    virtual Status start(const RunPlace &place, const TrainOptions &options, bool resume) = 0;

    enum class Ask { Stop, Save, Sample };
    // False where no run lives there.
    virtual bool ask(const RunPlace &place, Ask what) = 0;
    // Between start() and the run's own lock on its folder.
    virtual bool isStarting(const RunPlace &place) const = 0;
};

// armature-cli train in a process of its own, which goes on when the window closes. Steered by the signals that
// core/events/signal_door.h names.
std::unique_ptr<RunHost> makeProcessHost(std::filesystem::path program = {});

} // namespace armature::ui
