#pragma once
// The draft depth network from nothing, on scenes whose depth is known exactly.

#include "core/events/event_sink.h"
#include "core/events/run_control.h"
#include "core/nn/annotators/draft_depth.h"
#include "core/scenes/scene.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace armature {

// Every number that decides its weights.
struct DepthRecipe
{
    uint64_t seed = 20;
    int64_t steps = 2400,
            batch = 16; // of pictures of `size`; steps take turns with 3/4 and 3/2 of it, at about equal cost
    int size = 128;
    double learningRate = 3e-3, weightDecay = 1e-3, emaDecay = 0.995;
    // Of eight scenes: solids, which teach perspective and shading, figures, and flat shapes.
    int64_t solids = 5, figures = 2;
    // Loss: mean absolute error + this times that of neighbouring differences, at three sizes.
    double edgeWeight = 1.0;
    // Colours are scaled and moved, pixels made noisy, one picture in eight made grey: photographs differ
    // more than scenes.
    double gain = 0.25, shift = 0.15, noise = 0.04;
    int64_t checkpointingSteps = 200;
    DraftDepthConfig network;

    nlohmann::json json() const;
};

struct DepthScore // on held-out scenes, truths above 0.05 of the range, after the best scale and shift for
                  // each picture
{
    double absoluteRelative = 0; // mean |a - t| / t of inverse depth
    double delta1 = 0;           // share with max(a / t, t / a) < 1.25
    double meanError = 0;        // mean |a - t| of all pixels, nothing fitted, 0..1
};
// `scenes` of that kind, painted at `size`.
DepthScore scoreDepth(const DraftDepth &network, const DepthRecipe &recipe, SceneKind kind, int size,
                      int64_t scenes = 64);

// FOLDER/work keeps checkpoints, FOLDER/model is the result (fp16) with its card. The same folder goes on
// where it stopped. Errors: Conflict (another recipe's folder, or a result that is there), Interrupted
// (checkpoint kept), Io.
Status buildDepth(const DepthRecipe &recipe, const std::filesystem::path &folder, EventSink &sink,
                  RunControl &control);

} // namespace armature
