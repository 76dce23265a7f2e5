#pragma once
// Byte-pair encoding over a vocabulary of any size, as the tokenizers library's BPE model with the suffix
// "</w>".

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace armature {

using Vocabulary = std::unordered_map<std::string, int32_t>;
using Merges = std::vector<std::pair<std::string, std::string>>; // best first

inline constexpr std::string_view kEndOfWord = "</w>";

// Whether the byte, as a Latin-1 character, is its own symbol.
bool standsForItself(uint8_t byte);
// The printable symbol that stands for a byte in GPT-2's and CLIP's vocabularies, as UTF-8.
std::string byteSymbol(uint8_t byte);

class BpeModel
{
public:
    BpeModel() = default;

    // `origin` is the file, for messages. Corrupt when a merge names what is not in the vocabulary.
    static Result<BpeModel> build(Vocabulary vocabulary, const Merges &merges, const std::string &origin);

    size_t size() const { return m_vocabulary.size(); }
    // -1 where the vocabulary does not have it.
    int32_t idOf(const std::string &token) const;

    // Appends the tokens of one word, given as the bytes of its UTF-8. A byte without a symbol becomes
    // `unknownId`. n log n in the word's length.
    void appendWord(std::span<const uint8_t> word, int32_t unknownId, std::vector<int32_t> &ids) const;

private:
    struct Merge
    {
        uint32_t rank;
        int32_t id;
    };
    const Merge *mergeOf(int32_t left, int32_t right) const;
    void findByteIds();

    Vocabulary m_vocabulary;
    std::unordered_map<uint64_t, Merge> m_merges; // by both ids
    std::array<int32_t, 256> m_inner{};           // id of each byte inside a word, -1 without
    std::array<int32_t, 256> m_last{};            // and at its end
};

} // namespace armature
