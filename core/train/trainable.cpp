#include "core/train/trainable.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

// Mapped weights are read-only, and a trained weight needs storage of its own.
at::Tensor ownedCopy(const at::Tensor &value, at::Device device, bool isChannelsLast)
{
    const auto format = isChannelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    return value.detach().to(value.options().device(device).dtype(at::kFloat), /*non_blocking=*/false, /*copy=*/true, format);
}

} // namespace

Trainable::Trainable(ParameterTable &table, at::Device device, at::ScalarType computeType, bool channelsLast)
    : m_table(table), m_computeType(computeType)
{
    for (const auto &parameter : table) {
        m_names.push_back(parameter->name);
        m_masters.push_back(ownedCopy(parameter->value, device, channelsLast && parameter->isConv));
        parameter->value = sharesStorage() ? m_masters.back() : m_masters.back().to(m_computeType);
        parameter->value.requires_grad_(true);
    }
}

void Trainable::collectGradients()
{
    if (sharesStorage())
        return;
    const at::NoGradGuard noGrad;
    const bool isFirst = m_gradients.empty();
    size_t i = 0;
    for (const auto &parameter : m_table) {
        at::Tensor &gradient = parameter->value.mutable_grad();
        if (isFirst)
            m_gradients.push_back(gradient.defined() ? gradient.to(at::kFloat) : at::zeros_like(m_masters[i]));
        else if (gradient.defined())
            m_gradients[i].add_(gradient);
        gradient.reset();
        ++i;
    }
}

const std::vector<at::Tensor> &Trainable::gradients()
{
    if (!sharesStorage())
        return m_gradients;
    m_gradients.clear();
    for (const auto &parameter : m_table) {
        at::Tensor &gradient = parameter->value.mutable_grad();
        if (!gradient.defined())
            gradient = at::zeros_like(parameter->value);
        m_gradients.push_back(gradient);
    }
    return m_gradients;
}

void Trainable::clearGradients()
{
    m_gradients.clear();
    for (const auto &parameter : m_table)
        parameter->value.mutable_grad().reset();
}

void Trainable::refreshWorkingCopies()
{
    if (sharesStorage())
        return;
    const at::NoGradGuard noGrad;
    size_t i = 0;
    for (const auto &parameter : m_table)
        parameter->value.copy_(m_masters[i++]);
}

} // namespace armature
