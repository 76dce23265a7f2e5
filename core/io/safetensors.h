#pragma once
// The safetensors format (huggingface/safetensors, safetensors/src/tensor.rs): 8 bytes little-endian header length, JSON,
// data. Read by mapping the file: opening costs the header, not the weights.

#include <map>
#include <string>
#include <vector>

#include "core/io/tensor_source.h"

namespace armature {

struct NamedTensor {
    std::string name;
    TensorView view;
};

// Errors: NotFound, Io, Corrupt, Unsupported (a dtype that we do not have).
Result<TensorSourcePtr> openSafetensors(const std::string &path);

// Written aside, synced, renamed, then opened and compared with what was given. `format: pt` is always in the metadata.
Status writeSafetensors(const std::string &path, const std::vector<NamedTensor> &tensors,
                        const std::map<std::string, std::string> &metadata = {});

} // namespace armature
