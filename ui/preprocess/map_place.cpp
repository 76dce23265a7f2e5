#include "ui/preprocess/map_place.h"

#include "core/data/picture_folders.h"

namespace armature::ui {

MapPlace mapPlaceOf(const std::filesystem::path &project)
{
    const auto folders = pictureFolders(project);
    return {folders.pictures, folders.maps};
}

} // namespace armature::ui
