#pragma once
// Reads the keys of one config.json and remembers the first thing that is wrong with it, so that a parser can
// read straight through and ask once at the end. Torch-free.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace armature {

class ConfigReader
{
public:
    // `origin` is the file, for messages.
    ConfigReader(const nlohmann::json &json, std::string origin);

    bool has(const char *key) const; // there and not null
    const nlohmann::json &json() const { return *m_json; }

    int64_t integer(const char *key, int64_t fallback, int64_t least);
    double real(const char *key, double fallback);
    bool boolean(const char *key, bool fallback);
    std::string text(const char *key, const std::string &fallback);
    std::vector<int64_t> integers(const char *key, const std::vector<int64_t> &fallback, int64_t least);
    std::vector<std::string> texts(const char *key, const std::vector<std::string> &fallback);
    // A key that holds one value for all blocks or a list with one per block.
    std::vector<int64_t> perBlock(const char *key, int64_t fallback, int64_t least, size_t blocks);
    std::vector<bool> flagPerBlock(const char *key, bool fallback, size_t blocks);

    // The key selects something we do not handle unless it is missing, null or equal to `neutral`.
    void refuseUnless(const char *key, const nlohmann::json &neutral = nullptr);
    void expectClass(const char *name); // _class_name
    void bad(const std::string &what);  // BadInput, with the file's name before it
    void unsupported(const std::string &what);

    Status status() const { return m_error ? Status(fail(*m_error)) : Status(); }

private:
    const nlohmann::json *find(const char *key) const;
    std::optional<int64_t> asInteger(const nlohmann::json &value) const;

    const nlohmann::json *m_json;
    std::string m_origin;
    std::optional<Error> m_error;
};

} // namespace armature
