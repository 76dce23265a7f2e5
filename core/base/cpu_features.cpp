#include "core/base/cpu_features.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace armature {

CpuFeatures cpuFeatures()
{
    CpuFeatures features;
#if defined(__x86_64__)
    features.avx2 = __builtin_cpu_supports("avx2");
    features.avx512 = __builtin_cpu_supports("avx512f");
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
        features.amxBf16 = (edx >> 22 & 1) && (edx >> 24 & 1); // AMX-BF16 and AMX-TILE
    if (__get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx))
        features.avx512Bf16 = eax >> 5 & 1;
#endif
    return features;
}

} // namespace armature
