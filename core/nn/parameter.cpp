#include "core/nn/parameter.h"

#include "core/nn/prepared_conv.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <cassert>
#include <cmath>

namespace armature {

namespace {

// FNV-1a, so that a name gives the same stream with every compiler and library.
uint64_t streamOf(uint64_t seed, const std::string &name)
{
    uint64_t hash = 14695981039346656037ull ^ seed;
    for (const unsigned char byte : name)
        hash = (hash ^ byte) * 1099511628211ull;
    return hash ^ hash >> 31;
}

at::Tensor initialValue(const Parameter &parameter, uint64_t seed)
{
    const auto options = at::TensorOptions().dtype(at::kFloat);
    if (parameter.init == Init::Zeros)
        return at::zeros(parameter.shape, options);
    if (parameter.init == Init::Ones)
        return at::ones(parameter.shape, options);
    auto value = at::empty(parameter.shape, options);
    const auto generator = at::detail::createCPUGenerator(streamOf(seed, parameter.name));
    if (parameter.init == Init::Normal)
        return value.normal_(0.0, 1.0, generator);
    // kaiming_uniform with a = sqrt 5 has the bound sqrt(6 / ((1 + 5) fan_in)), which is the bias's.
    const double bound = 1.0 / std::sqrt(double(parameter.fanIn));
    return value.uniform_(-bound, bound, generator);
}

} // namespace

Parameter *ParameterTable::add(std::string name, std::vector<int64_t> shape, Init init, int64_t fanIn,
                               bool isConv)
{
    auto parameter = std::make_unique<Parameter>();
    parameter->name = std::move(name);
    parameter->shape = std::move(shape);
    parameter->init = init;
    parameter->fanIn = fanIn;
    parameter->isConv = isConv;
    [[maybe_unused]] const bool isNew = m_byName.emplace(parameter->name, parameter.get()).second;
    assert(isNew);
    return m_parameters.emplace_back(std::move(parameter)).get();
}

Parameter *ParameterTable::find(const std::string &name) const
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : found->second;
}

std::vector<Parameter *> ParameterTable::since(size_t first) const
{
    std::vector<Parameter *> result;
    for (size_t i = first; i < m_parameters.size(); ++i)
        result.push_back(m_parameters[i].get());
    return result;
}

int64_t ParameterTable::elementCount() const
{
    int64_t count = 0;
    for (const auto &parameter : m_parameters)
        count += c10::multiply_integers(parameter->shape);
    return count;
}

void ParameterTable::initialise(uint64_t seed)
{
    const at::NoGradGuard noGrad;
    for (const auto &parameter : m_parameters)
        if (!parameter->value.defined())
            parameter->value = initialValue(*parameter, seed);
}

void ParameterTable::to(at::Device device, at::ScalarType type, bool channelsLast)
{
    const at::NoGradGuard noGrad;
    for (const auto &parameter : m_parameters) {
        auto &value = parameter->value;
        if (!value.defined())
            continue;
        const bool requiresGrad = value.requires_grad();
        auto moved = value.detach().to(device, type);
        if (parameter->isConv)
            moved = moved.contiguous(channelsLast ? at::MemoryFormat::ChannelsLast
                                                  : at::MemoryFormat::Contiguous);
        if (!moved.is_same(value))
            value = moved.set_requires_grad(requiresGrad);
    }
}

void ParameterTable::freezeForSampling(at::Device device, at::ScalarType type)
{
    if (!device.is_cpu() || !PreparedConv::isPossible(type))
        return to(device, type, true);
    const at::NoGradGuard noGrad;
    for (const auto &parameter : m_parameters) {
        if (parameter->isConvolved)
            parameter->prepared = std::make_shared<PreparedConv>();
        else if (parameter->value.defined())
            parameter->value = parameter->value.detach().to(device, type);
        parameter->isFrozen = true;
    }
}

const at::Tensor &ParameterTable::typical() const
{
    for (const auto &parameter : m_parameters)
        if (!parameter->prepared)
            return parameter->value;
    return m_parameters.front()->value;
}

void ParameterTable::unload() const
{
    for (const auto &parameter : m_parameters)
        parameter->unload();
}

void ParameterTable::setRequiresGrad(bool requiresGrad)
{
    for (const auto &parameter : m_parameters) {
        auto &value = parameter->value;
        if (!value.defined())
            continue;
        if (requiresGrad && !value.storage().resizable()) // the allocator's storages are, a file's are not
            value = value.detach().clone();
        value.requires_grad_(requiresGrad);
    }
}

} // namespace armature
