#include "core/nn/config_reader.h"

#include <cmath>

namespace armature {

namespace {

// Far above any network, and far below where a product of two such numbers overflows.
constexpr int64_t kMost = 1 << 24;

std::string shown(const nlohmann::json &value)
{
    auto text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (text.size() > 60)
        text.replace(57, std::string::npos, "...");
    return text;
}

} // namespace

ConfigReader::ConfigReader(const nlohmann::json &json, std::string origin)
    : m_json(&json), m_origin(std::move(origin))
{
    if (!json.is_object())
        bad("is not a JSON object");
}

const nlohmann::json *ConfigReader::find(const char *key) const
{
    if (!m_json->is_object())
        return nullptr;
    const auto found = m_json->find(key);
    return found == m_json->end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::has(const char *key) const { return find(key) != nullptr; }

void ConfigReader::bad(const std::string &what)
{
    if (!m_error)
        m_error = Error{ErrorCode::BadInput,
                        m_origin + " " + what + ".",
                        "Use the config.json that the model came with.",
                        {}};
}

void ConfigReader::unsupported(const std::string &what)
{
    if (!m_error)
        m_error = Error{ErrorCode::Unsupported,
                        m_origin + " " + what + ", which Armature does not handle.",
                        "Use a Stable Diffusion 1.x or 2.x model.",
                        {}};
}

std::optional<int64_t> ConfigReader::asInteger(const nlohmann::json &value) const
{
    if (value.is_number_unsigned() && value.get<uint64_t>() > uint64_t(kMost))
        return std::nullopt;
    if (value.is_number_integer())
        return value.get<int64_t>();
    if (!value.is_number_float())
        return std::nullopt;
    const double number = value.get<double>(); // 8.0 is an 8: some converters write all numbers as floats
    if (std::floor(number) != number || std::abs(number) > double(kMost))
        return std::nullopt;
    return int64_t(number);
}

int64_t ConfigReader::integer(const char *key, int64_t fallback, int64_t least)
{
    const auto *value = find(key);
    if (!value)
        return fallback;
    const auto number = asInteger(*value);
    if (!number || *number < least || *number > kMost) {
        bad(std::string("has ") + key + " = " + shown(*value) + ", where a whole number of at least " +
            std::to_string(least) + " belongs");
        return fallback;
    }
    return *number;
}

double ConfigReader::real(const char *key, double fallback)
{
    const auto *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_number()) {
        bad(std::string("has ") + key + " = " + shown(*value) + ", where a number belongs");
        return fallback;
    }
    return value->get<double>();
}

bool ConfigReader::boolean(const char *key, bool fallback)
{
    const auto *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_boolean()) {
        bad(std::string("has ") + key + " = " + shown(*value) + ", where true or false belongs");
        return fallback;
    }
    return value->get<bool>();
}

std::string ConfigReader::text(const char *key, const std::string &fallback)
{
    const auto *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_string()) {
        bad(std::string("has ") + key + " = " + shown(*value) + ", where a text belongs");
        return fallback;
    }
    return value->get<std::string>();
}

std::vector<int64_t> ConfigReader::integers(const char *key, const std::vector<int64_t> &fallback,
                                            int64_t least)
{
    const auto *value = find(key);
    if (!value)
        return fallback;
    std::vector<int64_t> result;
    bool isFit = value->is_array() && !value->empty() && value->size() <= 64;
    for (size_t i = 0; isFit && i < value->size(); ++i) {
        const auto number = asInteger((*value)[i]);
        isFit = number && *number >= least && *number <= kMost;
        result.push_back(number.value_or(0));
    }
    if (isFit)
        return result;
    bad(std::string("has ") + key + " = " + shown(*value) + ", where a list of whole numbers of at least " +
        std::to_string(least) + " belongs");
    return fallback;
}

std::vector<std::string> ConfigReader::texts(const char *key, const std::vector<std::string> &fallback)
{
    const auto *value = find(key);
    if (!value)
        return fallback;
    std::vector<std::string> result;
    bool isFit = value->is_array() && !value->empty();
    for (size_t i = 0; isFit && i < value->size(); ++i) {
        isFit = (*value)[i].is_string();
        if (isFit)
            result.push_back((*value)[i].get<std::string>());
    }
    if (isFit)
        return result;
    bad(std::string("has ") + key + " = " + shown(*value) + ", where a list of texts belongs");
    return fallback;
}

std::vector<int64_t> ConfigReader::perBlock(const char *key, int64_t fallback, int64_t least, size_t blocks)
{
    const auto *value = find(key);
    if (!value || !value->is_array())
        return std::vector<int64_t>(blocks, integer(key, fallback, least));
    auto result = integers(key, std::vector<int64_t>(blocks, fallback), least);
    if (result.size() != blocks) {
        bad(std::string("lists ") + std::to_string(result.size()) + " values of " + key + " for " +
            std::to_string(blocks) + " blocks");
        result.resize(blocks, fallback);
    }
    return result;
}

std::vector<bool> ConfigReader::flagPerBlock(const char *key, bool fallback, size_t blocks)
{
    const auto *value = find(key);
    if (!value || !value->is_array())
        return std::vector<bool>(blocks, boolean(key, fallback));
    std::vector<bool> result;
    for (const auto &entry : *value)
        result.push_back(entry.is_boolean() && entry.get<bool>());
    if (result.size() != blocks) {
        bad(std::string("lists ") + std::to_string(result.size()) + " values of " + key + " for " +
            std::to_string(blocks) + " blocks");
        result.resize(blocks, fallback);
    }
    return result;
}

void ConfigReader::refuseUnless(const char *key, const nlohmann::json &neutral)
{
    const auto *value = find(key);
    if (value && *value != neutral)
        unsupported(std::string("has ") + key + " = " + shown(*value));
}

void ConfigReader::expectClass(const char *name)
{
    const auto found = text("_class_name", name);
    if (found != name)
        bad("describes a " + found + ", not a " + name);
}

} // namespace armature
