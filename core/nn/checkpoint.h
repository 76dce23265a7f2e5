#pragma once
// Gradient checkpointing (Chen et al. 2016, arXiv 1604.06174): keep a block's inputs, recompute the rest when
// its gradient is asked for.

#include "core/nn/parameter.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace armature {

using BlockFunction = std::function<at::Tensor(const std::vector<at::Tensor> &inputs)>;

// block(inputs). Where autograd records, only `inputs` are kept for the backward pass, which calls `block`
// again and returns the gradients of `inputs` and of `parameters`: all that `block` reads and that may need
// one. Every input is defined. The block must be deterministic, and gradients of gradients are not available.
at::Tensor checkpointed(BlockFunction block, std::vector<at::Tensor> inputs,
                        const std::vector<Parameter *> &parameters);

} // namespace armature
