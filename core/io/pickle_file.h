#pragma once
// State dicts of torch.save: .bin, .pth, .pt, .ckpt; the zip container and the older one.

#include "core/io/tensor_source.h"

namespace armature {

// The tensors at top level or under "state_dict" (or "model", "params", "module"), nested names joined by dots. Code in
// the file is never run; what it names besides tensors is left out. Errors: NotFound, Io, Corrupt, Unsupported
// (TorchScript, big-endian, no tensors at all).
Result<TensorSourcePtr> openPickle(const std::string &path);

// Whether the file begins like a zip or a pickle.
bool looksLikePickle(std::span<const std::byte> start);

} // namespace armature
