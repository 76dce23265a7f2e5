#pragma once

#include <cstdint>

namespace armature {

// Resident memory of this process, now and at its highest, in bytes; 0 where the system does not tell.
struct ProcessMemory {
    int64_t resident = 0;
    int64_t peak = 0;
};
ProcessMemory processMemory();

} // namespace armature
