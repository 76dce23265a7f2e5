#include "core/data/csv.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace armature::pairs_detail {

namespace {

using json = nlohmann::json;

constexpr size_t kMaxArrayFile = size_t(64)
                                 << 20; // bytes of a prompt.json that is one array instead of lines
constexpr size_t kMaxMalformed = 1000;  // findings; a file of another kind has a million broken lines

// The names under which one column may stand, best first.
struct ColumnAliases
{
    std::vector<std::string> image, condition, caption;
    bool captionIsDefault = true;
};

std::vector<std::string> aliases(const std::string &name, const std::string &standard,
                                 std::initializer_list<const char *> others)
{
    std::vector<std::string> result = {name + "_file_name", name};
    if (name == standard)
        result.insert(result.end(), others.begin(), others.end());
    return result;
}

ColumnAliases aliasesOf(const ColumnNames &columns)
{
    ColumnAliases result;
    result.image = aliases(columns.image, "image", {"file_name", "target_file_name", "target"});
    if (columns.image != "image")
        result.image.push_back("file_name"); // imagefolder's own name of its first picture column
    result.condition =
        aliases(columns.conditioningImage, "conditioning_image",
                {"condition_file_name", "condition", "source_file_name", "source", "control_file_name",
                 "control", "conditioning", "condition_image", "control_image"});
    result.captionIsDefault = columns.caption == "text";
    result.caption = {columns.caption};
    if (result.captionIsDefault)
        result.caption.insert(result.caption.end(), {"caption", "captions", "prompt", "prompts"});
    return result;
}

std::optional<std::string> pathIn(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_object() && value.contains("path") &&
        value["path"].is_string()) // datasets' {"bytes":…, "path":…}
        return value["path"].get<std::string>();
    return std::nullopt;
}

std::optional<std::string> firstPath(const json &object, const std::vector<std::string> &names)
{
    for (const auto &name : names) {
        if (const auto found = object.find(name); found != object.end())
            if (auto path = pathIn(*found))
                return path;
    }
    return std::nullopt;
}

// A string, or a list of strings of which one is drawn; null and absent mean that there is none.
std::vector<std::string> captionsIn(const json &object, const std::vector<std::string> &names)
{
    for (const auto &name : names) {
        const auto found = object.find(name);
        if (found == object.end() || found->is_null())
            continue;
        std::vector<std::string> captions;
        if (found->is_string())
            captions.emplace_back(trimmed(found->get_ref<const std::string &>()));
        else if (found->is_array())
            for (const auto &item : *found)
                if (item.is_string())
                    captions.emplace_back(trimmed(item.get_ref<const std::string &>()));
        return captions;
    }
    return {};
}

class ListingReader
{
public:
    ListingReader(PairSet &set, const fs::path &file, const ColumnNames &columns)
        : m_set(set), m_file(file), m_name(displayName(relativeName(set.root, file))), m_columns(columns),
          m_aliases(aliasesOf(columns))
    {
    }

    Result<Listing> run()
    {
        const bool isCsv = caseFolded(m_file.extension().string()) == ".csv";
        ARMATURE_CHECK(isCsv ? readCsv() : beginsWithArray() ? readArray() : readLines());
        if (m_malformed > kMaxMalformed)
            addFinding(
                m_set, FindingKind::MalformedLine, Severity::Error, {}, {m_file},
                fmt::format("{} more lines of {} cannot be read.", m_malformed - kMaxMalformed, m_name),
                "Check that the file is what its name says.");
        if (!m_listing.rows.empty()) {
            ARMATURE_CHECK(requireColumn(m_columns.image, "image", m_aliases.image, "--image_column"));
            ARMATURE_CHECK(requireColumn(m_columns.conditioningImage, "conditioning_image",
                                         m_aliases.condition, "--conditioning_image_column"));
            ARMATURE_CHECK(requireColumn(m_columns.caption, "text", m_aliases.caption, "--caption_column"));
        }
        return std::move(m_listing);
    }

private:
    // A name that the user chose must occur; one that we chose may be absent.
    Status requireColumn(const std::string &name, const std::string &standard,
                         const std::vector<std::string> &names, const char *flag) const
    {
        const bool isThere = std::any_of(names.begin(), names.end(), [this](const auto &alias) {
            return m_listing.columns.contains(alias);
        });
        if (name == standard || isThere)
            return {};
        std::string present;
        for (const auto &column : m_listing.columns)
            present += (present.empty() ? "" : ", ") + displayName(column);
        return fail(ErrorCode::BadInput,
                    fmt::format("{} has no column '{}'; it has: {}.", m_name, displayName(name), present),
                    fmt::format("Name the right one with {}.", flag));
    }

    Status cannotOpen() const
    {
        return fail(ErrorCode::Io, fmt::format("{} cannot be opened.", m_name), "Allow reading it (chmod).");
    }

    void malformed(size_t line, const std::string &why)
    {
        if (++m_malformed <= kMaxMalformed)
            addFinding(m_set, FindingKind::MalformedLine, Severity::Error, {}, {m_file},
                       fmt::format("Line {} of {} {}.", line, m_name, why), "Correct or remove the line.",
                       line);
    }

    void notUtf8(size_t line)
    {
        if (++m_notUtf8 <= kMaxMalformed)
            addFinding(
                m_set, FindingKind::InvalidUtf8, Severity::Warning, {}, {m_file},
                fmt::format("Line {} of {} is not UTF-8; what cannot be read became a replacement character.",
                            line, m_name),
                "Save the file as UTF-8.", line);
    }

    Status takeObject(const json &object, size_t line)
    {
        if (!object.is_object()) {
            malformed(line, "is not a JSON object");
            return {};
        }
        for (const auto &item : object.items())
            if (m_listing.columns.size() < 1000)
                m_listing.columns.insert(item.key());
        Row row{line, firstPath(object, m_aliases.image), firstPath(object, m_aliases.condition),
                captionsIn(object, m_aliases.caption)};
        return takeRow(std::move(row));
    }

    Status takeRow(Row row)
    {
        if (m_listing.rows.size() >= kMaxPairs)
            return fail(ErrorCode::Unsupported, fmt::format("{} has more than {} lines.", m_name, kMaxPairs),
                        "Split the dataset into several folders.");
        if (!row.target) {
            malformed(row.line, fmt::format("names no picture ({})",
                                            m_aliases.image.size() > 2 ? "file_name" : m_columns.image));
            return {};
        }
        m_listing.rows.push_back(std::move(row));
        return {};
    }

    Status readLines()
    {
        LineReader lines(m_file);
        if (!lines.isOpen())
            return cannotOpen();
        while (auto line = lines.next()) {
            if (line->tooLong) {
                malformed(line->number, "is longer than 1 MB");
                continue;
            }
            const auto decoded = decodeText(line->bytes);
            if (decoded.hadInvalidBytes)
                notUtf8(line->number);
            if (trimmed(decoded.text).empty())
                continue;
            const json object = json::parse(decoded.text, nullptr, false);
            if (object.is_discarded())
                malformed(line->number, "is not JSON");
            else
                ARMATURE_CHECK(takeObject(object, line->number));
        }
        return {};
    }

    bool beginsWithArray() const
    {
        std::ifstream stream(m_file, std::ios::binary);
        std::string head(64, '\0');
        stream.read(head.data(), std::streamsize(head.size()));
        head.resize(size_t(stream.gcount()));
        if (head.starts_with("\xEF\xBB\xBF"))
            head.erase(0, 3);
        return trimmed(head).starts_with('[');
    }

    // prompt.json written as one array, the way a JSON library does it. Line means element then.
    Status readArray()
    {
        const auto bytes = readSmallFile(m_file, kMaxArrayFile);
        if (!bytes)
            return fail(ErrorCode::Unsupported,
                        fmt::format("{} is one JSON array of more than 64 MB.", m_name),
                        "Write one object a line instead.");
        const auto decoded = decodeText(*bytes);
        if (decoded.hadInvalidBytes)
            notUtf8(1);
        const json array = json::parse(decoded.text, nullptr, false);
        if (!array.is_array())
            return fail(ErrorCode::Corrupt, fmt::format("{} begins as a JSON array but is none.", m_name),
                        "Write one object a line, or repair the array.");
        for (size_t i = 0; i < array.size(); ++i)
            ARMATURE_CHECK(takeObject(array[i], i + 1));
        return {};
    }

    Status readCsv()
    {
        CsvReader reader(m_file);
        if (!reader.isOpen())
            return cannotOpen();
        const auto header = reader.next();
        if (!header || header->isBroken)
            return fail(ErrorCode::Corrupt,
                        fmt::format("The first line of {} is no list of column names.", m_name),
                        "Begin it with file_name,conditioning_image_file_name,text.");
        std::vector<std::string> names;
        for (const auto &field : header->fields)
            names.emplace_back(trimmed(field));
        m_listing.columns.insert(names.begin(), names.end());
        while (const auto record = reader.next()) {
            if (record->isBroken || record->fields.size() != names.size()) {
                malformed(record->line, record->isBroken
                                            ? "has a quote that is never closed, or is longer than 1 MB"
                                            : fmt::format("has {} fields, the first line {}",
                                                          record->fields.size(), names.size()));
                continue;
            }
            if (record->hadInvalidBytes)
                notUtf8(record->line);
            ARMATURE_CHECK(takeRecord(names, *record));
        }
        return {};
    }

    Status takeRecord(const std::vector<std::string> &names, const CsvReader::Record &record)
    {
        json object = json::object();
        for (size_t i = 0; i < names.size(); ++i)
            object[names[i]] = record.fields[i];
        // A list of captions has no form of its own in CSV; a cell that is a JSON list of strings is taken
        // for one.
        for (const auto &name : m_aliases.caption) {
            const auto found = object.find(name);
            if (found == object.end())
                continue;
            const json list = json::parse(found->get_ref<const std::string &>(), nullptr, false);
            const bool isList =
                list.is_array() && !list.empty() &&
                std::all_of(list.begin(), list.end(), [](const json &item) { return item.is_string(); });
            if (isList)
                *found = list;
            break;
        }
        for (const auto *names2 : {&m_aliases.image, &m_aliases.condition})
            for (const auto &name : *names2)
                if (const auto found = object.find(name); found != object.end() && *found == "")
                    object.erase(found); // an empty cell names nothing
        return takeObject(object, record.line);
    }

    PairSet &m_set;
    const fs::path &m_file;
    const std::string m_name;
    const ColumnNames &m_columns;
    const ColumnAliases m_aliases;
    Listing m_listing;
    size_t m_malformed = 0;
    size_t m_notUtf8 = 0;
};

} // namespace

Result<Listing> readListing(PairSet &set, const fs::path &file, const ColumnNames &columns)
{
    return ListingReader(set, file, columns).run();
}

} // namespace armature::pairs_detail
