// armature-cli. Maps need no LibTorch, or only when a network is asked for, so a folder of them begins at
// once; all other commands come from a library that brings it.
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "core/base/process_memory.h"

#include <dlfcn.h>

#include <string>
#include <string_view>

int main(int argc, char **argv)
{
    armature::keepFreedMemory();
#ifdef ARMATURE_PREPROCESS
    if (argc > 1 && std::string_view(argv[1]) == "preprocess")
        return armature::runCommandLine(argc, argv, armature::addPreprocessCommand);
#endif
    // Found beside the program through its run path. Never closed: LibTorch does not survive that.
    void *library = ::dlopen(armature::kAllCommandsLibrary, RTLD_NOW | RTLD_GLOBAL);
    const auto run =
        library
            ? reinterpret_cast<decltype(&armatureRunCommands)>(::dlsym(library, armature::kAllCommandsSymbol))
            : nullptr;
    if (!run)
        return armature::report({armature::ErrorCode::NotFound,
                                 std::string("The engine cannot be opened: ") + ::dlerror() + ".",
                                 "Install Armature's engine package, or build it with: make build",
                                 {}});
    return run(argc, argv);
}
