#pragma once
// Tensors to and from safetensors files, by name.

#include "core/base/result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace armature {

using NamedTensors = std::map<std::string, at::Tensor>;

// Written atomically, from any device and layout, each in its own dtype.
Status saveTensors(const std::filesystem::path &path, const NamedTensors &tensors,
                   const std::map<std::string, std::string> &metadata);

// Mapped, read-only by contract; each tensor keeps the mapping alive.
Result<NamedTensors> loadTensors(const std::filesystem::path &path);

} // namespace armature
