#include "core/events/run_machine.h"

namespace armature {

RunFacts RunFacts::of(const RunHistory &history, bool isAlive, bool isResultThere)
{
    RunFacts facts;
    facts.isAlive = isAlive;
    facts.hasTold = !history.phase.empty();
    const bool isPrepared = history.phase == "train" || history.phase == "validate" || history.phase == "save" || history.phase == "write the result";
    facts.isAtWork = isPrepared && !history.finished && !history.failure;
    facts.hasEnded = history.finished.has_value();
    facts.isFinished = history.finished && history.finished->outcome == RunOutcome::Finished && isResultThere;
    facts.isPaused = history.isPaused;
    facts.hasFailed = history.failure.has_value();
    facts.lastCheckpoint = history.lastCheckpoint();
    facts.checkpoints = int64_t(history.checkpoints.size());
    facts.lastStep = history.lastStep();
    return facts;
}

bool RunMachine::allows(RunCommand command) const
{
    const bool isOver = m_state == RunState::Paused || m_state == RunState::Interrupted || m_state == RunState::Failed;
    switch (command) {
    case RunCommand::Start: return m_state == RunState::Ready || (isOver && m_facts.lastCheckpoint < 0);
    case RunCommand::Resume: return isOver && m_facts.lastCheckpoint >= 0;
    case RunCommand::Pause: return m_state == RunState::Running || m_state == RunState::Saving;
    case RunCommand::Stop: return m_state == RunState::Checking || m_state == RunState::Running || m_state == RunState::Saving;
    case RunCommand::Save:
    case RunCommand::Sample: return m_state == RunState::Running;
    }
    return false;
}

bool RunMachine::ask(RunCommand command)
{
    if (!allows(command))
        return false;
    m_isLaunching = command == RunCommand::Start || command == RunCommand::Resume;
    m_isPauseAsked = m_isPauseAsked || command == RunCommand::Pause;
    m_isStopAsked = m_isStopAsked || command == RunCommand::Stop;
    if (command == RunCommand::Save) {
        m_isSaveAsked = true;
        m_checkpointsBefore = m_facts.checkpoints;
        m_stepBefore = m_facts.lastStep;
    }
    m_state = derived();
    return true;
}

void RunMachine::see(const RunFacts &facts)
{
    m_facts = facts;
    if (!facts.isAlive)
        m_isPauseAsked = m_isStopAsked = m_isSaveAsked = m_isLaunching = false;
    if (!facts.hasEnded && !facts.hasFailed)
        m_isLaunching = false;
    // A step that was saved already is not saved again and nothing is told of it; two steps on, the request was obeyed.
    if (m_isSaveAsked && (facts.checkpoints != m_checkpointsBefore || facts.lastStep > m_stepBefore + 2))
        m_isSaveAsked = false;
    m_state = derived();
}

void RunMachine::forget() { *this = {}; }

RunState RunMachine::derived() const
{
    if (m_facts.isAlive && m_isLaunching)
        return RunState::Checking;
    if (m_facts.isAlive) {
        if (m_isStopAsked)
            return RunState::Stopping;
        if (m_isPauseAsked)
            return RunState::Pausing;
        if (m_isSaveAsked)
            return RunState::Saving;
        if (m_facts.hasEnded || m_facts.hasFailed) // it has said its last word and is closing its files
            return m_facts.isFinished ? RunState::Saving : RunState::Stopping;
        return m_facts.isAtWork ? RunState::Running : RunState::Checking;
    }
    if (m_facts.hasFailed)
        return RunState::Failed;
    if (m_facts.isFinished)
        return RunState::Finished;
    if (m_facts.isPaused)
        return RunState::Paused;
    return m_facts.hasTold ? RunState::Interrupted : RunState::Ready;
}

} // namespace armature
