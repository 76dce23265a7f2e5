#include "core/data/excluded.h"

#include "core/base/fs.h"
#include "core/data/json_bytes.h"

#include <nlohmann/json.hpp>

namespace armature {

using json = nlohmann::json;

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
            ids.insert(bytesFromJson(id.get<std::string>()));
    }
    return ids;
}

std::string excludedText(const std::set<std::string, std::less<>> &ids)
{
    json list = json::array();
    for (const auto &id : ids)
        list.push_back(bytesToJson(id));
    return json{{"version", 1}, {"excluded", std::move(list)}}.dump(1) + '\n';
}

} // namespace armature
