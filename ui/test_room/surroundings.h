#pragma once
// What lies around a folder of pictures that a test can use. May wait for slow disks: for other threads.

#include "ui/test_room/control_box.h"

#include <QString>

#include <filesystem>
#include <utility>
#include <vector>

namespace armature::ui {

struct Surroundings
{
    std::vector<std::pair<std::filesystem::path, QString>> pairs; // condition and caption
    std::vector<CheckpointChoice> checkpoints;                    // newest first
    std::vector<CheckpointChoice> bases; // that runs were trained on, and the starter's
    std::filesystem::path base; // what the newest run was trained on, or the starter's; empty: none found
};

// With its runs alone where the pairs are known.
Surroundings lookAround(const std::filesystem::path &pictures, bool withPairs);

} // namespace armature::ui
