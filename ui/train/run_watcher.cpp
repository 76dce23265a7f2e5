#include "ui/train/run_watcher.h"

#include "core/base/fs.h"

namespace armature::ui {

namespace {

constexpr int kTick = 200;      // milliseconds
constexpr int kReadsATick = 8;  // of a megabyte: a long history comes in without holding up the window

} // namespace

RunWatcher::RunWatcher(RunHost &host, QObject *parent) : QObject(parent), m_host(host)
{
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &RunWatcher::refresh);
}

void RunWatcher::watch(const RunPlace &place)
{
    m_place = place;
    // A run that was started by hand has only its own diary.
    std::error_code error;
    m_reader.emplace(std::filesystem::exists(place.events(), error) ? place.events() : place.folder() / "events.jsonl");
    m_isStopAsked = false;
    m_savesBefore = -1;
    m_state = RunState::Ready;
    m_timer.start();
    refresh();
    Q_EMIT changed();
}

void RunWatcher::leave()
{
    m_timer.stop();
    m_place.reset();
    m_reader.reset();
    m_isAlive = false;
    m_state = RunState::Ready;
    Q_EMIT changed();
}

const RunHistory &RunWatcher::history() const
{
    static const RunHistory kNone;
    return m_reader ? m_reader->history() : kNone;
}

void RunWatcher::ask(RunHost::Ask what)
{
    if (!m_place || !m_host.ask(*m_place, what))
        return;
    if (what == RunHost::Ask::Stop)
        m_isStopAsked = true;
    if (what == RunHost::Ask::Save)
        m_savesBefore = int64_t(history().checkpoints.size());
    refresh();
}

void RunWatcher::refresh()
{
    if (!m_place)
        return;
    bool isNew = false;
    for (int i = 0; i < kReadsATick; ++i) {
        const auto read = m_reader->read();
        if (!read || !*read)
            break;
        isNew = true;
    }
    m_isAlive = RunLock::holder(m_place->folder()) != 0 || m_host.isStarting(*m_place);
    if (!m_isAlive)
        m_isStopAsked = false;
    if (int64_t(history().checkpoints.size()) != m_savesBefore)
        m_savesBefore = -1;
    const RunState state = derivedState();
    if (!isNew && state == m_state)
        return;
    m_state = state;
    Q_EMIT changed();
}

RunState RunWatcher::derivedState() const
{
    const RunHistory &told = history();
    if (m_isAlive) {
        if (m_isStopAsked)
            return RunState::Stopping;
        if (m_savesBefore >= 0)
            return RunState::Saving;
        const bool isWorking = !told.steps.empty() && (told.phase == "train" || told.phase == "validate" || told.phase == "save");
        return isWorking || told.phase == "train" ? RunState::Running : RunState::Checking;
    }
    if (told.failure)
        return RunState::Failed;
    if (told.finished)
        return told.finished->outcome == RunOutcome::Finished ? RunState::Finished : RunState::Interrupted;
    return told.phase.empty() ? RunState::Ready : RunState::Interrupted;
}

} // namespace armature::ui
