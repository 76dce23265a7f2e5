#include "core/text/bpe.h"

#include "core/text/unicode_text.h"

#include <queue>

#include <fmt/format.h>

namespace armature {

namespace {

uint64_t pairKey(int32_t left, int32_t right)
{
    return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32) | static_cast<uint32_t>(right);
}

// A symbol of the word; merged ones form a list through `next`.
struct Symbol
{
    int32_t id;
    int previous;
    int next; // -1 at the end
    bool isGone = false;
};

struct Candidate
{
    uint32_t rank;
    int32_t id; // what the pair becomes
    int at;     // its left symbol
};

struct IsWorse
{
    bool operator()(const Candidate &a, const Candidate &b) const
    {
        return a.rank != b.rank ? a.rank > b.rank : a.at > b.at;
    }
};

} // namespace

bool standsForItself(uint8_t byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

std::string byteSymbol(uint8_t byte)
{
    char32_t character = byte;
    if (!standsForItself(byte)) {
        character = 0x100;
        for (uint8_t earlier = 0; earlier < byte; ++earlier)
            character += standsForItself(earlier) ? 0 : 1;
    }
    std::string symbol;
    appendUtf8(symbol, character);
    return symbol;
}

Result<BpeModel> BpeModel::build(Vocabulary vocabulary, const Merges &merges, const std::string &origin)
{
    BpeModel model;
    model.m_vocabulary = std::move(vocabulary);
    model.m_merges.reserve(merges.size());
    for (size_t rank = 0; rank < merges.size(); ++rank) {
        const auto &[left, right] = merges[rank];
        const int32_t leftId = model.idOf(left);
        const int32_t rightId = model.idOf(right);
        const int32_t id = model.idOf(left + right);
        if (leftId < 0 || rightId < 0 || id < 0) {
            const std::string &missing = leftId < 0 ? left : rightId < 0 ? right : left + right;
            return fail(
                ErrorCode::Corrupt,
                fmt::format("{}: merge {} joins \"{}\" and \"{}\", but \"{}\" is not in the vocabulary.",
                            origin, rank + 1, left, right, missing),
                "Take the tokenizer folder from one and the same model.");
        }
        model.m_merges[pairKey(leftId, rightId)] = {static_cast<uint32_t>(rank), id};
    }
    model.findByteIds();
    return model;
}

void BpeModel::findByteIds()
{
    for (size_t byte = 0; byte < 256; ++byte) {
        const std::string symbol = byteSymbol(static_cast<uint8_t>(byte));
        m_inner[byte] = idOf(symbol);
        m_last[byte] = idOf(symbol + std::string(kEndOfWord));
    }
}

int32_t BpeModel::idOf(const std::string &token) const
{
    const auto found = m_vocabulary.find(token);
    return found == m_vocabulary.end() ? -1 : found->second;
}

const BpeModel::Merge *BpeModel::mergeOf(int32_t left, int32_t right) const
{
    const auto found = m_merges.find(pairKey(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

void BpeModel::appendWord(std::span<const uint8_t> word, int32_t unknownId, std::vector<int32_t> &ids) const
{
    const int count = static_cast<int>(word.size());
    std::vector<Symbol> symbols(word.size());
    std::priority_queue<Candidate, std::vector<Candidate>, IsWorse> candidates;
    const auto consider = [&](int at) {
        if (at < 0 || symbols[at].next < 0)
            return;
        if (const Merge *merge = mergeOf(symbols[at].id, symbols[symbols[at].next].id))
            candidates.push({merge->rank, merge->id, at});
    };
    for (int at = 0; at < count; ++at) {
        const int32_t id = at + 1 < count ? m_inner[word[at]] : m_last[word[at]];
        symbols[at] = {id < 0 ? unknownId : id, at - 1, at + 1 < count ? at + 1 : -1};
    }
    for (int at = 0; at + 1 < count; ++at)
        consider(at);
    while (!candidates.empty()) {
        const Candidate best = candidates.top();
        candidates.pop();
        Symbol &left = symbols[best.at];
        if (left.isGone || left.next < 0)
            continue;
        Symbol &right = symbols[left.next];
        const Merge *merge = mergeOf(left.id, right.id);
        if (!merge || merge->id != best.id) // the pair was merged away meanwhile
            continue;
        left.id = best.id;
        left.next = right.next;
        right.isGone = true;
        if (left.next >= 0)
            symbols[left.next].previous = best.at;
        consider(left.previous);
        consider(best.at);
    }
    for (int at = count > 0 ? 0 : -1; at >= 0; at = symbols[at].next)
        ids.push_back(symbols[at].id);
}

} // namespace armature
