#pragma once
// The engine for a program that does not link it.

#include "core/session/engine_door.h"

namespace armature {

// Opens the library at the first call. Errors: NotFound, Unsupported (another release).
Result<const EngineDoor *> openEngine();

} // namespace armature
