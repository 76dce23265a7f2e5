#include "ui/train/run_watcher.h"

#include "core/base/fs.h"

#include <map>

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
    m_machine.forget();
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
    m_machine.forget();
    Q_EMIT changed();
}

const RunHistory &RunWatcher::history() const
{
    static const RunHistory kNone;
    return m_reader ? m_reader->history() : kNone;
}

bool RunWatcher::ask(RunCommand command)
{
    static const std::map<RunCommand, RunHost::Ask> kAsks{{RunCommand::Pause, RunHost::Ask::Pause},
                                                          {RunCommand::Stop, RunHost::Ask::Stop},
                                                          {RunCommand::Save, RunHost::Ask::Save},
                                                          {RunCommand::Sample, RunHost::Ask::Sample}};
    const auto asked = kAsks.find(command);
    if (!m_place || asked == kAsks.end() || !m_machine.allows(command) || !m_host.ask(*m_place, asked->second))
        return false;
    m_machine.ask(command);
    refresh();
    Q_EMIT changed();
    return true;
}

void RunWatcher::assume(RunCommand command)
{
    m_machine.ask(command);
    Q_EMIT changed();
}

void RunWatcher::launched(const RunPlace &place, RunCommand command)
{
    const bool isShown = m_place && m_place->folder() == place.folder() && m_reader->file() == place.events();
    if (!isShown || command == RunCommand::Start) { // a start begins another diary
        watch(place);
        m_reader.emplace(place.events()); // it may not be there yet
    }
    m_machine.ask(command);
    refresh();
    Q_EMIT changed();
}

void RunWatcher::refresh()
{
    if (!m_place)
        return;
    bool isNew = false;
    // Asked before reading: a run that ends in between has then told all that it will.
    m_isAlive = RunLock::holder(m_place->folder()) != 0 || m_host.isStarting(*m_place);
    for (int i = 0; i < kReadsATick; ++i) {
        const auto read = m_reader->read();
        if (!read || !*read)
            break;
        isNew = true;
    }
    const RunState before = m_machine.state();
    m_machine.see(RunFacts::of(history(), m_isAlive, isResultThere()));
    if (isNew || m_machine.state() != before)
        Q_EMIT changed();
}

bool RunWatcher::isResultThere() const
{
    std::error_code error;
    return std::filesystem::exists(m_place->folder() / "diffusion_pytorch_model.safetensors", error);
}

} // namespace armature::ui
