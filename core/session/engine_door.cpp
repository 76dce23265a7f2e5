#include "core/session/engine_door.h"

extern "C" const armature::EngineDoor *armatureEngineDoor()
{
    static constexpr armature::EngineDoor door{armature::kEngineDoorVersion, &armature::engineInfo, &armature::openAnnotator,
                                                &armature::makeTestSession};
    return &door;
}
