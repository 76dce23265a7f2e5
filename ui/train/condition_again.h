#pragma once
// Gets the condition out of a picture again and says how far the picture follows it. How the maps were made stands in the recipe
// beside them; where there is none, a map of edges is recognised by its target.

#include "core/image/image.h"
#include "preprocess/map_maker.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace armature::ui {

// One prompt of a validation round.
struct AdherenceSlot
{
    std::filesystem::path condition, target; // target may be empty
    std::vector<std::filesystem::path> pictures;
};

// On one thread at a time: networks are opened, and take their time.
class ConditionAgain
{
public:
    // options: the networks that may be used; none where the engine is not loaded. root: of the dataset, above which no recipe
    // is looked for.
    ConditionAgain(MapMakerOptions options, std::filesystem::path root);

    // 0 to 1, after core/image/map_score.h: black and white maps by their lines, poses by their joints, all others by correlation.
    // picture: RGB, drawn from the slot's condition at `resolution`. Empty where the condition cannot be read or nothing tells
    // how to make it again.
    std::optional<double> score(const Image &picture, const AdherenceSlot &slot, int64_t resolution);

    // A recipe asked for a network, and there is no engine to open it.
    bool lacksEngine() const { return m_lacksEngine; }

private:
    std::shared_ptr<const MapMaker> makerFor(const std::string &told); // null: cannot be made
    std::optional<double> poseScoreOf(const MapMaker &maker, const Image &picture, const std::filesystem::path &condition, int64_t resolution) const;

    MapMakerOptions m_options;
    std::filesystem::path m_root;
    std::map<std::string, std::shared_ptr<const MapMaker>> m_makers; // by recipe; null: cannot be made
    bool m_lacksEngine = false;
};

} // namespace armature::ui
