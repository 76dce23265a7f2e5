// armature-cli. Maps need no LibTorch, or only when a network is asked for, so a folder of them begins at
// once; all other commands come from a library that brings it. The program itself links neither LibTorch nor OpenCV.
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "core/base/process_memory.h"

#include <dlfcn.h>

#include <string>
#include <string_view>

int main(int argc, char **argv)
{
    using namespace armature;
    keepFreedMemory();
    bool isMaps = false;
#ifdef ARMATURE_PREPROCESS
    isMaps = argc > 1 && std::string_view(argv[1]) == kMapsName;
#endif
    // Found beside the program through its run path. Never closed: LibTorch does not survive that.
    void *library = ::dlopen(isMaps ? kMapsLibrary : kAllCommandsLibrary, RTLD_NOW | (isMaps ? RTLD_LOCAL : RTLD_GLOBAL));
    const auto run = library ? reinterpret_cast<RunCommands *>(::dlsym(library, isMaps ? kMapsSymbol : kAllCommandsSymbol)) : nullptr;
    if (!run)
        return report({ErrorCode::NotFound,
                       std::string(isMaps ? "The map maker cannot be opened: " : "The engine cannot be opened: ") + ::dlerror() + ".",
                       "Install Armature's engine package, or build it with: make build",
                       {}});
    return run(argc, argv);
}
