#include "core/data/excluded.h"

#include "core/base/fs.h"

#include <nlohmann/json.hpp>

namespace armature {

using json = nlohmann::json;

namespace {

// JSON text cannot hold any byte; "latin1:" and one character a byte can.
constexpr std::string_view kBytes = "latin1:";

std::string encoded(const std::string &id)
{
    const bool isUtf8 = json(id).dump(-1, ' ', false, json::error_handler_t::ignore) ==
                        json(id).dump(-1, ' ', false, json::error_handler_t::replace);
    if (isUtf8 && !id.starts_with(kBytes))
        return id;
    std::string text(kBytes);
    for (const char c : id) {
        const auto byte = uint8_t(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += char(0xC0 | byte >> 6);
            text += char(0x80 | (byte & 0x3F));
        }
    }
    return text;
}

std::string decoded(const std::string &text)
{
    if (!text.starts_with(kBytes))
        return text;
    std::string id;
    for (size_t i = kBytes.size(); i < text.size(); ++i) {
        const auto byte = uint8_t(text[i]);
        if (byte >= 0xC0 && i + 1 < text.size())
            id += char((byte & 3) << 6 | (uint8_t(text[++i]) & 0x3F));
        else
            id += text[i];
    }
    return id;
}

} // namespace

std::filesystem::path excludedFile(const std::filesystem::path &root)
{
    return root / ".armature" / "excluded.json";
}

std::set<std::string, std::less<>> readExcluded(const std::filesystem::path &root)
{
    std::set<std::string, std::less<>> ids;
    const auto text = readText(excludedFile(root), 256u << 20);
    if (!text)
        return ids;
    const auto list = json::parse(*text, nullptr, false);
    if (!list.is_object() || !list.contains("excluded") || !list["excluded"].is_array())
        return ids;
    for (const auto &id : list["excluded"]) {
        if (id.is_string())
            ids.insert(decoded(id.get<std::string>()));
    }
    return ids;
}

std::string excludedText(const std::set<std::string, std::less<>> &ids)
{
    json list = json::array();
    for (const auto &id : ids)
        list.push_back(encoded(id));
    return json{{"version", 1}, {"excluded", std::move(list)}}.dump(1) + '\n';
}

} // namespace armature
