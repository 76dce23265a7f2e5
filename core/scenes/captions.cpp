#include "core/scenes/captions.h"

namespace armature {

std::string withArticle(std::string_view words)
{
    const bool startsWithVowel = !words.empty() && std::string_view("aeiou").find(words.front()) != std::string_view::npos;
    return (startsWithVowel ? "an " : "a ") + std::string(words);
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

std::string counted(int count, std::string_view singular, std::string_view plural)
{
    if (count == 1)
        return withArticle(singular);
    return (count == 2 ? "two " : "three ") + std::string(plural);
}

} // namespace armature
