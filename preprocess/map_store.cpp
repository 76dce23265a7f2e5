#include "preprocess/map_store.h"

#include "core/base/fs.h"
#include "core/data/map_recipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr const char *kIndex = "maps.json", *kRecipe = kRecipeFile;
constexpr int kFormat = 1;

// A line holds any file name: tabs, newlines and the sign itself are written as two hexadecimal digits.
std::string escaped(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string result;
    for (const char c : text) {
        if (c == '\t' || c == '\n' || c == '%') {
            result += '%';
            result += kDigits[std::size_t(c) >> 4];
            result += kDigits[std::size_t(c) & 15];
        } else {
            result += c;
        }
    }
    return result;
}

std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            unsigned value = 0;
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
            result += char(value);
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string recordLine(const std::string &source, const std::string &missing)
{
    return escaped(source) + '\t' + escaped(missing) + '\n';
}

std::string timeText()
{
    const auto now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text.data();
}

Status moveFile(const fs::path &from, const fs::path &to)
{
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    fs::rename(from, to, error);
    if (error)
        return fail(ErrorCode::Io, "Cannot move " + from.string() + ": " + error.message() + ".",
                    "Look at the rights of the folder; the switch goes on when the maps are opened next.");
    return {};
}

tl::unexpected<Error> damaged(const fs::path &file)
{
    return fail(ErrorCode::Corrupt, file.string() + " is damaged.",
                "Move the folder " + file.parent_path().string() +
                    " away; the maps in use stay as they are.");
}

} // namespace

std::string mapNameFor(std::string_view source)
{
    const auto slash = source.rfind('/');
    const auto dot = source.rfind('.');
    const bool hasExtension =
        dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash + 1);
    return std::string(source.substr(0, hasExtension ? dot : source.size())) + ".png";
}

fs::path MapStore::historyOf(const fs::path &folder) { return folder / kMapHistory; }

fs::path MapStore::recordFile(int number) const
{
    return historyOf(m_folder) / (std::to_string(number) + ".txt");
}

Result<MapStore> MapStore::open(const fs::path &folder)
{
    MapStore store(folder);
    const auto file = historyOf(folder) / kIndex;
    std::error_code error;
    if (!fs::exists(file, error))
        return store;
    ARMATURE_TRY(const auto text, readText(file));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("versions") || !json["versions"].is_array())
        return damaged(file);
    try {
        for (const auto &one : json["versions"]) {
            MapVersion version;
            version.number = one.at("number").get<int>();
            version.made = one.at("made").get<std::string>();
            version.isComplete = one.at("complete").get<bool>();
            version.isCurrent = json.at("current").get<int>() == version.number;
            ARMATURE_TRY(version.recipe, recipeFromJson(one.at("recipe"), file.string()));
            store.m_versions.push_back(std::move(version));
        }
        if (json.contains("switch")) {
            store.m_switchFrom = json["switch"].at("from").get<int>();
            store.m_switchTo = json["switch"].at("to").get<int>();
        }
    } catch (const nlohmann::json::exception &) {
        return damaged(file);
    }
    for (auto &version : store.m_versions) {
        ARMATURE_TRY(const auto records, store.recordsOf(version.number));
        const auto empty = [](const auto &record) { return !record.second.empty(); };
        version.withoutMap = std::count_if(records.begin(), records.end(), empty);
        version.maps = int64_t(records.size()) - version.withoutMap;
    }
    if (store.m_switchTo == 0)
        return store;
    const auto lock = lockMaps(folder);
    if (!lock && lock.error().code == ErrorCode::Locked)
        return store; // whoever holds it is switching just now
    ARMATURE_CHECK(store.carryOn());
    return store;
}

const MapVersion *MapStore::current() const
{
    const auto found = std::find_if(m_versions.begin(), m_versions.end(),
                                    [](const MapVersion &one) { return one.isCurrent; });
    return found == m_versions.end() ? nullptr : &*found;
}

const MapVersion *MapStore::find(const Recipe &recipe) const
{
    const auto print = recipeFingerprint(recipe);
    const auto found = std::find_if(m_versions.rbegin(), m_versions.rend(), [&](const MapVersion &one) {
        return recipeFingerprint(one.recipe) == print;
    });
    return found == m_versions.rend() ? nullptr : &*found;
}

MapVersion *MapStore::numbered(int number)
{
    const auto found = std::find_if(m_versions.begin(), m_versions.end(),
                                    [&](const MapVersion &one) { return one.number == number; });
    return found == m_versions.end() ? nullptr : &*found;
}

Status MapStore::save() const
{
    auto versions = nlohmann::json::array();
    const MapVersion *used = current();
    for (const auto &version : m_versions)
        versions.push_back({{"number", version.number},
                            {"made", version.made},
                            {"complete", version.isComplete},
                            {"recipe", recipeToJson(version.recipe)}});
    nlohmann::json json{{"format", kFormat}, {"current", used ? used->number : 0}, {"versions", versions}};
    if (m_switchTo != 0)
        json["switch"] = {{"from", m_switchFrom}, {"to", m_switchTo}};
    ARMATURE_CHECK(writeFileAtomically(historyOf(m_folder) / kIndex, json.dump(2) + "\n"));
    return used && m_switchTo == 0 ? saveRecipe(m_folder / kRecipe, used->recipe) : Status{};
}

Status MapStore::use(int number)
{
    ARMATURE_TRY(const auto lock, lockMaps(m_folder));
    return switchTo(number);
}

Status MapStore::switchTo(int number)
{
    if (!numbered(number))
        return fail(ErrorCode::NotFound,
                    m_folder.string() + " has no version " + std::to_string(number) + " of its maps.",
                    "armature-cli preprocess --versions DIR lists them.");
    const auto *used = current();
    if (used && used->number == number)
        return {};
    m_switchFrom = used ? used->number : 0;
    m_switchTo = number;
    ARMATURE_CHECK(save());
    return carryOn();
}

// Each file's state tells whether it was moved already, so that this may be cut off anywhere.
Status MapStore::carryOn()
{
    const auto beside = [&](int number) { return historyOf(m_folder) / std::to_string(number); };
    const auto mapsIn = [&](int number) -> Result<std::set<std::string>> {
        std::set<std::string> maps;
        if (number == 0)
            return maps;
        ARMATURE_TRY(const auto records, recordsOf(number));
        for (const auto &[source, missing] : records)
            if (missing.empty())
                maps.insert(mapNameFor(source));
        return maps;
    };
    ARMATURE_TRY(const auto before, mapsIn(m_switchFrom));
    ARMATURE_TRY(const auto after, mapsIn(m_switchTo));
    std::error_code error;
    for (const auto &map : before) {
        const bool isDone = after.contains(map) && !fs::exists(beside(m_switchTo) / map, error);
        if (!isDone && fs::exists(m_folder / map, error))
            ARMATURE_CHECK(moveFile(m_folder / map, beside(m_switchFrom) / map));
    }
    for (const auto &map : after)
        if (fs::exists(beside(m_switchTo) / map, error) && !fs::exists(m_folder / map, error))
            ARMATURE_CHECK(moveFile(beside(m_switchTo) / map, m_folder / map));
    for (auto &version : m_versions)
        version.isCurrent = version.number == m_switchTo;
    m_switchFrom = m_switchTo = 0;
    return save();
}

Result<int> MapStore::addVersion(const Recipe &recipe)
{
    std::error_code error;
    fs::create_directories(historyOf(m_folder), error);
    MapVersion version;
    version.recipe = recipe;
    version.made = timeText();
    version.isCurrent = m_versions.empty();
    for (const auto &one : m_versions)
        version.number = std::max(version.number, one.number + 1);
    m_versions.push_back(std::move(version));
    ARMATURE_CHECK(save());
    return m_versions.back().number;
}

fs::path MapStore::mapsOf(int number) const
{
    const auto *used = current();
    return used && used->number == number ? m_folder : historyOf(m_folder) / std::to_string(number);
}

Result<MapRecords> MapStore::recordsOf(int number) const
{
    MapRecords records;
    std::error_code error;
    if (!fs::exists(recordFile(number), error))
        return records;
    ARMATURE_TRY(const auto text, readText(recordFile(number), uint64_t(4) << 30));
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        if (end == std::string::npos)
            break; // cut off while it was written: that picture is looked at again
        const auto line = std::string_view(text).substr(begin, end - begin);
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos)
            return damaged(recordFile(number));
        records[unescaped(line.substr(0, tab))] = unescaped(line.substr(tab + 1));
        begin = end + 1;
    }
    return records;
}

Status MapStore::append(int number, const MapRecordList &records)
{
    std::string lines;
    for (const auto &[source, missing] : records)
        lines += recordLine(source, missing);
    const auto file = recordFile(number);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return fail(ErrorCode::Io, file.string() + " cannot be written.",
                    "Look at the rights of the folder.");
    // What was cut off by a crash or a full disk goes: a line must begin where a line ended.
    auto end = ::lseek(descriptor, 0, SEEK_END);
    for (char last = 0; end > 0 && ::pread(descriptor, &last, 1, end - 1) == 1 && last != '\n';)
        --end;
    const bool isWritten = ::ftruncate(descriptor, end) == 0 &&
                           ::pwrite(descriptor, lines.data(), lines.size(), end) == ssize_t(lines.size()) &&
                           ::fdatasync(descriptor) == 0;
    if (!isWritten && ::ftruncate(descriptor, end) != 0)
        lines.clear(); // the half line is cut off the next time
    ::close(descriptor);
    if (!isWritten)
        return fail(ErrorCode::DiskFull, file.string() + " cannot be written.",
                    "Free some space, or use another folder.");
    return {};
}

Status MapStore::forget(int number, const std::set<std::string> &except)
{
    ARMATURE_TRY(const auto records, recordsOf(number));
    std::string lines;
    for (const auto &source : except)
        if (const auto record = records.find(source); record != records.end())
            lines += recordLine(source, record->second);
    if (!lines.empty())
        return writeFileAtomically(recordFile(number), lines);
    std::error_code error;
    fs::remove(recordFile(number), error);
    return {};
}

Status MapStore::finish(int number, bool isComplete)
{
    if (auto *version = numbered(number))
        version->isComplete = isComplete;
    return save();
}

Result<RunLock> lockMaps(const fs::path &folder)
{
    std::error_code error;
    fs::create_directories(MapStore::historyOf(folder), error);
    auto lock = RunLock::acquire(MapStore::historyOf(folder));
    if (!lock && lock.error().code == ErrorCode::Locked)
        return fail(ErrorCode::Locked, "Maps are being made in " + folder.string() + " already.",
                    "Wait for that to end, or use another output folder.");
    return lock;
}

} // namespace armature
