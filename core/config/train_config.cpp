#include "core/config/train_config.h"

#include "core/config/nearest_name.h"
#include "core/config/refused_options.h"
#include "core/config/schema.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <vector>

namespace armature {

using nlohmann::json;

namespace {

constexpr std::string_view kVersionKey = "schema_version";
constexpr uintmax_t kLargestFile = 4 << 20;

Status checkVersion(const json &value)
{
    if (!value.is_number_integer())
        return fail(ErrorCode::BadInput, "schema_version is not a whole number.", "Leave it out.");
    if (value.get<int64_t>() > kTrainConfigSchemaVersion) {
        return fail(ErrorCode::Unsupported,
                    fmt::format("The configuration has schema version {}; this Armature knows up to {}.",
                                value.get<int64_t>(), kTrainConfigSchemaVersion),
                    "Use the Armature that wrote it, or a newer one.");
    }
    return {};
}

// In a file that was made from diffusers' arguments a refused option may stand there switched off.
bool isSwitchedOff(const json &value) { return value.is_null() || value == json(false); }

Status applyKey(const std::string &key, const json &value, GivenTrainOptions &given)
{
    if (key == kVersionKey)
        return checkVersion(value);
    if (auto refusal = refusedOption(key)) {
        if (isSwitchedOff(value))
            return {};
        return fail(std::move(*refusal));
    }
    const OptionRow *row = findOption(key);
    if (!row) {
        return fail(ErrorCode::BadInput, fmt::format("There is no option '{}'.", key),
                    fmt::format("Did you mean '{}'?", nearestName(key, optionKeys())));
    }
    if (value.is_string()) {
        if (auto refusal = refusedValue(key, value.get_ref<const std::string &>()))
            return fail(std::move(*refusal));
    }
    ARMATURE_CHECK(setOption(*row, value, given.options));
    if (value.is_null())
        given.explicitKeys.erase(key);
    else
        given.explicitKeys.insert(key);
    return {};
}

Result<std::string> readConfigText(const std::filesystem::path &file)
{
    const std::string remedy = "Check the path given with --config.";
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status))
        return fail(ErrorCode::NotFound, fmt::format("The config file {} does not exist.", file.string()),
                    remedy);
    if (!std::filesystem::is_regular_file(status))
        return fail(ErrorCode::NotFound, fmt::format("{} is not a file.", file.string()), remedy);
    const uintmax_t size = std::filesystem::file_size(file, error);
    if (!error && size > kLargestFile)
        return fail(ErrorCode::BadInput, fmt::format("{} is too large for a config file.", file.string()),
                    remedy);
    std::ifstream stream(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream && !stream.eof())
        return fail(ErrorCode::Io, fmt::format("The config file {} cannot be read.", file.string()),
                    "Check that you may read it.");
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.erase(0, kByteOrderMark.size());
    return text;
}

std::string placeInText(const std::string &text, size_t byte)
{
    const size_t end = std::min(byte > 0 ? byte - 1 : 0, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    const size_t lineStart = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
    const size_t column = lineStart == std::string::npos ? end + 1 : end - lineStart;
    return fmt::format("line {}, column {}", line, column);
}

// nlohmann keeps the last of two equal keys in silence; a person who wrote both wants to know.
Result<json> parseObject(const std::string &text)
{
    std::vector<std::string> keys;
    std::string twice;
    const auto watch = [&](int depth, json::parse_event_t event, json &parsed) {
        if (event != json::parse_event_t::key || depth != 1)
            return true;
        const auto &key = parsed.get_ref<const std::string &>();
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            twice = key;
        keys.push_back(key);
        return true;
    };
    try {
        json parsed = json::parse(text, watch);
        if (!twice.empty())
            return fail(ErrorCode::BadInput, fmt::format("'{}' is there twice.", twice),
                        "Remove one of them.");
        return parsed;
    } catch (const json::parse_error &error) {
        return fail(ErrorCode::BadInput, fmt::format("{} is no valid JSON.", placeInText(text, error.byte)),
                    "Look for a missing comma or quote, or a comma after the last entry.");
    } catch (const json::exception &) {
        return fail(ErrorCode::BadInput, "A value in it is no valid JSON.",
                    "Look for a number that is too large.");
    }
}

Error inFile(const std::filesystem::path &file, Error error)
{
    error.message = fmt::format("{}: {}", file.string(), error.message);
    return error;
}

} // namespace

Status applyTrainConfig(const json &object, GivenTrainOptions &given)
{
    if (!object.is_object())
        return fail(ErrorCode::BadInput, "The configuration is not a JSON object.",
                    "Write it as {\"learning_rate\": 1e-5, ...}.");
    for (const auto &[key, value] : object.items())
        ARMATURE_CHECK(applyKey(key, value, given));
    return {};
}

Status applyTrainConfigFile(const std::filesystem::path &file, GivenTrainOptions &given)
{
    ARMATURE_TRY(const std::string text, readConfigText(file));
    auto object = parseObject(text);
    if (!object)
        return fail(inFile(file, std::move(object.error())));
    GivenTrainOptions merged = given;
    if (Status applied = applyTrainConfig(*object, merged); !applied)
        return fail(inFile(file, std::move(applied.error())));
    given = std::move(merged);
    return {};
}

nlohmann::ordered_json trainConfigToJson(const TrainOptions &options)
{
    nlohmann::ordered_json object;
    object[std::string(kVersionKey)] = kTrainConfigSchemaVersion;
    for (const OptionRow &row : trainSchema())
        object[std::string(row.key)] = nlohmann::ordered_json(optionValue(row, options));
    return object;
}

} // namespace armature
