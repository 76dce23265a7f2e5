#include "core/session/engine_door.h"

#include "core/base/process_memory.h"

namespace {

const armature::EngineDoor *openDoor()
{
    static constexpr armature::EngineDoor door{armature::kEngineDoorVersion, &armature::engineInfo, &armature::openAnnotator,
                                                &armature::makeTestSession, &armature::runTraining};
    armature::keepFreedMemory();
    return &door;
}

} // namespace

extern "C" const armature::EngineDoor *armatureEngineDoor()
{
    static const armature::EngineDoor *const door = openDoor();
    return door;
}
