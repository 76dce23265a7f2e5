#include "ui/preprocess/map_place.h"

#include <initializer_list>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

fs::path firstFolder(const fs::path &root, std::initializer_list<const char *> names)
{
    std::error_code error;
    for (const char *name : names)
        if (fs::is_directory(root / name, error))
            return root / name;
    return {};
}

} // namespace

// The names are those under which the dataset reader looks (core/data/pairs_folders.cpp), in its order.
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
