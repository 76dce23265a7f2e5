#pragma once
// The starter's base model, rebuilt from its recipe. Torch-free.

#include "core/base/result.h"
#include "core/events/event_sink.h"
#include "core/events/run_control.h"

#include <cstdint>
#include <filesystem>

namespace armature {

struct StarterBuild
{
    std::filesystem::path folder;
    uint64_t seed = 20;
    double effort =
        1.0; // share of the recipe's steps: 1 is what the repository carries, 0.01 a trial of minutes
};

// FOLDER/model is the result, FOLDER/work what an interrupted build goes on from. Errors: as buildBase().
Status buildStarter(const StarterBuild &build, EventSink &sink, RunControl &control);

struct StarterDepth
{
    std::filesystem::path folder;
    uint64_t seed = 20;
    double effort = 1.0; // share of the recipe's steps, as in StarterBuild
};

// The draft depth network: FOLDER/model is the result, with its accuracy on held-out scenes in README.md.
// Errors: as buildDepth().
Status buildStarterDepth(const StarterDepth &build, EventSink &sink, RunControl &control);

} // namespace armature
