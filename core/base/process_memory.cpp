#include "core/base/process_memory.h"

#include <fstream>
#include <string>

namespace armature {

ProcessMemory processMemory()
{
    ProcessMemory memory;
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("VmRSS:", 0) == 0)
            memory.resident = std::stoll(line.substr(6)) * 1024;
        else if (line.rfind("VmHWM:", 0) == 0)
            memory.peak = std::stoll(line.substr(6)) * 1024;
    }
    return memory;
}

} // namespace armature
