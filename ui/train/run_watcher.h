#pragma once
// One run as the window sees it: what it has told (RunHistory) and, from the kernel's lock on its folder, whether it lives.
// Together they give the one state that decides every button.

#include "core/events/run_machine.h"
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
    RunState state() const { return m_machine.state(); }
    bool allows(RunCommand command) const { return m_machine.allows(command); }
    bool isAlive() const { return m_isAlive; }
    // Pause, Stop, Save and Sample: shown at once as being done, as done only when the run says so. False where it is not
    // allowed now, or nobody hears it.
    bool ask(RunCommand command);
    // What is shown while it is asked for and not yet done; for the tour, where nobody hears.
    void assume(RunCommand command);
    // The host has started it: shown as preparing until it speaks.
    void launched(const RunPlace &place, RunCommand command);
    // Reads now instead of at the next tick.
    void refresh();

Q_SIGNALS:
    void changed(); // new numbers or another state, at most once a tick

private:
    bool isResultThere() const;

    RunHost &m_host;
    std::optional<RunPlace> m_place;
    std::optional<RunHistoryReader> m_reader;
    RunMachine m_machine;
    bool m_isAlive = false;
    QTimer m_timer;
};

} // namespace armature::ui
