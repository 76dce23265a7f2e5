#include "core/io/layouts/name_map.h"

#include <cassert>
#include <set>
#include <utility>

namespace armature {

namespace {

// The longest path that `has` knows and that is `name` itself or ends at one of its dots; npos for none.
template <typename Has>
size_t knownPathLength(std::string_view name, const Has &has)
{
    for (size_t length = name.size(); length != std::string_view::npos && length > 0;
         length = name.rfind('.', length - 1)) {
        if (has(std::string(name.substr(0, length))))
            return length;
    }
    return std::string_view::npos;
}

bool hasPathInside(const std::set<std::string> &paths)
{
    for (const std::string &path : paths) {
        const size_t dot = path.rfind('.');
        if (dot == std::string::npos)
            continue;
        const auto has = [&paths](const std::string &shorter) { return paths.contains(shorter); };
        if (knownPathLength(std::string_view(path).substr(0, dot), has) != std::string_view::npos)
            return true;
    }
    return false;
}

} // namespace

NameMap::NameMap(std::vector<NamePair> pairs) : m_pairs(std::move(pairs))
{
    assert(isOneToOne(m_pairs));
    for (size_t i = 0; i < m_pairs.size(); ++i) {
        m_byLdm[m_pairs[i].ldm].push_back(i);
        m_byDiffusers[m_pairs[i].diffusers] = i;
    }
}

std::vector<Translation> NameMap::toDiffusers(std::string_view ldmName) const
{
    const size_t length =
        knownPathLength(ldmName, [this](const std::string &path) { return m_byLdm.contains(path); });
    if (length == std::string_view::npos)
        return {};
    std::vector<Translation> result;
    const std::string rest(ldmName.substr(length));
    for (const size_t index : m_byLdm.at(std::string(ldmName.substr(0, length))))
        result.push_back({m_pairs[index].diffusers + rest, m_pairs[index].change});
    return result;
}

std::optional<Translation> NameMap::toLdm(std::string_view diffusersName) const
{
    const size_t length = knownPathLength(
        diffusersName, [this](const std::string &path) { return m_byDiffusers.contains(path); });
    if (length == std::string_view::npos)
        return std::nullopt;
    const NamePair &pair = m_pairs[m_byDiffusers.at(std::string(diffusersName.substr(0, length)))];
    return Translation{pair.ldm + std::string(diffusersName.substr(length)), pair.change};
}

bool NameMap::isOneToOne(const std::vector<NamePair> &pairs)
{
    std::set<std::pair<std::string, ShapeChange>> ldmParts;
    std::set<std::string> ldm, diffusers;
    for (const NamePair &pair : pairs) {
        const bool isThird = pair.change >= ShapeChange::FirstThird;
        if (!ldmParts.insert({pair.ldm, isThird ? pair.change : ShapeChange::None}).second)
            return false;
        if (!diffusers.insert(pair.diffusers).second)
            return false;
        ldm.insert(pair.ldm);
    }
    return !hasPathInside(ldm) && !hasPathInside(diffusers);
}

} // namespace armature
