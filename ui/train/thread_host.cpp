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
#include <mutex>
#include <optional>
#include <thread>

namespace armature::ui {

namespace {

constexpr int kNiceness = 10; // the window comes first

// The run's diary; how it ends is kept here, too, since a full disk may not take it.
class Diary final : public EventSink
{
public:
    explicit Diary(const std::filesystem::path &file)
    {
        if (auto opened = JsonLinesSink::open(file))
            m_lines = std::move(*opened);
    }
    void onEvent(const TrainEvent &event) override
    {
        if (m_lines)
            m_lines->onEvent(event);
        if (!std::holds_alternative<RunFailed>(event) && !std::holds_alternative<RunFinished>(event))
            return;
        const std::lock_guard lock(m_mutex);
        m_lastWord = event;
    }
    std::optional<TrainEvent> lastWord() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lastWord;
    }

private:
    std::unique_ptr<JsonLinesSink> m_lines;
    mutable std::mutex m_mutex;
    std::optional<TrainEvent> m_lastWord;
};

struct Work
{
    Work(RunPlace where, TrainOptions what) : place(std::move(where)), options(std::move(what)), diary(place.events()) {}

    const RunPlace place;
    const TrainOptions options;
    RunControl control;
    Diary diary;
    std::atomic<bool> isDone = false;
    std::jthread thread;

    // The run tells of its own failures; what goes wrong before it can is told here.
    void run(const EngineDoor &door)
    {
        ::setpriority(PRIO_PROCESS, id_t(::gettid()), kNiceness);
        try {
            (void)door.runTraining(options, diary, control);
        } catch (const std::exception &error) {
            diary.onEvent(RunFailed{{ErrorCode::Internal, std::string("The engine stopped: ") + error.what(), "Resume it from its last checkpoint.", {}}});
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
        if (m_work)
            if (const auto word = m_work->diary.lastWord())
                m_lastWords.insert_or_assign(m_work->place.folder(), *word);
        m_lastWords.erase(place.folder());
        m_work = std::make_unique<Work>(place, std::move(resolved));
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
    std::optional<TrainEvent> lastWord(const RunPlace &place) const override
    {
        if (m_work && m_work->place.folder() == place.folder())
            return m_work->diary.lastWord();
        const auto found = m_lastWords.find(place.folder());
        return found != m_lastWords.end() ? std::optional(found->second) : std::nullopt;
    }
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
                work->diary.onEvent(RunFinished{RunOutcome::Interrupted, 0, work->place.folder()});
            else
                work->diary.onEvent(RunFailed{m_engine.error()});
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
    std::map<std::filesystem::path, TrainEvent> m_lastWords; // of earlier ones, by their folders
    bool m_isWaiting = false;
};

} // namespace

std::unique_ptr<RunHost> makeThreadHost(EngineLink &engine) { return std::make_unique<ThreadHost>(engine); }

} // namespace armature::ui
