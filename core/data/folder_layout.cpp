// Which folders hold pictures, maps and captions, by their names.
#include "core/data/map_recipe.h"
#include "core/data/pairs_detail.h"
#include "core/data/picture_folders.h"
#include "core/data/text_input.h"

#include <algorithm>
#include <array>

namespace armature::pairs_detail {

namespace {

constexpr std::array<std::string_view, 6> kImageFolders = {"image",   "images", "target",
                                                           "targets", "img",    "imgs"};
constexpr std::array<std::string_view, 15> kConditionFolders = {"condition",
                                                                "conditions",
                                                                "conditioning",
                                                                "conditioning_image",
                                                                "conditioning_images",
                                                                "conditioning_data",
                                                                "cond",
                                                                "source",
                                                                "sources",
                                                                "control",
                                                                "controls",
                                                                "control_images",
                                                                "control_image",
                                                                "hint",
                                                                "hints"};
constexpr std::array<std::string_view, 5> kCaptionFolders = {"caption", "captions", "prompt", "prompts",
                                                             "text"};

template <size_t N>
fs::path findSubfolder(const fs::path &root, const std::array<std::string_view, N> &names)
{
    for (const auto name : names) { // the earlier name wins, then the bytewise first spelling
        std::set<fs::path> spellings;
        std::error_code error;
        for (fs::directory_iterator entries(root, error), end; !error && entries != end;
             entries.increment(error)) {
            std::error_code ignored;
            if (caseFolded(entries->path().filename().string()) == name && entries->is_directory(ignored))
                spellings.insert(entries->path());
        }
        if (!spellings.empty())
            return *spellings.begin();
    }
    return {};
}

// Whether pictures of the root itself have their maps in `maps`: our own say so by their recipe, those of others
// by a name that both have.
bool hasMapsOf(const fs::path &root, const fs::path &maps)
{
    std::error_code error;
    if (fs::exists(maps / kRecipeFile, error) || fs::exists(maps / kMapHistory, error))
        return true;
    const auto stems = [&error](const fs::path &folder) {
        std::set<std::string> found;
        for (fs::directory_iterator entries(folder, error), end; !error && entries != end;
             entries.increment(error)) {
            if (fileUse(entries->path().native()) == FileUse::Picture)
                found.insert(entries->path().stem().string());
        }
        return found;
    };
    const auto pictures = stems(root);
    const auto others = pictures.empty() ? std::set<std::string>() : stems(maps);
    return std::any_of(others.begin(), others.end(),
                       [&](const std::string &stem) { return pictures.contains(stem); });
}

} // namespace

std::optional<FolderLayout> findFolderLayout(const fs::path &root)
{
    FolderLayout layout{findSubfolder(root, kImageFolders), findSubfolder(root, kConditionFolders),
                        findSubfolder(root, kCaptionFolders)};
    if (layout.image.empty() && !layout.condition.empty() && hasMapsOf(root, layout.condition))
        layout.image = root;
    if (layout.image.empty() || layout.condition.empty())
        return std::nullopt;
    return layout;
}

FolderLayout picturesAloneLayout(const fs::path &root)
{
    FolderLayout layout{findSubfolder(root, kImageFolders), findSubfolder(root, kConditionFolders),
                        findSubfolder(root, kCaptionFolders)};
    if (layout.image.empty())
        layout.image = root;
    if (layout.condition.empty())
        layout.condition = root / kConditionFolders.front();
    return layout;
}

} // namespace armature::pairs_detail

armature::PictureFolders armature::pictureFolders(const std::filesystem::path &folder)
{
    const auto layout = pairs_detail::picturesAloneLayout(folder);
    return {layout.image, layout.condition};
}
