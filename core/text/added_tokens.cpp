#include "core/text/added_tokens.h"

#include "core/text/unicode_text.h"

#include <algorithm>

namespace armature {

namespace {

bool touchesWord(std::u32string_view text, size_t begin, size_t end)
{
    return (begin > 0 && isWordCharacter(text[begin - 1])) ||
           (end < text.size() && isWordCharacter(text[end]));
}

} // namespace

void WordFinder::add(std::u32string word, int32_t id, bool isSingleWord)
{
    if (word.empty())
        return;
    std::vector<Word> &sameStart = m_words[word.front()];
    const auto shorter = std::find_if(sameStart.begin(), sameStart.end(),
                                      [&word](const Word &other) { return other.text.size() < word.size(); });
    sameStart.insert(shorter, {std::move(word), id, isSingleWord});
}

const WordFinder::Word *WordFinder::match(std::u32string_view text, size_t at) const
{
    const auto found = m_words.find(text[at]);
    if (found == m_words.end())
        return nullptr;
    for (const Word &word : found->second) {
        if (text.substr(at, word.text.size()) == word.text)
            return &word;
    }
    return nullptr;
}

void WordFinder::split(std::u32string_view text, std::vector<TextPart> &parts) const
{
    size_t begin = 0;
    for (size_t at = 0; at < text.size();) {
        const Word *word = match(text, at);
        if (!word) {
            ++at;
            continue;
        }
        const size_t end = at + word->text.size();
        if (!word->isSingleWord || !touchesWord(text, at, end)) {
            if (begin < at)
                parts.push_back({-1, text.substr(begin, at - begin)});
            parts.push_back({word->id, text.substr(at, end - at)});
            begin = end;
        }
        at = end; // a word that may not stand here hides what it covers, as in the tokenizers library
    }
    if (begin < text.size())
        parts.push_back({-1, text.substr(begin)});
}

} // namespace armature
