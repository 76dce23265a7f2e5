#include "ui/train/run_place.h"

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

std::vector<RunPlace> findRuns(const fs::path &runs)
{
    std::vector<std::pair<fs::file_time_type, RunPlace>> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(runs, error))
        if (entry.path().extension() == ".json")
            found.emplace_back(entry.last_write_time(error), RunPlace{runs, entry.path().stem().string()});
    std::ranges::sort(found, [](const auto &a, const auto &b) { return a.first != b.first ? a.first > b.first : a.second.name > b.second.name; });
    std::vector<RunPlace> places;
    for (auto &[time, place] : found)
        places.push_back(std::move(place));
    return places;
}

RunPlace newRun(const fs::path &runs)
{
    for (int number = 1;; ++number) {
        RunPlace place{runs, "run-" + std::to_string(number)};
        std::error_code error;
        if (!fs::exists(place.options(), error) && !fs::exists(place.folder(), error) && !fs::exists(place.result(), error))
            return place;
    }
}

} // namespace armature::ui
