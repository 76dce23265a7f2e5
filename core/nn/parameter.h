#pragma once
// The weights of a network as a flat table of named tensors. Layers hold pointers into the table and never
// own a tensor, so that weights can be mapped from a file, cast, moved, trained or averaged in one loop over
// the table.

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace armature {

class PreparedConv;

// How a weight starts when no file gives it. Default: PyTorch's own for its layer (kaiming_uniform with a =
// sqrt 5 for conv and linear weights and uniform +-1/sqrt(fan_in) for their biases, ones and zeros for norms,
// N(0,1) embeddings).
enum class Init { KaimingUniform, BiasUniform, Zeros, Ones, Normal };

struct Parameter
{
    std::string name; // diffusers' / transformers' name, e.g. "mid_block.resnets.0.conv1.weight"
    std::vector<int64_t> shape;
    Init init = Init::KaimingUniform;
    int64_t fanIn = 1;        // inputs per output, for the two uniform kinds
    bool isConv = false;      // 4-D weight that may be kept channels-last
    bool isConvolved = false; // by Conv2d, with a kernel larger than 1x1
    at::Tensor value;         // undefined until loaded or initialised
    bool isFrozen = false;    // for sampling: layers take the ways that record no graph
    // Set for a convolution that is frozen for sampling; `value` then stays in the file, in the file's type.
    std::shared_ptr<PreparedConv> prepared;
    std::function<void()> unloadFile; // lets go of the file's pages in memory, where value is mapped

    void unload() const
    {
        if (unloadFile)
            unloadFile();
    }
};

class ParameterTable
{
public:
    ParameterTable() = default;
    ParameterTable(const ParameterTable &) = delete;
    ParameterTable &operator=(const ParameterTable &) = delete;
    ParameterTable(ParameterTable &&) = default;
    ParameterTable &operator=(ParameterTable &&) = default;

    // The address stays valid for the table's life, also when the table is moved.
    Parameter *add(std::string name, std::vector<int64_t> shape, Init init, int64_t fanIn,
                   bool isConv = false);
    Parameter *find(const std::string &name) const; // nullptr when there is none

    size_t size() const { return m_parameters.size(); }
    // Those declared after the first `first`, for what treats a part of a network as one.
    std::vector<Parameter *> since(size_t first) const;
    int64_t elementCount() const;
    auto begin() const { return m_parameters.begin(); } // over unique_ptr<Parameter>, in declaration order
    auto end() const { return m_parameters.end(); }

    // Fills every undefined value by its Init, fp32 on the CPU. Each draws from a stream of its own, made of
    // `seed` and its name, so that a parameter added to a network changes no other.
    void initialise(uint64_t seed);
    // Casts floating values and moves them; conv weights become channels-last where `channelsLast`.
    void to(at::Device device, at::ScalarType type, bool channelsLast);
    // For sampling alone: as to(), but convolutions on the CPU are laid out when they are first computed,
    // each in the form that is fastest for the pictures' size, and all else stays mapped where its type is
    // the file's.
    void freezeForSampling(at::Device device, at::ScalarType type);
    // A weight on the device and in the type that the network computes in.
    const at::Tensor &typical() const;
    // Lets go of the memory that holds mapped values; it comes back from the file when they are next read.
    void unload() const;
    // With true, values that are still mapped from a file are copied first: an optimiser writes into them.
    void setRequiresGrad(bool requiresGrad);

private:
    std::vector<std::unique_ptr<Parameter>> m_parameters;
    std::unordered_map<std::string, Parameter *> m_byName;
};

// A place in a table: scope / "conv1" names what is declared below it.
class Scope
{
public:
    Scope(ParameterTable &table, std::string prefix = {}) : m_table(&table), m_prefix(std::move(prefix)) {}
    Scope operator/(const std::string &name) const
    {
        return {*m_table, m_prefix.empty() ? name : m_prefix + "." + name};
    }
    Scope operator/(int64_t index) const { return *this / std::to_string(index); }
    Parameter *declare(const std::string &name, std::vector<int64_t> shape, Init init, int64_t fanIn,
                       bool isConv = false) const
    {
        return m_table->add((*this / name).m_prefix, std::move(shape), init, fanIn, isConv);
    }
    ParameterTable &table() const { return *m_table; }

private:
    ParameterTable *m_table;
    std::string m_prefix;
};

} // namespace armature
