#pragma once
// From named tensors in files to the parameters of a network, and back.

#include "core/io/tensor_source.h"
#include "core/nn/parameter.h"

#include <map>
#include <string>
#include <vector>

namespace armature {

at::ScalarType scalarTypeOf(DType type);
Result<DType> dtypeOf(at::ScalarType type);

// A tensor over the view's bytes without a copy; it keeps `source` alive. Read-only by contract.
at::Tensor tensorFrom(const TensorSourcePtr &source, const TensorView &view);

struct LoadReport
{
    std::vector<std::string> missing;    // in the network, not in the file
    std::vector<std::string> unexpected; // in the file, not in the network
    std::vector<std::string> misshapen;  // "name: file has [..], the network needs [..]"
    bool isExact() const { return missing.empty() && unexpected.empty() && misshapen.empty(); }
    std::string text() const; // names, at most ten of each kind and how many more
};

// Gives every parameter its tensor, mapped, in the file's own dtype. Shapes that differ only by trailing 1x1
// (linear against 1x1 convolution) are taken. Names are tried as they are and through the known older
// spellings (VAE attention query/key/value/proj_attn; "text_model." present or absent); position_ids are
// ignored.
LoadReport loadParameters(ParameterTable &table, const TensorSourcePtr &source);

// loadParameters, and an error that lists the names unless the match is exact. `what` is "the UNet of DIR".
Status loadParametersExactly(ParameterTable &table, const TensorSourcePtr &source, const std::string &what);

} // namespace armature
