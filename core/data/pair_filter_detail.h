#pragma once
// The compiled filter; included by core/data/pair_filter*.cpp only.

#include "core/data/pair_filter.h"
#include "core/data/text_input.h"

#include <algorithm>
#include <cmath>

namespace armature {

namespace filter_detail {

enum class Field { Any, Name, Caption, Size, Width, Height, Aspect, Tokens, Issue, Is };
enum class Op { And, Or, Not, Test };
enum class Compare { Equal, NotEqual, Less, LessEqual, More, MoreEqual, Range };
enum class State { Pair, Unpaired, Aligned, Trainable, Excluded, Captioned, Checked };

struct FieldName
{
    std::string_view name;
    Field field;
};
constexpr FieldName kFields[] = {
    {"name", Field::Name},     {"caption", Field::Caption}, {"size", Field::Size},
    {"width", Field::Width},   {"height", Field::Height},   {"aspect", Field::Aspect},
    {"tokens", Field::Tokens}, {"issue", Field::Issue},     {"is", Field::Is}};
struct StateName
{
    std::string_view name;
    State state;
};
constexpr StateName kStates[] = {{"pair", State::Pair},         {"unpaired", State::Unpaired},
                                 {"aligned", State::Aligned},   {"trainable", State::Trainable},
                                 {"excluded", State::Excluded}, {"captioned", State::Captioned},
                                 {"checked", State::Checked}};
constexpr std::string_view kOperators[] = {"AND", "OR", "NOT"};

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }

inline std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

// A text to look for, without regard to case. Plain ASCII is compared in place.
struct Pattern
{
    std::string folded;
    bool isAscii = true, isGlob = false;

    explicit Pattern(std::string_view text = {})
        : folded(caseFolded(text)),
          isAscii(std::all_of(text.begin(), text.end(), [](char c) { return uint8_t(c) < 0x80; })),
          isGlob(text.find_first_of("*?") != std::string_view::npos)
    {
    }

    bool foundIn(std::string_view text) const
    {
        if (isGlob)
            return matchesGlob(isAscii ? lowered(text) : caseFolded(text));
        if (!isAscii)
            return caseFolded(text).find(folded) != std::string::npos;
        return std::search(text.begin(), text.end(), folded.begin(), folded.end(),
                           [](char a, char b) { return lower(a) == b; }) != text.end();
    }

    // * is any run of bytes, ? one byte; the whole text must match.
    bool matchesGlob(std::string_view text) const
    {
        size_t at = 0, pattern = 0, star = std::string::npos, resume = 0;
        while (at < text.size()) {
            if (pattern < folded.size() && folded[pattern] == '*') {
                star = pattern++;
                resume = at;
            } else if (pattern < folded.size() && (folded[pattern] == '?' || folded[pattern] == text[at])) {
                ++pattern;
                ++at;
            } else if (star != std::string::npos) {
                pattern = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        return folded.find_first_not_of('*', pattern) == std::string::npos;
    }
};

} // namespace filter_detail

struct PairFilter::Node
{
    using Op = filter_detail::Op;
    using Field = filter_detail::Field;
    using Compare = filter_detail::Compare;
    using State = filter_detail::State;
    using Pattern = filter_detail::Pattern;

    Op op = Op::Test;
    std::vector<std::shared_ptr<const Node>> children;
    Field field = Field::Any;
    Compare compare = Compare::Equal;
    double low = 0, high = 0;
    Pattern pattern;
    uint32_t issues = 0;
    State state = State::Pair;

    bool compares(double value) const
    {
        const double slack = field == Field::Aspect ? 0.01 * low : 0;
        switch (compare) {
        case Compare::Equal:
            return std::abs(value - low) <= slack;
        case Compare::NotEqual:
            return std::abs(value - low) > slack;
        case Compare::Less:
            return value < low - slack;
        case Compare::LessEqual:
            return value <= low + slack;
        case Compare::More:
            return value > low + slack;
        case Compare::MoreEqual:
            return value >= low - slack;
        case Compare::Range:
            return value >= low && value <= high;
        }
        return false;
    }

    bool isIn(const PairTable &table, uint32_t row) const
    {
        switch (state) {
        case State::Pair:
            return table.kind(row) == RowKind::Pair;
        case State::Unpaired:
            return table.kind(row) != RowKind::Pair;
        case State::Aligned:
            return table.isAligned(row);
        case State::Trainable:
            return table.isTrainable(row);
        case State::Excluded:
            return table.isExcluded(row);
        case State::Captioned:
            return table.hasCaption(row) && !table.caption(row).empty();
        case State::Checked:
            return table.facts(row).isChecked;
        }
        return false;
    }

    bool test(const PairTable &table, uint32_t row) const
    {
        const auto &facts = table.facts(row);
        const auto size = facts.target.width ? facts.target : facts.condition;
        switch (field) {
        case Field::Any:
            return isNamed(table, row) || pattern.foundIn(table.caption(row));
        case Field::Name:
            return isNamed(table, row);
        case Field::Caption:
            return pattern.foundIn(table.caption(row));
        case Field::Size:
            return size.width && compares(std::min(size.width, size.height));
        case Field::Width:
            return size.width && compares(size.width);
        case Field::Height:
            return size.width && compares(size.height);
        case Field::Aspect:
            return size.width && compares(double(size.width) / size.height);
        case Field::Tokens:
            return facts.isChecked && table.hasPicture(row) && compares(facts.tokens);
        case Field::Issue:
            return table.issues(row) & issues;
        case Field::Is:
            return isIn(table, row);
        }
        return false;
    }

    bool isNamed(const PairTable &table, uint32_t row) const
    {
        return pattern.foundIn(table.id(row)) || pattern.foundIn(table.target(row)) ||
               pattern.foundIn(table.condition(row));
    }

    bool matches(const PairTable &table, uint32_t row) const
    {
        switch (op) {
        case Op::And:
            return std::all_of(children.begin(), children.end(),
                               [&](const auto &c) { return c->matches(table, row); });
        case Op::Or:
            return std::any_of(children.begin(), children.end(),
                               [&](const auto &c) { return c->matches(table, row); });
        case Op::Not:
            return !children[0]->matches(table, row);
        case Op::Test:
            return test(table, row);
        }
        return false;
    }
};

} // namespace armature
