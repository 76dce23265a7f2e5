#include "core/config/schema.h"

#include "core/config/schema_rows.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <iterator>

namespace armature {

using nlohmann::json;

namespace {

std::vector<OptionRow> allRows()
{
    std::vector<OptionRow> rows;
    for (const auto &part : {modelRows, dataRows, runRows, optimiserRows, lossRows, checkpointRows,
                             validationRows, reportingRows, compatibilityRows}) {
        std::vector<OptionRow> more = part();
        std::move(more.begin(), more.end(), std::back_inserter(rows));
    }
    return rows;
}

// What people call the value of this row: "a whole number".
std::string_view kindInWords(OptionKind kind)
{
    switch (kind) {
    case OptionKind::Integer:
        return "a whole number";
    case OptionKind::Number:
        return "a number";
    case OptionKind::Switch:
        return "true or false";
    case OptionKind::TextList:
        return "a list of texts";
    case OptionKind::FileList:
        return "a list of file names";
    default:
        return "a text";
    }
}

std::string shortened(std::string text)
{
    constexpr size_t kLongest = 60;
    if (text.size() <= kLongest)
        return text;
    size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) // not inside a UTF-8 character
        --end;
    return text.substr(0, end) + "...";
}

tl::unexpected<Error> wrongValue(const OptionRow &row, const std::string &value, std::string_view reason,
                                 std::string remedy = {})
{
    return fail(ErrorCode::BadInput, fmt::format("{} is {}, but {}.", row.key, shortened(value), reason),
                std::move(remedy));
}

tl::unexpected<Error> wrongType(const OptionRow &row, const json &value)
{
    const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    const bool isQuotedNumber =
        value.is_string() && (row.kind == OptionKind::Integer || row.kind == OptionKind::Number);
    return wrongValue(row, text, fmt::format("it must be {}", kindInWords(row.kind)),
                      isQuotedNumber ? "Write the number without quotes." : "");
}

std::string rangeInWords(const OptionRange &range)
{
    const bool hasMinimum = std::isfinite(range.minimum);
    const bool hasMaximum = std::isfinite(range.maximum);
    std::string words;
    if (hasMinimum && hasMaximum)
        words =
            fmt::format("from {} to {}{}", range.minimum, range.belowMaximum ? "below " : "", range.maximum);
    else if (hasMinimum)
        words = fmt::format("{} or more", range.minimum);
    else if (hasMaximum)
        words = fmt::format("{} or less", range.maximum);
    if (range.multipleOf > 1)
        words += fmt::format("{}divisible by {}", words.empty() ? "" : " and ", range.multipleOf);
    return words;
}

Status setText(const OptionRow &row, const json &value, std::string &field)
{
    if (!value.is_string())
        return wrongType(row, value);
    const auto &text = value.get_ref<const std::string &>();
    if (text.find('\0') != std::string::npos)
        return wrongValue(row, "a text with a zero byte", "that cannot be a name");
    if (row.kind == OptionKind::Choice) {
        for (const std::string_view choice : row.choices) {
            if (text == choice) {
                field = text;
                return {};
            }
        }
        return wrongValue(row, fmt::format("'{}'", text), "that is not a choice",
                          fmt::format("Choose one of {}.", fmt::join(row.choices, ", ")));
    }
    field = text;
    return {};
}

Status setInteger(const OptionRow &row, const json &value, int64_t &field)
{
    if (!value.is_number_integer())
        return wrongType(row, value);
    const bool isTooLarge = value.is_number_unsigned() && value.get<uint64_t>() > INT64_MAX;
    const double asNumber = isTooLarge ? value.get<double>() : static_cast<double>(value.get<int64_t>());
    ARMATURE_CHECK(checkRange(row, asNumber));
    if (isTooLarge)
        return wrongValue(row, value.dump(), "that is too large");
    if (value.get<int64_t>() % row.range.multipleOf != 0) {
        const int64_t down = value.get<int64_t>() / row.range.multipleOf * row.range.multipleOf;
        return wrongValue(row, value.dump(), fmt::format("it must be divisible by {}", row.range.multipleOf),
                          fmt::format("Use --{} {} or {}.", row.key, down, down + row.range.multipleOf));
    }
    field = value.get<int64_t>();
    return {};
}

Status setSeed(const OptionRow &row, const json &value, uint64_t &field)
{
    if (!value.is_number_integer())
        return wrongType(row, value);
    if (!value.is_number_unsigned() && value.get<int64_t>() < 0)
        return checkRange(row, static_cast<double>(value.get<int64_t>()));
    field = value.get<uint64_t>();
    return {};
}

Status setNumber(const OptionRow &row, const json &value, double &field)
{
    if (!value.is_number())
        return wrongType(row, value);
    ARMATURE_CHECK(checkRange(row, value.get<double>()));
    field = value.get<double>();
    return {};
}

Status setSwitch(const OptionRow &row, const json &value, bool &field)
{
    if (!value.is_boolean())
        return wrongType(row, value);
    field = value.get<bool>();
    return {};
}

// A single text stands for a list of one.
Status setList(const OptionRow &row, const json &value, std::vector<std::string> &field)
{
    const json list = value.is_string() ? json::array({value}) : value;
    if (!list.is_array())
        return wrongType(row, value);
    std::vector<std::string> texts;
    for (const json &item : list) {
        if (!item.is_string())
            return wrongType(row, value);
        ARMATURE_CHECK(setText(row, item, texts.emplace_back()));
    }
    field = std::move(texts);
    return {};
}

struct Setter
{
    const OptionRow &row;
    const json &value;
    TrainOptions &options;

    Status operator()(std::string TrainOptions::*member) const
    {
        return setText(row, value, options.*member);
    }
    Status operator()(int64_t TrainOptions::*member) const { return setInteger(row, value, options.*member); }
    Status operator()(uint64_t TrainOptions::*member) const { return setSeed(row, value, options.*member); }
    Status operator()(double TrainOptions::*member) const { return setNumber(row, value, options.*member); }
    Status operator()(bool TrainOptions::*member) const { return setSwitch(row, value, options.*member); }
    Status operator()(std::vector<std::string> TrainOptions::*member) const
    {
        return setList(row, value, options.*member);
    }
};

template <typename T>
bool parseAll(std::string_view text, T &value)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

Result<json> switchFromText(const OptionRow &row, std::string_view text)
{
    const std::string word = lowered(text);
    if (word == "true" || word == "1" || word == "yes" || word == "on")
        return json(true);
    if (word == "false" || word == "0" || word == "no" || word == "off")
        return json(false);
    return wrongValue(row, fmt::format("'{}'", text), "it must be true or false");
}

Result<json> integerFromText(const OptionRow &row, std::string_view text)
{
    int64_t value = 0;
    uint64_t unsignedValue = 0;
    if (parseAll(text, value))
        return json(value);
    if (parseAll(text, unsignedValue))
        return json(unsignedValue);
    return wrongValue(row, fmt::format("'{}'", text), "it must be a whole number");
}

} // namespace

std::span<const OptionRow> trainSchema()
{
    static const std::vector<OptionRow> rows = allRows();
    return rows;
}

const OptionRow *findOption(std::string_view key)
{
    for (const OptionRow &row : trainSchema())
        if (row.key == key)
            return &row;
    return nullptr;
}

std::vector<std::string> optionKeys()
{
    std::vector<std::string> keys;
    for (const OptionRow &row : trainSchema())
        keys.emplace_back(row.key);
    return keys;
}

std::string_view sectionTitle(OptionSection section)
{
    switch (section) {
    case OptionSection::Models:
        return "Models";
    case OptionSection::Data:
        return "Pairs";
    case OptionSection::Run:
        return "Run";
    case OptionSection::Optimiser:
        return "Optimiser";
    case OptionSection::Loss:
        return "Loss";
    case OptionSection::Checkpoints:
        return "Checkpoints";
    case OptionSection::Validation:
        return "Validation";
    case OptionSection::Reporting:
        return "Reports and results";
    case OptionSection::Compatibility:
        return "Accepted for compatibility";
    }
    return {};
}

json optionValue(const OptionRow &row, const TrainOptions &options)
{
    return std::visit([&](auto member) { return json(options.*member); }, row.member);
}

Status setOption(const OptionRow &row, const json &value, TrainOptions &options)
{
    if (!value.is_null())
        return std::visit(Setter{row, value, options}, row.member);
    std::visit([&](auto member) { options.*member = TrainOptions().*member; }, row.member);
    return {};
}

Result<json> optionFromText(const OptionRow &row, std::string_view text)
{
    double number = 0;
    switch (row.kind) {
    case OptionKind::Integer:
        return integerFromText(row, text);
    case OptionKind::Number:
        if (!parseAll(text, number))
            return wrongValue(row, fmt::format("'{}'", text), "it must be a number",
                              "Write it like 0.5 or 1e-5.");
        return json(number);
    case OptionKind::Switch:
        return switchFromText(row, text);
    default:
        return json(std::string(text));
    }
}

std::string defaultText(const OptionRow &row)
{
    if (!row.emptyMeans.empty())
        return std::string(row.emptyMeans);
    const json value = optionValue(row, TrainOptions());
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_boolean())
        text = value.get<bool>() ? "on" : "off";
    return row.unit.empty() ? text : fmt::format("{} {}", text, row.unit);
}

Status checkRange(const OptionRow &row, double value)
{
    const OptionRange &range = row.range;
    const bool isBelow = value < range.maximum || (!range.belowMaximum && value == range.maximum);
    if (std::isfinite(value) && value >= range.minimum && isBelow)
        return {};
    const std::string words = rangeInWords(range);
    return wrongValue(row, fmt::format("{}", value),
                      words.empty() ? "it must be a finite number" : fmt::format("it must be {}", words));
}

std::vector<std::string> differingOptions(const TrainOptions &a, const TrainOptions &b)
{
    std::vector<std::string> keys;
    for (const OptionRow &row : trainSchema()) {
        if (!std::visit([&](auto member) { return a.*member == b.*member; }, row.member))
            keys.emplace_back(row.key);
    }
    return keys;
}

} // namespace armature
