#include "core/data/pair_filter.h"

#include "core/data/pair_filter_detail.h"

namespace armature {

using namespace filter_detail;

const std::vector<IssueName> &issueNames()
{
    static const auto names = [] {
        using K = FindingKind;
        const auto bits = [](std::initializer_list<K> kinds) {
            uint32_t all = 0;
            for (const auto kind : kinds)
                all |= issueBit(kind);
            return all;
        };
        std::vector<IssueName> list = {
            {"any", ~issueBit(K::Excluded)},
            {"misaligned", bits({K::AspectDiffers, K::SizeDiffers})},
            {"unpaired", bits({K::UnpairedTarget, K::UnpairedCondition, K::MissingFile})},
            {"unreadable", bits({K::Unreadable, K::Truncated, K::UnsupportedFormat})},
            {"small", bits({K::SmallerThanResolution})},
            {"exif", bits({K::ExifRotation})},
            {"16bit", bits({K::SixteenBit})},
            {"duplicate", bits({K::Duplicate, K::DuplicateCondition, K::SameAsTarget})},
            {"lookalike", bits({K::NearDuplicate})},
            {"blank", bits({K::BlankCondition})},
            {"nocaption", bits({K::MissingCaption, K::EmptyCaption})},
            {"longcaption", bits({K::LongCaption})},
        };
        const size_t own = list.size();
        for (size_t kind = 0; kind < kFindingKinds; ++kind) {
            const auto name = kindName(K(kind));
            const bool isTaken = std::any_of(list.begin(), list.begin() + std::ptrdiff_t(own),
                                             [&](const IssueName &other) { return other.name == name; });
            if (!isTaken)
                list.push_back({name, issueBit(K(kind))});
        }
        return list;
    }();
    return names;
}

bool PairFilter::matches(const PairTable &table, uint32_t row) const
{
    return !m_root || m_root->matches(table, row);
}

std::vector<uint32_t> PairFilter::rows(const PairTable &table) const
{
    std::vector<uint32_t> result;
    for (uint32_t row = 0; row < table.size(); ++row) {
        if (matches(table, row))
            result.push_back(row);
    }
    return result;
}

FilterCompletions filterCompletions(std::string_view text, size_t cursor)
{
    cursor = std::min(cursor, text.size());
    FilterCompletions result;
    size_t from = cursor;
    while (from > 0 && text[from - 1] != ' ' && text[from - 1] != '(' && text[from - 1] != ')')
        --from;
    if (from < cursor && text[from] == '-')
        ++from;
    const auto word = text.substr(from, cursor - from);
    const auto colon = word.find(':');
    result.from = colon == std::string_view::npos ? from : from + colon + 1;
    const auto typed = lowered(text.substr(result.from, cursor - result.from));
    const auto offer = [&](std::string_view candidate) {
        if (lowered(candidate).starts_with(typed) && candidate.size() > typed.size())
            result.words.emplace_back(candidate);
    };
    if (colon == std::string_view::npos) {
        for (const auto &field : kFields)
            offer(std::string(field.name) + ':');
        for (const auto name : kOperators)
            offer(name);
    } else if (const auto field = lowered(word.substr(0, colon)); field == "issue") {
        for (const auto &issue : issueNames())
            offer(issue.name);
    } else if (field == "is") {
        for (const auto &state : kStates)
            offer(state.name);
    } else if (field == "size" || field == "tokens" || field == "aspect" || field == "width" ||
               field == "height") {
        for (const std::string_view sign : {"<", ">", "<=", ">=", "!="})
            offer(sign);
    }
    return result;
}

} // namespace armature
