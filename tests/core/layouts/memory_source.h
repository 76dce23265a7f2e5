#pragma once
// Tensors in memory, all zero: for tests that are about names and shapes.

#include "core/io/safetensors.h"
#include "core/io/tensor_source.h"

#include <map>
#include <memory>

namespace armature {

class MemorySource : public TensorSource
{
public:
    MemorySource &add(const std::string &name, std::vector<int64_t> shape = {1}, DType type = DType::F32)
    {
        TensorView view{type, std::move(shape), {}};
        auto &bytes = m_bytes[name];
        bytes.resize(static_cast<size_t>(view.elementCount()) * sizeOf(type));
        view.bytes = bytes;
        m_names.push_back(name);
        m_views[name] = view;
        return *this;
    }
    void setMetadata(const std::string &key, const std::string &value) { m_metadata[key] = value; }

    std::vector<std::string> names() const override { return m_names; }
    std::optional<TensorView> find(const std::string &name) const override
    {
        const auto found = m_views.find(name);
        return found == m_views.end() ? std::nullopt : std::optional(found->second);
    }
    const std::map<std::string, std::string> &metadata() const override { return m_metadata; }
    std::string origin() const override { return "memory.safetensors"; }

private:
    std::vector<std::string> m_names;
    std::map<std::string, std::vector<std::byte>> m_bytes;
    std::map<std::string, TensorView> m_views;
    std::map<std::string, std::string> m_metadata;
};

// Empty when both have the same names, shapes, types and bytes; else the first difference.
inline std::string difference(const TensorSource &left, const TensorSource &right)
{
    const auto hasAll = [](const TensorSource &a, const TensorSource &b) -> std::string {
        for (const std::string &name : a.names()) {
            if (!b.find(name))
                return name + " is only in " + a.origin();
        }
        return {};
    };
    for (const std::string &missing : {hasAll(left, right), hasAll(right, left)}) {
        if (!missing.empty())
            return missing;
    }
    for (const std::string &name : left.names()) {
        const TensorView a = *left.find(name), b = *right.find(name);
        const bool isSame = a.dtype == b.dtype && a.shape == b.shape && a.bytes.size() == b.bytes.size() &&
                            std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin());
        if (!isSame)
            return name + " differs";
    }
    return {};
}

inline std::vector<NamedTensor> allTensors(const TensorSource &source)
{
    std::vector<NamedTensor> tensors;
    for (const std::string &name : source.names())
        tensors.push_back({name, *source.find(name)});
    return tensors;
}

} // namespace armature
