#pragma once
// Where a folder's pictures lie and where their maps go, by the names that readers of pairs know.

#include <filesystem>

namespace armature {

struct PictureFolders
{
    std::filesystem::path pictures; // image/ or the like in any case, else the folder itself
    std::filesystem::path maps;     // the condition folder; may not exist yet
};
PictureFolders pictureFolders(const std::filesystem::path &folder);

} // namespace armature
