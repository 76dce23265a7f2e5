#define ARMATURE_LANES 16
#include "core/nn/kernels/fused_kernels.h"
#include "core/nn/kernels/winograd_kernels.h"

namespace armature {

const FusedKernels &fusedKernelsAvx512() { return kFusedKernels; }
const WinogradKernels &winogradKernelsAvx512() { return kWinogradKernels; }

} // namespace armature
