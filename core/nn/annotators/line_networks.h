#pragma once
// Soft edges and line art as huggingface/controlnet_aux computes them: HED (its Apache-2.0 rewrite,
// ControlNetHED.pth) and the generator of informative drawings (Chan et al., arXiv 2203.12691; sk_model.pth,
// sk_model2.pth). Widths and depths follow from the file's tensors.

#include "core/io/tensor_source.h"
#include "core/nn/layers.h"

#include <memory>
#include <string>
#include <vector>

namespace armature {

// [1, 3, H, W] in 0..1 -> [1, 1, about H, about W] in 0..1.
class LineNetwork
{
public:
    virtual ~LineNetwork() = default;
    virtual at::Tensor operator()(const at::Tensor &rgb) const = 0;
    ParameterTable &parameters() { return m_table; }

protected:
    ParameterTable m_table;
};

// White edges on black, sure to unsure. Errors: as openTensorFile; BadInput for another network's tensors.
Result<std::unique_ptr<LineNetwork>> openHed(const std::string &path);
// Black lines on white, as the network draws them.
Result<std::unique_ptr<LineNetwork>> openLineart(const std::string &path);

} // namespace armature
