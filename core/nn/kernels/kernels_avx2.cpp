#define ARMATURE_LANES 8
#include "core/nn/kernels/fused_kernels.h"
#include "core/nn/kernels/winograd_kernels.h"

namespace armature {

const FusedKernels &fusedKernelsAvx2() { return kFusedKernels; }
const WinogradKernels &winogradKernelsAvx2() { return kWinogradKernels; }

} // namespace armature
