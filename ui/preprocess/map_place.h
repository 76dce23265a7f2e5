#pragma once
// Where a project's pictures lie and where their maps go, so that the dataset and the trainer find both.

#include <filesystem>

namespace armature::ui {

struct MapPlace
{
    std::filesystem::path pictures; // images/ or the like, else the project's folder itself
    std::filesystem::path maps;     // the condition folder; may not exist yet
};

MapPlace mapPlaceOf(const std::filesystem::path &project);

} // namespace armature::ui
