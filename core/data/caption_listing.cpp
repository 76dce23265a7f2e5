#include "core/data/caption_listing.h"

#include "core/data/csv.h"
#include "core/data/data_path.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace armature::caption_detail {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

constexpr std::array kTargetKeys = {"image_file_name", "image", "file_name", "target_file_name", "target"};
constexpr std::array kCaptionKeys = {"text", "caption", "captions", "prompt", "prompts"};

class Listing
{
public:
    Listing(const CaptionPlace &place, const CaptionChanges &changes, WantedCaptions &wanted,
            std::vector<CaptionChange> &conflicts)
        : m_place(place), m_base((place.root / place.listing).parent_path()), m_changes(changes),
          m_wanted(wanted), m_conflicts(conflicts)
    {
    }

    std::string lines(const std::string &text)
    {
        std::string result;
        result.reserve(text.size() + text.size() / 8);
        for (size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size() - 1);
            const auto line = text.substr(at, end + 1 - at);
            const auto changed = isAllTaken() ? std::nullopt : changedObject(line);
            if (!changed)
                result += line;
            else if (!changed->empty())
                result += *changed + (line.ends_with('\n') ? "\n" : "");
            at = end + 1;
        }
        return result;
    }

    // The objects directly inside the array; all between them stays.
    std::string array(const std::string &text)
    {
        std::string result;
        result.reserve(text.size() + text.size() / 8);
        size_t depth = 0, begin = 0, kept = 0;
        bool isString = false;
        for (size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (isString) {
                i += c == '\\';
                isString = c != '"';
            } else if (c == '"') {
                isString = true;
            } else if (c == '{' || c == '[') {
                if (++depth == 2 && c == '{')
                    begin = i;
            } else if ((c == '}' || c == ']') && depth > 0 && depth-- == 2 && c == '}') {
                if (const auto changed = changedObject(text.substr(begin, i + 1 - begin))) {
                    result.append(text, kept, begin - kept);
                    result += *changed;
                    kept = changed->empty() ? afterComma(text, i + 1, result) : i + 1;
                }
            }
        }
        return result.append(text, kept);
    }

    Result<std::string> csv(const std::string &text)
    {
        std::string result;
        result.reserve(text.size() + text.size() / 8);
        std::vector<std::string> names;
        char separator = ',';
        for (size_t at = 0; at < text.size();) {
            const size_t end = recordEnd(text, at);
            std::string record = text.substr(at, end - at);
            at = end;
            const size_t body = record.find_last_not_of("\r\n") + 1;
            const auto tail = record.substr(body);
            record.resize(body);
            if (names.empty()) {
                separator = separatorOf(record);
                ARMATURE_TRY(names, columnsOf(record, separator));
                result += record + tail;
                continue;
            }
            const auto changed = changedRecord(record, names, separator);
            if (!changed || !changed->empty())
                result += changed.value_or(record) + tail;
        }
        return result;
    }

private:
    bool isAllTaken() const { return m_taken == m_wanted.size(); }

    // Where text goes on after an object that was left out, together with one comma beside it.
    static size_t afterComma(const std::string &text, size_t at, std::string &before)
    {
        const size_t next = text.find_first_not_of(" \t\r\n", at);
        if (next != std::string::npos && text[next] == ',')
            return next + 1;
        const size_t last = before.find_last_not_of(" \t\r\n");
        if (last != std::string::npos && before[last] == ',')
            before.resize(last);
        return at;
    }

    // What is wanted for the picture that is named.
    WantedCaption *find(const std::string &name)
    {
        const auto file = resolveBelow(m_place.root, m_base, name);
        if (file.state != PathState::Ok)
            return nullptr;
        const auto found = m_wanted.find(file.path.lexically_relative(m_place.root).generic_string());
        return found == m_wanted.end() || found->second.isTaken ? nullptr : &found->second; // once
    }

    // False where the listing says something else than what was edited, and that is to stay.
    bool take(WantedCaption &wanted, std::string_view now)
    {
        wanted.isTaken = true;
        ++m_taken;
        if (m_place.overwritesOthers || trimmed(now) == trimmed(m_changes.shown(*wanted.change)))
            return true;
        m_conflicts.push_back(m_changes.at(*wanted.change));
        return false;
    }

    std::optional<std::string> changedObject(const std::string &text)
    {
        auto row = json::parse(text, nullptr, false);
        if (!row.is_object())
            return std::nullopt;
        const auto target = std::find_if(kTargetKeys.begin(), kTargetKeys.end(), [&](const char *key) {
            return row.contains(key) && row[key].is_string();
        });
        auto *wanted = target == kTargetKeys.end() ? nullptr : find(row[*target].get<std::string>());
        if (!wanted)
            return std::nullopt;
        if (!wanted->change)
            return "";
        const auto caption = std::find_if(kCaptionKeys.begin(), kCaptionKeys.end(),
                                          [&](const char *name) { return row.contains(name); });
        auto &value = row[caption == kCaptionKeys.end() ? "text" : *caption];
        auto &first = value.is_array() && !value.empty() ? value[0] : value; // the one that is shown
        if (!take(*wanted, first.is_string() ? first.get_ref<const std::string &>() : std::string()))
            return std::nullopt;
        first = m_changes.caption(*wanted->change);
        return row.dump(-1, ' ', false, json::error_handler_t::replace);
    }

    static size_t recordEnd(const std::string &text, size_t at)
    {
        bool isQuoted = false;
        for (; at < text.size(); ++at) {
            if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (text[at] == '\n' && !isQuoted)
                return at + 1;
        }
        return text.size();
    }

    static char separatorOf(const std::string &header)
    {
        for (const char candidate : {',', ';', '\t'}) {
            if (header.find(candidate) != std::string::npos)
                return candidate;
        }
        return ',';
    }

    Result<std::vector<std::string>> columnsOf(std::string header, char separator)
    {
        if (header.starts_with("\xEF\xBB\xBF"))
            header.erase(0, 3);
        std::vector<std::string> names;
        for (const auto &field : parseCsvRecord(header, separator).value_or(std::vector<std::string>()))
            names.emplace_back(trimmed(field));
        const bool wantsCaptions = std::any_of(m_wanted.begin(), m_wanted.end(), [](const auto &each) {
            return each.second.change.has_value();
        });
        if (!column(names, kTargetKeys) || (wantsCaptions && !column(names, kCaptionKeys)))
            return fail(ErrorCode::Unsupported,
                        fmt::format("{} has no column named text.", displayName(m_place.listing)),
                        "Add one in a spreadsheet, with a caption for each picture.", "Nothing was changed.");
        return names;
    }

    template <size_t N>
    static std::optional<size_t> column(const std::vector<std::string> &names,
                                        const std::array<const char *, N> &keys)
    {
        for (const char *key : keys) {
            const auto found = std::find(names.begin(), names.end(), key);
            if (found != names.end())
                return size_t(found - names.begin());
        }
        return std::nullopt;
    }

    std::optional<std::string> changedRecord(const std::string &record, const std::vector<std::string> &names,
                                             char separator)
    {
        auto fields = parseCsvRecord(record, separator);
        if (!fields || fields->size() != names.size())
            return std::nullopt;
        auto *wanted = find((*fields)[*column(names, kTargetKeys)]);
        if (!wanted)
            return std::nullopt;
        if (!wanted->change)
            return "";
        auto &field = (*fields)[*column(names, kCaptionKeys)];
        auto list = json::parse(field, nullptr, false); // several captions in one cell
        const bool isList = list.is_array() && !list.empty() && list[0].is_string();
        if (!take(*wanted, isList ? list[0].get<std::string>() : field))
            return std::nullopt;
        if (isList) {
            list[0] = m_changes.caption(*wanted->change);
            field = list.dump(-1, ' ', false, json::error_handler_t::replace);
        } else {
            field = m_changes.caption(*wanted->change);
        }
        std::string result;
        for (const auto &each : *fields)
            result += (result.empty() && &each == &fields->front() ? "" : std::string(1, separator)) +
                      quoted(each, separator);
        return result;
    }

    static std::string quoted(const std::string &field, char separator)
    {
        if (field.find_first_of(std::string("\"\r\n") + separator) == std::string::npos)
            return field;
        std::string result = "\"";
        for (const char c : field)
            result += c == '"' ? std::string("\"\"") : std::string(1, c);
        return result + '"';
    }

    const CaptionPlace &m_place;
    const fs::path m_base;
    const CaptionChanges &m_changes;
    WantedCaptions &m_wanted;
    std::vector<CaptionChange> &m_conflicts;
    size_t m_taken = 0;
};

} // namespace

Result<std::string> listingWithCaptions(const CaptionPlace &place, const std::string &text,
                                        const CaptionChanges &changes, WantedCaptions &wanted,
                                        std::vector<CaptionChange> &conflicts)
{
    Listing listing(place, changes, wanted, conflicts);
    if (caseFolded(fs::path(place.listing).extension().string()) == ".csv")
        return listing.csv(text);
    std::string_view head = std::string_view(text).substr(0, 100);
    if (head.starts_with("\xEF\xBB\xBF"))
        head.remove_prefix(3);
    return trimmed(head).starts_with('[') ? listing.array(text) : listing.lines(text);
}

} // namespace armature::caption_detail
