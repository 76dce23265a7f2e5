#pragma once
// One run as the window sees it: what it has told (RunHistory) and, from the kernel's lock on its folder, whether it lives.
// Together they give the one state that decides every button. Nothing here waits for a disk.

#include "core/events/run_machine.h"
#include "ui/train/run_follower.h"
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
    const RunSight &sight() const;
    // A run that was killed is Interrupted, whatever it said last.
    RunState state() const { return m_machine.state(); }
    bool allows(RunCommand command) const { return m_hasSeen && m_isAnswering && m_machine.allows(command); }
    bool isAlive() const { return sight().isAlive() || isAliveState(state()); }
    // False while its disk or share keeps everybody waiting: what is shown is what was last known.
    bool isAnswering() const { return m_isAnswering; }
    // False until the whole diary was read.
    bool isCaughtUp() const { return !m_follower || sight().isCaughtUp; }
    // Pause, Stop, Save and Sample: shown at once as being done, as done only when the run says so. False where it is not
    // allowed now, or nobody hears it.
    bool ask(RunCommand command);
    // What is shown while it is asked for and not yet done; for the tour, where nobody hears.
    void assume(RunCommand command);
    // The host has started it: shown as preparing until it speaks. Start: with a new diary.
    void launched(const RunPlace &place, RunCommand command);
    // Looks now instead of at the next tick, and waits a moment for what is seen.
    void refresh();

Q_SIGNALS:
    void changed(); // new numbers or another state

private:
    void follow(const RunPlace &place);
    void drop();
    void look();
    void takeSight(bool hasNews);
    void see();
    void takeLastWord();

    RunHost &m_host;
    std::optional<RunPlace> m_place;
    RunFollower *m_follower = nullptr;
    RunMachine m_machine;
    bool m_hasSeen = true; // what there is to be seen of the place
    bool m_isAnswering = true;
    bool m_isLate = false;    // the look that is under way began before the run was started
    bool m_isUnheard = false; // it was started and has not said a word
    bool m_isUntold = false;  // there is something new that changed() did not say yet
    bool m_wasFolderThere = false;
    QElapsedTimer m_shown;    // since changed() did
    QTimer m_timer;
};

} // namespace armature::ui
