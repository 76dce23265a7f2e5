#pragma once
// The whole of Armature in a few minutes on two cores: pairs are painted, a ControlNet is trained on them over the
// starter's base model, and a sheet shows how it came to obey its condition. Torch-free.

#include "core/base/result.h"
#include "core/events/event_sink.h"
#include "core/events/run_control.h"
#include "core/scenes/condition.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace armature {

struct StarterDemo
{
    std::filesystem::path folder;     // new or empty
    std::filesystem::path model;      // empty: the starter that ships with Armature
    int64_t pairs = 1000, steps = 900, batch = 4;
    double learningRate = 1e-3;
    uint64_t seed = 1;
};

// How well pictures follow their conditions: Canny edges of each against the edges it was given, tolerance one pixel,
// the mean F1 over the validation pictures of a step.
struct AdherenceAt
{
    int64_t step = 0;
    double f1 = 0;
};

struct DemoSummary
{
    std::vector<AdherenceAt> adherence; // one per validation
    double reconstruction = 0;          // the same of the VAE's own reconstruction of the targets: what can be reached
    double gain = 0;                    // held-out loss with another pair's condition over that with the true one, minus 1
    double seconds = 0;
    int64_t peakMemoryBytes = 0;
    bool isComplete = false; // false: stopped and saved
};

// Leaves FOLDER/pairs (the starter project), FOLDER/controlnet (the run and its result for diffusers),
// FOLDER/controlnet.safetensors (single file), FOLDER/sheet.png and FOLDER/summary.json. The events are the run's own;
// say() gets what a person should read between them.
Result<DemoSummary> runStarterDemo(const StarterDemo &demo, EventSink &sink, RunControl &control,
                                   const std::function<void(const std::string &)> &say);

} // namespace armature
