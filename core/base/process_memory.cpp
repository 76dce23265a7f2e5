#include "core/base/process_memory.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

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

void keepFreedMemory()
{
    setenv("THP_MEM_ALLOC_ENABLE", "1", /*overwrite=*/0); // read by torch's allocator at its first use
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 30); // larger blocks come from the system each time, and go back there
    mallopt(M_TRIM_THRESHOLD, -1);      // never shrink the heap
    mallopt(M_TOP_PAD, 64 << 20);
#endif
}

void giveFreedMemoryBack()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void shareFewHeaps()
{
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, int(std::clamp(std::thread::hardware_concurrency() / 4, 2U, 8U)));
    // What is large goes back to the system as soon as it is free. Left to itself the limit grows, and long
    // lists that come and go leave holes; to trim them away holds up every thread for seconds.
    mallopt(M_MMAP_THRESHOLD, 512 << 10);
#endif
}

std::optional<uint64_t> availableMemory()
{
    constexpr uint64_t kKilobyte = 1024;
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("MemAvailable:"))
            continue;
        std::istringstream words(line.substr(line.find(':') + 1));
        if (uint64_t kilobytes = 0; words >> kilobytes)
            return kilobytes * kKilobyte;
    }
    return {};
}

} // namespace armature
