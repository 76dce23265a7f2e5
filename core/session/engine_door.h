#pragma once
// How a program that does not link the engine comes in: it opens libarmature-engine.so when it first needs
// it, asks for this table and calls through it. LibTorch costs about a second to load; a window may not wait
// for that.

#include "core/session/annotate_session.h"
#include "core/session/engine_info.h"
#include "core/session/test_session.h"
#include "core/session/train_session.h"

namespace armature {

struct EngineDoor
{
    int version = 0; // kEngineDoorVersion of the engine; another one means another layout of this table
    EngineInfo (*info)() = nullptr;
    Result<std::unique_ptr<AnnotateSession>> (*openAnnotator)(const AnnotatorRequest &) = nullptr;
    std::unique_ptr<TestSession> (*makeTestSession)() = nullptr; // of the test room; the door outlives it
    // On the calling thread until it ends.
    Result<RunOutcome> (*runTraining)(const TrainOptions &, EventSink &, RunControl &) = nullptr;
};

inline constexpr int kEngineDoorVersion = 4;
inline constexpr const char *kEngineDoorSymbol = "armatureEngineDoor";

} // namespace armature

// Looked up by name; const armature::EngineDoor *armatureEngineDoor();
extern "C" const armature::EngineDoor *armatureEngineDoor();
