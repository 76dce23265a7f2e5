#include "app/cli/engine_link.h"

#include <dlfcn.h>

namespace armature {

Result<const EngineDoor *> openEngine()
{
    // Found beside the program through its run path. Never closed: LibTorch does not survive that.
    void *library = ::dlopen("libarmature-engine.so", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return fail(ErrorCode::NotFound, std::string("The engine cannot be opened: ") + ::dlerror() + ".",
                    "Install Armature's engine package, or build it with: make build");
    const auto entry = reinterpret_cast<decltype(&armatureEngineDoor)>(::dlsym(library, kEngineDoorSymbol));
    const EngineDoor *door = entry ? entry() : nullptr;
    if (!door || door->version != kEngineDoorVersion)
        return fail(ErrorCode::Unsupported, "The engine beside this program is of another version.",
                    "Install both from the same release.");
    return door;
}

} // namespace armature
