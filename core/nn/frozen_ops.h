#pragma once
// What layers compute with where the weights are frozen for sampling: nothing here records a graph.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace armature {

// x [..., in] times weight [out, in], plus bias where it is defined. By oneDNN on the CPU where it is fast,
// which takes the weights as they lie in the file and is up to a third faster in fp32 than at::linear's
// library.
at::Tensor frozenLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias);

// Whether frozenGroupNorm() knows this x [B, C, H, W]: fp32 on a processor that it has kernels for.
bool canFuseNorm(const at::Tensor &x);
// Group norm and, where isActivated, SiLU, in two passes over memory; channels-last. The same bits with any
// number of threads.
at::Tensor frozenGroupNorm(const at::Tensor &x, int64_t groups, const at::Tensor &weight,
                           const at::Tensor &bias, double eps, bool isActivated);

// x [..., 2 n] -> [..., n]: the first half times the gelu of the second.
at::Tensor frozenGeglu(const at::Tensor &x);

} // namespace armature
