#pragma once

#include "core/events/events.h"

#include <utility>
#include <vector>

namespace armature {

// Takes the events of a run.
//
// Threads: the run calls onEvent from one thread at a time, but not always the same one (a checkpoint is
// reported by the thread that wrote it), so a sink that is shared by runs locks for itself. onEvent must
// return soon, since the run waits for it, must not throw, and must not call back into the run.
class EventSink
{
public:
    virtual ~EventSink() = default;
    virtual void onEvent(const TrainEvent &event) = 0;
};

// Hands every event to several sinks in turn, none of them owned.
class TeeSink final : public EventSink
{
public:
    explicit TeeSink(std::vector<EventSink *> sinks) : m_sinks(std::move(sinks)) {}
    void onEvent(const TrainEvent &event) override
    {
        for (EventSink *sink : m_sinks)
            sink->onEvent(event);
    }

private:
    std::vector<EventSink *> m_sinks;
};

} // namespace armature
