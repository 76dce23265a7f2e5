#pragma once
// A folder of pairs made of scenes: image/000000.png with 000000.txt beside it, condition/000000.png.

#include "core/base/result.h"
#include "core/scenes/condition.h"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace armature {

struct SceneDataset
{
    int64_t pairs = 1000;
    uint64_t seed = 1;
    uint64_t firstIndex = 0; // the scene of the first pair; files are numbered from 0 all the same
    int size = 128;
    ConditionKind condition = ConditionKind::Canny;
};

// Pairs that are there already (all three files) are kept, so that a second call finishes what a first began. The
// request is written to dataset.json; a folder made by another request, or not by us, is a Conflict.
// progress(done) after each pair, in order; false ends the work with Interrupted.
Status writeSceneDataset(const SceneDataset &request, const std::filesystem::path &folder,
                         const std::function<bool(int64_t done)> &progress);

} // namespace armature
