#pragma once
// The weights being trained: fp32 masters that the optimiser updates, and the working copies that the network computes
// with. In fp32 the two are the same tensors; in bf16 and fp16 the working copies are cast after each update.

#include <memory>
#include <string>
#include <vector>

#include "core/nn/parameter.h"

namespace armature {

class Trainable
{
public:
    // Takes over the network's weights: moves them to the device, keeps fp32 masters, makes the table's values the
    // working copies in computeType, requiring gradients.
    Trainable(ParameterTable &table, at::Device device, at::ScalarType computeType, bool channelsLast);

    const std::vector<std::string> &names() const { return m_names; }
    const std::vector<at::Tensor> &masters() const { return m_masters; } // fp32, in the table's order

    // After each backward pass: adds this micro-batch's gradients to the fp32 sums. In fp32 autograd has done it.
    void collectGradients();
    // The sums, one per master; zeros for a weight that no gradient reached.
    const std::vector<at::Tensor> &gradients();
    void clearGradients();
    // After the masters changed: casts them into the working copies.
    void refreshWorkingCopies();

private:
    bool sharesStorage() const { return m_computeType == at::kFloat; }

    ParameterTable &m_table;
    at::ScalarType m_computeType;
    std::vector<std::string> m_names;
    std::vector<at::Tensor> m_masters, m_gradients;
};

} // namespace armature
