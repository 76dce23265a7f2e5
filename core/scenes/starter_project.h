#pragma once
// The project a newcomer begins with: painted pairs, eight scenes to validate with that are trained on by nobody, and
// settings that are known to teach a ControlNet in minutes. The demo trains on it; the studio opens it.

#include "core/config/train_options.h"
#include "core/scenes/scene_dataset.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace armature {

struct StarterProject
{
    std::filesystem::path folder;
    std::filesystem::path model; // the base to train on
    int64_t pairs = 1000, steps = 900, batch = 4;
    double learningRate = 1e-3;
    uint64_t seed = 1;
};

constexpr int kStarterSize = 128; // side of its pictures

// One of the scenes that pictures are made of while training.
struct ValidationScene
{
    std::string caption;
    std::filesystem::path conditionFile;
    Image target, condition; // RGB; edges, grey
};
std::vector<ValidationScene> validationScenes(const StarterProject &project);

// The edges of a picture as the starter's conditions have them.
Image starterEdges(const Image &picture);

// Training options for it, output folders left empty. FOLDER/train.json holds the same.
TrainOptions starterTrainOptions(const StarterProject &project);

// Writes FOLDER/image, FOLDER/condition (pairs), FOLDER/validation (conditions) and FOLDER/train.json (for --config).
// What is there already is kept. progress and errors as writeSceneDataset().
Status writeStarterProject(const StarterProject &project, const std::function<bool(int64_t done)> &progress);

} // namespace armature
