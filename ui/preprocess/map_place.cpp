#include "ui/preprocess/map_place.h"

#include <initializer_list>
#include <set>
#include <string>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

std::string lower(std::string name)
{
    for (char &c : name)
        if (c >= 'A' && c <= 'Z')
            c = char(c + ('a' - 'A'));
    return name;
}

// The earlier name wins, then the bytewise first spelling.
fs::path firstFolder(const fs::path &root, std::initializer_list<const char *> names)
{
    std::set<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->is_directory(ignored))
            folders.insert(at->path());
    }
    for (const char *name : names)
        for (const auto &folder : folders)
            if (lower(folder.filename().string()) == name)
                return folder;
    return {};
}

} // namespace

// The names, in any case, are those under which the dataset reader looks (core/data/pairs_folders.cpp), in
// its order.
MapPlace mapPlaceOf(const fs::path &project)
{
    MapPlace place;
    place.pictures = firstFolder(project, {"image", "images", "target", "targets", "img", "imgs"});
    if (place.pictures.empty())
        place.pictures = project;
    place.maps =
        firstFolder(project, {"condition", "conditions", "conditioning", "conditioning_image",
                              "conditioning_images", "conditioning_data", "cond", "source", "sources",
                              "control", "controls", "control_images", "control_image", "hint", "hints"});
    if (place.maps.empty())
        place.maps = project / "condition";
    return place;
}

} // namespace armature::ui
