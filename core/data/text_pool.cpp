#include "core/data/text_pool.h"

#include <algorithm>

namespace armature {

namespace {

constexpr size_t kFirst = 1 << 12, kMost = 1 << 20; // bytes of a chunk: a small table stays small

} // namespace

std::string_view TextPool::keep(std::initializer_list<std::string_view> parts)
{
    size_t total = 0;
    for (const auto part : parts)
        total += part.size();
    if (total == 0)
        return {};
    if (m_chunks.empty() || m_chunks.back().size() + total > m_chunks.back().capacity()) {
        const size_t size = m_chunks.empty() ? kFirst : std::min(kMost, 4 * m_chunks.back().capacity());
        m_chunks.emplace_back();
        m_chunks.back().reserve(std::max(size, total));
    }
    auto &chunk = m_chunks.back();
    const size_t at = chunk.size();
    for (const auto part : parts)
        chunk.append(part);
    return std::string_view(chunk).substr(at, total);
}

} // namespace armature
