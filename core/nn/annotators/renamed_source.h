#pragma once
// A file of weights under other names: the authors' spelling of a network as ours.

#include "core/io/tensor_source.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace armature {

// Parts of names and what replaces them, one after the other, each once in a name.
using Renames = std::vector<std::pair<std::string, std::string>>;
std::string renamed(std::string name, const Renames &renames);

class RenamedSource : public TensorSource
{
public:
    // `name` is tried on every tensor; empty leaves it out. A tensor whose new name has ".qkv." in it becomes
    // three,
    // ".query.", ".key." and ".value.", each a third of its rows.
    template <typename Name>
    RenamedSource(TensorSourcePtr file, const Name &name) : m_file(std::move(file))
    {
        for (const auto &old : m_file->names())
            add(name(old), *m_file->find(old));
    }

    std::vector<std::string> names() const override;
    std::optional<TensorView> find(const std::string &name) const override;
    const std::map<std::string, std::string> &metadata() const override { return m_file->metadata(); }
    std::string origin() const override { return m_file->origin(); }

    // The size of a tensor in one dimension; 0 where there is none.
    int64_t size(const std::string &name, size_t dimension) const;
    // How many there are of begin + "0" + end, begin + "1" + end, ...; at most 64.
    int64_t count(const std::string &begin, const std::string &end) const;

private:
    void add(const std::string &name, const TensorView &view);

    TensorSourcePtr m_file;
    std::map<std::string, TensorView> m_views;
};

} // namespace armature
