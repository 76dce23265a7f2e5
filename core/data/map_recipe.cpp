#include "core/data/map_recipe.h"

#include "core/base/fs.h"

namespace armature {

namespace fs = std::filesystem;

std::string mapRecipe(const fs::path &map, const fs::path &root)
{
    constexpr int kMostFolders = 32;
    constexpr std::uint64_t kMostBytes = 1 << 20;
    fs::path folder = map.parent_path();
    for (int i = 0; i < kMostFolders; ++i) {
        if (const auto text = readText(folder / kRecipeFile, kMostBytes)) {
            const auto json = nlohmann::json::parse(*text, nullptr, false);
            if (json.is_object() && json.contains("steps"))
                return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
        }
        std::error_code error;
        if (folder == folder.parent_path() || fs::equivalent(folder, root, error))
            break;
        folder = folder.parent_path();
    }
    return {};
}

} // namespace armature
