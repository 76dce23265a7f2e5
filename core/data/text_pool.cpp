#include "core/data/text_pool.h"

#include <algorithm>

namespace armature {

namespace {

constexpr size_t kFirst = 1 << 12, kMost = 1 << 20; // bytes of a chunk: a small table stays small

} // namespace

std::string_view TextPool::keep(std::string_view text)
{
    if (text.empty())
        return {};
    if (m_chunks.empty() || m_chunks.back().size() + text.size() > m_chunks.back().capacity()) {
        const size_t size = m_chunks.empty() ? kFirst : std::min(kMost, 4 * m_chunks.back().capacity());
        m_chunks.emplace_back();
        m_chunks.back().reserve(std::max(size, text.size()));
    }
    auto &chunk = m_chunks.back();
    const size_t at = chunk.size();
    chunk.append(text);
    return std::string_view(chunk).substr(at, text.size());
}

} // namespace armature
