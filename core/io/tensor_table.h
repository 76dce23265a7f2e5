#pragma once
// What readers of single files fill in: names, views and metadata in a table. Each reader adds what keeps its bytes alive.

#include "core/io/tensor_source.h"

#include <unordered_map>

namespace armature {

class TensorTable : public TensorSource
{
public:
    std::vector<std::string> names() const override { return m_names; }
    std::optional<TensorView> find(const std::string &name) const override
    {
        const auto found = m_views.find(name);
        return found == m_views.end() ? std::nullopt : std::optional(found->second);
    }
    const std::map<std::string, std::string> &metadata() const override { return m_metadata; }
    std::string origin() const override { return m_path; }

    std::string m_path;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, TensorView> m_views;
    std::map<std::string, std::string> m_metadata;
};

} // namespace armature
