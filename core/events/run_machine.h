#pragma once
// The one state that decides every button of a run, from what is known about the run and what was asked of it. Asking never
// makes anything true: a state that tells of success or an end is reached only by what was seen.

#include "core/events/run_history.h"

#include <cstdint>

namespace armature {

enum class RunCommand { Start, Resume, Pause, Stop, Save, Sample };

// What can be seen of a run from outside.
struct RunFacts
{
    bool isAlive = false;       // its lock is held, or it is about to be
    bool hasTold = false;       // there is a history
    bool isAtWork = false;      // past its preparations
    bool hasEnded = false;      // told so itself: stopped, paused or finished
    bool isFinished = false;    // told so, and the result is there
    bool isPaused = false;      // told so
    bool hasFailed = false;     // told so
    int64_t lastCheckpoint = -1; // step of the newest verified one; -1: none
    int64_t checkpoints = 0;
    int64_t lastStep = 0;

    static RunFacts of(const RunHistory &history, bool isAlive, bool isResultThere);
};

class RunMachine
{
public:
    RunState state() const { return m_state; }
    bool allows(RunCommand command) const;
    // False, and nothing changes, where it is not allowed now. Start and Resume are believed once the run is seen to live.
    bool ask(RunCommand command);
    // Pausing, Saving and Stopping last until what was asked for is seen, or the run is gone.
    void see(const RunFacts &facts);
    void forget(); // another run is looked at

private:
    RunState derived() const;

    RunFacts m_facts;
    RunState m_state = RunState::Ready;
    bool m_isPauseAsked = false, m_isStopAsked = false, m_isSaveAsked = false;
    bool m_isLaunching = false; // until the new launch has spoken; what is told still is the old one's end
    int64_t m_checkpointsBefore = 0, m_stepBefore = 0;
};

inline bool isAliveState(RunState state)
{
    return state == RunState::Checking || state == RunState::Running || state == RunState::Pausing || state == RunState::Saving ||
           state == RunState::Stopping;
}

} // namespace armature
