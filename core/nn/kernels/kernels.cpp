#include "core/nn/kernels/fused.h"
#include "core/nn/kernels/winograd.h"

namespace armature {

namespace {

#if defined(__x86_64__)
bool hasAvx512() { return __builtin_cpu_supports("avx512f"); }
bool hasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

} // namespace

const FusedKernels *fusedKernels()
{
#if defined(__x86_64__)
    if (hasAvx512())
        return &fusedKernelsAvx512();
    if (hasAvx2())
        return &fusedKernelsAvx2();
#endif
    return nullptr;
}

const WinogradKernels *winogradKernels()
{
#if defined(__x86_64__)
    if (hasAvx512())
        return &winogradKernelsAvx512();
    if (hasAvx2())
        return &winogradKernelsAvx2();
#endif
    return nullptr;
}

} // namespace armature
