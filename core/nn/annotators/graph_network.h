#pragma once
// A network that comes with its own graph: ONNX, or TorchScript. Opened only after somebody said that the
// file may be run (core/io/foreign_model.h).

#include "core/base/result.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

namespace armature {

class GraphNetwork
{
public:
    virtual ~GraphNetwork() = default;

    // As far as the file says: -1 for a side that may be any, empty where it says nothing.
    virtual std::vector<int64_t> inputShape() const = 0;
    virtual void to(at::Device device) = 0;
    // One picture or batch in, the network's outputs out. Throws c10::Error or std::exception.
    virtual std::vector<at::Tensor> operator()(const at::Tensor &input) const = 0;
};

// Errors: NotFound, Io, Corrupt, Unsupported (neither kind, or operators that are not known).
Result<std::unique_ptr<GraphNetwork>> openGraphNetwork(const std::string &path);

} // namespace armature
