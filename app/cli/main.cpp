#include "core/session/engine_info.h"

#include <cstdio>

int main()
{
    const auto info = armature::engineInfo();
    std::printf("Armature %s, LibTorch %s, %s\n", info.version.c_str(), info.torchVersion.c_str(), info.cpuCapability.c_str());
}
