#pragma once
// One run as the window sees it: what it has told (RunHistory) and, from the kernel's lock on its folder, whether it lives.
// Together they give the one state that decides every button.

#include "core/events/run_history.h"
#include "ui/train/run_host.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace armature::ui {

class RunWatcher : public QObject
{
    Q_OBJECT

public:
    explicit RunWatcher(RunHost &host, QObject *parent = nullptr);

    void watch(const RunPlace &place);
    void leave(); // watches nothing
    const std::optional<RunPlace> &place() const { return m_place; }
    const RunHistory &history() const;
    // A run that was killed is Interrupted, whatever it said last.
    RunState state() const { return m_state; }
    bool isAlive() const { return m_isAlive; }
    // What is asked of it: shown at once as Stopping or Saving, as done only when the run says so.
    void ask(RunHost::Ask what);
    // Reads now instead of at the next tick.
    void refresh();

Q_SIGNALS:
    void changed(); // new numbers or another state, at most once a tick

private:
    RunState derivedState() const;

    RunHost &m_host;
    std::optional<RunPlace> m_place;
    std::optional<RunHistoryReader> m_reader;
    RunState m_state = RunState::Ready;
    bool m_isAlive = false, m_isStopAsked = false;
    int64_t m_savesBefore = -1; // checkpoints when a save was asked for; -1: none was
    QTimer m_timer;
};

} // namespace armature::ui
