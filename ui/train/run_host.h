#pragma once
// Carries a run: starts it, and asks it to pause, stop, save or sample. Whether it lives and what it has done is never asked of
// the host but read from the run's folder and its events, so that a run that was started by an earlier window, or by hand, is
// seen and steered alike.

#include "core/base/result.h"
#include "core/config/train_options.h"
#include "core/events/events.h"
#include "ui/train/run_place.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

namespace armature::ui {

class EngineLink;

enum class HostKind { Process, Thread };

class RunHost
{
public:
    virtual ~RunHost() = default;
    // Writes the run's options and starts it; with `resume` it goes on from its newest verified checkpoint, or from the one that
    // the options name. Errors: NotFound
    // (no program to run), Io, Locked (it runs already, or this host carries one at a time).
    virtual Status start(const RunPlace &place, const TrainOptions &options, bool resume) = 0;

    enum class Ask { Pause, Stop, Save, Sample };
    // False where no run lives there that this host can reach.
    virtual bool ask(const RunPlace &place, Ask what) = 0;
    // Between start() and the run's own lock on its folder.
    virtual bool isStarting(const RunPlace &place) const = 0;
    // How the newest launch of it ended, where this program has heard it and its diary may not hold it: its disk was full, or its
    // folder gone.
    virtual std::optional<TrainEvent> lastWord(const RunPlace &) const { return {}; }
    // The run that ends with this program, if there is one.
    virtual std::optional<RunPlace> own() const { return {}; }
};

// armature-cli train in a process of its own, which goes on when the window closes. Steered by the signals that
// core/events/signal_door.h names.
std::unique_ptr<RunHost> makeProcessHost(std::filesystem::path program = {});
// On a thread of this program, through the engine's door, which is opened when it is first needed. Destroying it stops what it
// carries, saved, and waits for that. `engine` outlives it.
std::unique_ptr<RunHost> makeThreadHost(EngineLink &engine);

// Starts runs with the host of the chosen kind and steers those of either.
class RunHosts final : public RunHost
{
public:
    explicit RunHosts(EngineLink &engine, std::filesystem::path program = {});
    void setKind(HostKind kind) { m_kind = kind; }
    HostKind kind() const { return m_kind; }

    Status start(const RunPlace &place, const TrainOptions &options, bool resume) override;
    bool ask(const RunPlace &place, Ask what) override;
    bool isStarting(const RunPlace &place) const override;
    std::optional<TrainEvent> lastWord(const RunPlace &place) const override;
    std::optional<RunPlace> own() const override { return m_thread->own(); }

private:
    HostKind m_kind = HostKind::Process;
    std::unique_ptr<RunHost> m_process, m_thread;
    std::map<std::filesystem::path, HostKind> m_carriers; // of the newest launch of each run's folder
};

// What both hosts do before a start: the run's folder is not in use, its options lie beside it. Returns the options as they
// were written.
Result<TrainOptions> prepareRun(const RunPlace &place, const TrainOptions &options, bool resume);

} // namespace armature::ui
