#pragma once
// The training of a project as other rooms see it: it may hold the device and the memory that they need.

#include "core/base/result.h"

#include <QString>

#include <optional>

namespace armature::ui {

class TrainingDoor
{
public:
    virtual ~TrainingDoor() = default;

    // The name of the run that lives now, if there is one.
    virtual std::optional<QString> running() const = 0;
    // Asks that run to save and end. It holds the device until running() is empty; no other run starts until
    // resume(). False where nobody hears it.
    virtual bool pause() = 0;
    // Carries on what pause() paused, and lets the queue go on. Nothing where it had come to its end, or was
    // started by hand. isClosing: a run that would end with this window stays paused instead.
    virtual Status resume(bool isClosing) = 0;
};

} // namespace armature::ui
