#pragma once
// Tokens that are found in the text as a whole before anything else is looked at: "<|endoftext|>", SD 2's
// padding "!", the words of textual inversion.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace armature {

struct AddedToken
{
    std::string content;
    bool isSpecial = false;
    bool isNormalized = true;  // matched against the normalised text, in any case
    bool isSingleWord = false; // not inside a word

    bool operator==(const AddedToken &) const = default;
};

// A part of the text: an added token's id, or -1 and the text between two of them.
struct TextPart
{
    int32_t id = -1;
    std::u32string_view text; // into what was split
};

// Finds any of a set of words in a text: the leftmost, and there the longest.
class WordFinder
{
public:
    void add(std::u32string word, int32_t id, bool isSingleWord);
    // Appends the parts of `text`; the empty text has none.
    void split(std::u32string_view text, std::vector<TextPart> &parts) const;

private:
    struct Word
    {
        std::u32string text;
        int32_t id;
        bool isSingleWord;
    };
    const Word *match(std::u32string_view text, size_t at) const;

    std::unordered_map<char32_t, std::vector<Word>> m_words; // by first character, longest first
};

} // namespace armature
