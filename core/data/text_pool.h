#pragma once
// Very many short texts that live as long as their pool, in a few large pieces of memory instead of one each:
// smaller, quicker, and given back to the system as a whole.

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>

namespace armature {

class TextPool
{
public:
    TextPool() = default;
    TextPool(TextPool &&) = default;
    TextPool &operator=(TextPool &&) = default; // what was kept stays where it is; a copy would not

    // Stays where it is until clear().
    std::string_view keep(std::string_view text) { return keep({text}); }
    std::string_view keep(std::initializer_list<std::string_view> parts); // one behind the other
    void clear() { m_chunks.clear(); }

private:
    std::deque<std::string> m_chunks;
};

} // namespace armature
