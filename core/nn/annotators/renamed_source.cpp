#include "core/nn/annotators/renamed_source.h"

namespace armature {

std::string renamed(std::string name, const Renames &renames)
{
    for (const auto &[from, to] : renames)
        if (const auto at = name.find(from); at != std::string::npos)
            name.replace(at, from.size(), to);
    return name;
}

void RenamedSource::add(const std::string &name, const TensorView &view)
{
    constexpr std::string_view kStacked = ".qkv.";
    const auto at = name.find(kStacked);
    if (name.empty() || at == std::string::npos) {
        if (!name.empty())
            m_views.emplace(name, view);
        return;
    }
    if (view.shape.empty() || view.shape[0] % 3 != 0)
        return;
    for (size_t i = 0; i < 3; ++i) {
        auto part = view;
        part.shape[0] /= 3;
        part.bytes = view.bytes.subspan(i * (view.bytes.size() / 3), view.bytes.size() / 3);
        constexpr const char *kParts[] = {".query.", ".key.", ".value."};
        m_views.emplace(name.substr(0, at) + kParts[i] + name.substr(at + kStacked.size()), part);
    }
}

std::vector<std::string> RenamedSource::names() const
{
    std::vector<std::string> all;
    for (const auto &[name, view] : m_views)
        all.push_back(name);
    return all;
}

std::optional<TensorView> RenamedSource::find(const std::string &name) const
{
    const auto found = m_views.find(name);
    return found == m_views.end() ? std::nullopt : std::optional(found->second);
}

int64_t RenamedSource::size(const std::string &name, size_t dimension) const
{
    const auto found = m_views.find(name);
    return found != m_views.end() && found->second.shape.size() > dimension ? found->second.shape[dimension]
                                                                            : 0;
}

int64_t RenamedSource::count(const std::string &begin, const std::string &end) const
{
    constexpr int64_t kMost = 64;
    int64_t number = 0;
    while (number < kMost && m_views.count(begin + std::to_string(number) + end))
        ++number;
    return number;
}

} // namespace armature
