#include "core/io/layouts/renamed_source.h"

#include <fmt/format.h>

#include <unordered_map>

namespace armature {

namespace {

bool isThird(ShapeChange change) { return change >= ShapeChange::FirstThird; }

// A third of the rows, or the same bytes with trailing ones dropped from the shape.
std::optional<TensorView> reshaped(TensorView view, ShapeChange change)
{
    if (change == ShapeChange::Squeeze) {
        while (view.shape.size() > 2 && view.shape.back() == 1)
            view.shape.pop_back();
    } else if (isThird(change)) {
        if (view.shape.empty() || view.shape[0] % 3 != 0 || view.bytes.size() % 3 != 0)
            return std::nullopt;
        view.shape[0] /= 3;
        const size_t length = view.bytes.size() / 3;
        const auto third = static_cast<size_t>(change) - static_cast<size_t>(ShapeChange::FirstThird);
        view.bytes = view.bytes.subspan(third * length, length);
    }
    return view;
}

class RenamedSource : public TensorSource
{
public:
    RenamedSource(TensorSourcePtr inner, std::string origin)
        : m_inner(std::move(inner)), m_origin(std::move(origin))
    {
    }

    Status add(const RenamedTensor &tensor)
    {
        const auto view = m_inner->find(tensor.from);
        if (!view) {
            return fail(ErrorCode::Corrupt,
                        fmt::format("{}: tensor {} is missing.", m_inner->origin(), tensor.from));
        }
        const auto changed = reshaped(*view, tensor.change);
        if (!changed) {
            return fail(ErrorCode::Corrupt,
                        fmt::format("{}: tensor {} should hold queries, keys and values in equal parts.",
                                    m_inner->origin(), tensor.from));
        }
        if (!m_views.emplace(tensor.name, *changed).second) {
            return fail(ErrorCode::Corrupt,
                        fmt::format("{}: two tensors would be named {}.", m_inner->origin(), tensor.name));
        }
        m_names.push_back(tensor.name);
        return {};
    }

    std::vector<std::string> names() const override { return m_names; }
    std::optional<TensorView> find(const std::string &name) const override
    {
        const auto found = m_views.find(name);
        return found == m_views.end() ? std::nullopt : std::optional(found->second);
    }
    const std::map<std::string, std::string> &metadata() const override { return m_inner->metadata(); }
    std::string origin() const override { return m_origin.empty() ? m_inner->origin() : m_origin; }
    void unload(std::span<const std::byte> bytes) const override { m_inner->unload(bytes); }

private:
    TensorSourcePtr m_inner;
    std::string m_origin;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, TensorView> m_views;
};

} // namespace

Result<TensorSourcePtr> renamedSource(TensorSourcePtr inner, const std::vector<RenamedTensor> &tensors,
                                      const std::string &origin)
{
    auto source = std::make_shared<RenamedSource>(std::move(inner), origin);
    for (const RenamedTensor &tensor : tensors)
        ARMATURE_CHECK(source->add(tensor));
    return TensorSourcePtr(std::move(source));
}

Result<TensorSourcePtr> inDiffusersNames(const TensorSourcePtr &inner, const std::string &prefix,
                                         const NameMap &map,
                                         const std::function<bool(std::string_view)> &isIgnored)
{
    std::vector<RenamedTensor> tensors;
    for (const std::string &name : inner->names()) {
        if (!name.starts_with(prefix))
            continue;
        const std::string own = name.substr(prefix.size());
        if (isIgnored && isIgnored(own))
            continue;
        const std::vector<Translation> translations = map.toDiffusers(own);
        if (translations.empty())
            tensors.push_back({own, name, ShapeChange::None});
        for (const Translation &translation : translations)
            tensors.push_back({translation.name, name, translation.change});
    }
    return renamedSource(inner, tensors);
}

Result<TensorSourcePtr> withoutPrefix(const TensorSourcePtr &inner, const std::string &prefix,
                                      const std::function<bool(std::string_view)> &isIgnored)
{
    std::vector<RenamedTensor> tensors;
    for (const std::string &name : inner->names()) {
        if (name.starts_with(prefix) &&
            !(isIgnored && isIgnored(std::string_view(name).substr(prefix.size()))))
            tensors.push_back({name.substr(prefix.size()), name, ShapeChange::None});
    }
    return renamedSource(inner, tensors);
}

} // namespace armature
