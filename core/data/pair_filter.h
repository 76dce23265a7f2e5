#pragma once
// The typed filter of the dataset browser: words, field:value, AND, OR, NOT, -, brackets.
//
//   name:cat*  caption:"a red car"  size:<512  width:>=768  aspect:!=1  aspect:16:9  tokens:>75 tokens:10..40
//   issue:misaligned  is:aligned      a bare word looks in name and caption; terms side by side are joined by
//   AND

#include "core/data/pair_table.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct FilterError
{
    size_t at = 0, length = 0; // bytes of the text that it is about
    std::string message;       // one sentence
};

// A word for issue: and the findings that it means.
struct IssueName
{
    std::string_view name; // "misaligned"
    uint32_t issues = 0;   // any of these bits
};
// The browser's own words first, then every kind by its kindName().
const std::vector<IssueName> &issueNames();

class PairFilter
{
public:
    PairFilter() = default; // takes every row

    // Returns the error instead where the text cannot be understood; nothing else fails.
    static PairFilter parse(std::string_view text, std::optional<FilterError> &error);

    bool isEmpty() const { return !m_root; }
    bool matches(const PairTable &table, uint32_t row) const;
    std::vector<uint32_t> rows(const PairTable &table) const; // ascending

    struct Node;

private:
    std::shared_ptr<const Node> m_root;
};

// What could be written in place of the word that ends at `cursor`, which begins at `from`.
struct FilterCompletions
{
    size_t from = 0;
    std::vector<std::string> words;
};
FilterCompletions filterCompletions(std::string_view text, size_t cursor);

} // namespace armature
