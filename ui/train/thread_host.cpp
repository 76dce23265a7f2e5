#include "core/base/fs.h"
#include "core/events/event_json.h"
#include "core/events/run_control.h"
#include "ui/train/run_host.h"
#include "ui/window/engine_link.h"

#include <QObject>

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <optional>
#include <thread>

namespace armature::ui {

namespace {

constexpr int kNiceness = 10; // the window comes first

struct Work
{
    RunPlace place;
    TrainOptions options;
    RunControl control;
    std::atomic<bool> isDone = false;
    std::jthread thread;

    void tell(const TrainEvent &event) const
    {
        if (const auto sink = JsonLinesSink::open(place.events()))
            (*sink)->onEvent(event);
    }

    // The run tells of its own failures; what goes wrong before it can is told here.
    void run(const EngineDoor &door)
    {
        ::setpriority(PRIO_PROCESS, id_t(::gettid()), kNiceness);
        auto sink = JsonLinesSink::open(place.events());
        if (!sink)
            return;
        try {
            (void)door.runTraining(options, **sink, control);
        } catch (const std::exception &error) {
            (*sink)->onEvent(RunFailed{{ErrorCode::Internal, std::string("The engine stopped: ") + error.what(), "Resume it from its last checkpoint.", {}}});
        }
    }
};

class ThreadHost final : public RunHost
{
public:
    explicit ThreadHost(EngineLink &engine) : m_engine(engine)
    {
        QObject::connect(&engine, &EngineLink::changed, &m_context, [this] { launchWaiting(); });
    }
    ~ThreadHost() override
    {
        if (m_work)
            m_work->control.requestStop(); // the thread joins
    }

    Status start(const RunPlace &place, const TrainOptions &options, bool resume) override
    {
        if (m_work && !m_work->isDone)
            return fail(ErrorCode::Locked, m_work->place.name + " is running in this window.", "Wait for it, or let runs have a process of their own.");
        ARMATURE_TRY(TrainOptions resolved, prepareRun(place, options, resume));
        m_work = std::make_unique<Work>();
        m_work->place = place;
        m_work->options = std::move(resolved);
        m_isWaiting = true;
        m_engine.load();
        launchWaiting();
        return {};
    }

    bool ask(const RunPlace &place, Ask what) override
    {
        if (!isOwn(place))
            return false;
        RunControl &control = m_work->control;
        switch (what) {
        case Ask::Pause: control.requestLeave(); break;
        case Ask::Stop: control.requestStop(); break;
        case Ask::Save: control.requestSave(); break;
        case Ask::Sample: control.requestSample(); break;
        }
        return true;
    }

    bool isStarting(const RunPlace &place) const override { return isOwn(place); }
    std::optional<RunPlace> own() const override { return m_work && !m_work->isDone ? std::optional(m_work->place) : std::nullopt; }

private:
    bool isOwn(const RunPlace &place) const { return m_work && !m_work->isDone && m_work->place.folder() == place.folder(); }

    void launchWaiting()
    {
        const bool isKnown = m_engine.state() == EngineLink::State::Ready || m_engine.state() == EngineLink::State::Failed;
        if (!m_isWaiting || !isKnown)
            return;
        m_isWaiting = false;
        Work *work = m_work.get();
        const EngineDoor *door = m_engine.door();
        if (!door || work->control.isStopRequested()) {
            if (door)
                work->tell(RunFinished{RunOutcome::Interrupted, 0, work->place.folder()});
            else
                work->tell(RunFailed{m_engine.error()});
            work->isDone = true;
            return;
        }
        work->thread = std::jthread([work, door] {
            work->run(*door);
            work->isDone = true;
        });
    }

    EngineLink &m_engine;
    QObject m_context;
    std::unique_ptr<Work> m_work; // one at a time: the engine's threads are shared
    bool m_isWaiting = false;
};

} // namespace

std::unique_ptr<RunHost> makeThreadHost(EngineLink &engine) { return std::make_unique<ThreadHost>(engine); }

} // namespace armature::ui
