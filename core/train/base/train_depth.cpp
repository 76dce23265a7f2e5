#include "core/train/base/train_depth.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/data/random.h"
#include "core/train/base/base_writer.h"
#include "core/train/base/scene_batches.h"
#include "core/train/base/stage.h"
#include "core/train/random_streams.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace armature {

namespace fs = std::filesystem;

namespace {

struct DepthBatch
{
    at::Tensor pictures, depths; // [count, 3 and 1, size, size], 0..1
};

template <typename Paint> // index within the batch -> Scene
DepthBatch paintScenes(int64_t count, const Paint &paint)
{
    std::vector<at::Tensor> pictures(static_cast<size_t>(count)), depths(static_cast<size_t>(count));
    at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            const Scene scene = paint(i);
            pictures[size_t(i)] = tensorOf(scene.picture) * 0.5 + 0.5;
            const auto grey = at::from_blob(const_cast<uint8_t *>(scene.depth.row<uint8_t>(0)),
                                            {1, scene.depth.height(), scene.depth.width()}, at::kByte);
            depths[size_t(i)] = grey.to(at::kFloat) / 255.0;
        }
    });
    return {at::stack(pictures), at::stack(depths)};
}

SceneKind kindOf(const DepthRecipe &recipe, uint64_t index)
{
    const auto place = int64_t(SplitMix64{recipe.seed, index, 0xDE97}.below(8));
    return place < recipe.solids                    ? SceneKind::Solids
           : place < recipe.solids + recipe.figures ? SceneKind::Figures
                                                    : SceneKind::Shapes;
}

// Pictures as other cameras and painters would give them; half of them mirrored, with their depth.
DepthBatch varied(const DepthBatch &batch, const DepthRecipe &recipe, int64_t step)
{
    const auto generator = streamGenerator(recipe.seed, RandomStream::Noise, uint64_t(step));
    const auto options = at::TensorOptions().dtype(at::kFloat);
    const int64_t count = batch.pictures.size(0);
    const auto even = [&](at::IntArrayRef shape, double reach) {
        return (at::rand(shape, generator, options) * 2 - 1) * reach;
    };
    auto pictures = batch.pictures;
    const auto isGrey = at::rand({count, 1, 1, 1}, generator, options) < 0.125;
    pictures = at::where(isGrey, pictures.mean(1, true).expand_as(pictures), pictures);
    pictures = (pictures - 0.5) * (1 + even({count, 3, 1, 1}, recipe.gain)) + 0.5 +
               even({count, 1, 1, 1}, recipe.shift);
    const auto noise = at::rand({count, 1, 1, 1}, generator, options) * recipe.noise;
    pictures = (pictures + at::randn(pictures.sizes(), generator, options) * noise).clamp(0, 1);
    const auto isMirrored = at::rand({count, 1, 1, 1}, generator, options) < 0.5;
    return {at::where(isMirrored, pictures.flip({3}), pictures),
            at::where(isMirrored, batch.depths.flip({3}), batch.depths)};
}

at::Tensor differences(const at::Tensor &x, int64_t dim)
{
    return x.narrow(dim, 1, x.size(dim) - 1) - x.narrow(dim, 0, x.size(dim) - 1);
}

at::Tensor depthLoss(const at::Tensor &made, const at::Tensor &truth, double edgeWeight)
{
    auto error = made - truth;
    auto loss = error.abs().mean();
    for (int scale = 0; scale < 3; ++scale) {
        loss = loss + edgeWeight * (differences(error, 2).abs().mean() + differences(error, 3).abs().mean());
        error = at::avg_pool2d(error, {2, 2}, {2, 2});
    }
    return loss;
}

// Pictures of three sizes in turn, so that the network does not count on one; about the same number of pixels
// each time.
struct Turn
{
    int size = 0;
    int64_t count = 0;
};
Turn turnOf(const DepthRecipe &recipe, int64_t step)
{
    const int sizes[] = {recipe.size, recipe.size * 3 / 4, recipe.size, recipe.size * 3 / 2};
    const int size = sizes[step % 4];
    return {size, std::max<int64_t>(1, recipe.batch * recipe.size * recipe.size / (int64_t(size) * size))};
}

Result<bool> trainDepth(DraftDepth &network, const DepthRecipe &recipe, const fs::path &folder,
                        EventSink &sink, RunControl &control)
{
    StageOptions options;
    options.name = "depth";
    options.folder = folder;
    options.steps = recipe.steps;
    options.learningRate = recipe.learningRate;
    options.weightDecay = recipe.weightDecay;
    options.emaDecay = recipe.emaDecay;
    options.checkpointingSteps = recipe.checkpointingSteps;
    options.recipe = hashHex(recipe.json().dump());
    TrainingStage stage(options, {&network.parameters()});
    const auto loss = [&](int64_t step) {
        const Turn turn = turnOf(recipe, step);
        const auto first = uint64_t(step * 2 * recipe.batch); // no turn has more than that
        const auto scenes = paintScenes(turn.count, [&](int64_t i) {
            return makeScene(recipe.seed, first + uint64_t(i), turn.size,
                             kindOf(recipe, first + uint64_t(i)));
        });
        const auto batch = varied(scenes, recipe, step);
        return depthLoss(network(batch.pictures), batch.depths, recipe.edgeWeight);
    };
    return stage.run(loss, sink, control);
}

// made * scale + shift nearest to truth in the sense of least squares.
at::Tensor fitted(const at::Tensor &made, const at::Tensor &truth)
{
    const auto meanMade = made.mean(), meanTruth = truth.mean();
    const auto spread = (made - meanMade).square().mean().clamp_min(1e-12);
    const auto scale = ((made - meanMade) * (truth - meanTruth)).mean() / spread;
    return (made - meanMade) * scale + meanTruth;
}

constexpr std::array kKinds{std::pair{SceneKind::Solids, "solids on a floor"},
                            std::pair{SceneKind::Figures, "people in a place"},
                            std::pair{SceneKind::Shapes, "flat shapes"}};

std::string card(DraftDepth &network, const DepthRecipe &recipe)
{
    const int64_t scenes =
        std::clamp<int64_t>(recipe.steps / 20, 4, 64); // a trial is not measured for longer than it ran
    std::string rows;
    for (const auto &[kind, name] : kKinds)
        for (const int size : {recipe.size, 2 * recipe.size}) {
            const auto score = scoreDepth(network, recipe, kind, size, scenes);
            rows += fmt::format("| {}, {} px | {:.3f} | {:.3f} | {:.4f} |\n", name, size,
                                score.absoluteRelative, score.delta1, score.meanError);
        }
    return fmt::format(R"(---
license: gpl-3.0
---
# Armature's draft depth

A depth network of {0:.2f} million weights, a **draft**: it lets the way from picture to depth map be tried before any file is
fetched. It was trained from nothing by `armature-cli starter depth` on the starter's painted scenes, whose depth is known
exactly, and has never seen a photograph; use Depth Anything V2 or DPT for maps to train on. No data of others went into it;
it is free to use as Armature is.

Input: RGB in 0..1, sides multiples of {1}, about {2} to {3} pixels. Output: inverse depth, near is large.

On {4} held-out scenes of each kind, inverse depth after the best scale and shift for each picture, where the truth is above
0.05 of the range; the mean error is of all pixels, with nothing fitted. How near a flat shape lies cannot be seen.

| scenes | abs rel | delta < 1.25 | mean error, 0..1 |
|---|---|---|---|
{5}
The recipe, seed included:

```json
{6}
```
)",
                       double(network.parameters().elementCount()) / 1e6, network.sizeMultiple(), recipe.size,
                       2 * recipe.size, scenes, rows, recipe.json().dump(2));
}

} // namespace

nlohmann::json DepthRecipe::json() const
{
    return {{"seed", seed},
            {"steps", steps},
            {"batch", batch},
            {"size", size},
            {"learning_rate", learningRate},
            {"weight_decay", weightDecay},
            {"ema_decay", emaDecay},
            {"scenes_of_eight", {{"solids", solids}, {"figures", figures}}},
            {"edge_weight", edgeWeight},
            {"varied", {{"gain", gain}, {"shift", shift}, {"noise", noise}}},
            {"network", network.json()}};
}

DepthScore scoreDepth(const DraftDepth &network, const DepthRecipe &recipe, SceneKind kind, int size,
                      int64_t scenes)
{
    const at::NoGradGuard noGrad;
    constexpr int64_t kBatch = 8;
    constexpr double kLeast = 0.05;
    DepthScore score;
    for (int64_t first = 0; first < scenes; first += kBatch) {
        const auto batch = paintScenes(std::min(kBatch, scenes - first), [&](int64_t i) {
            return makeScene(heldOutSeed(recipe.seed), uint64_t(first + i), size, kind);
        });
        const auto made = network(batch.pictures);
        for (int64_t i = 0; i < made.size(0); ++i) {
            const auto truth = batch.depths[i], isCounted = truth > kLeast;
            const auto near = fitted(made[i], truth).masked_select(isCounted),
                       wanted = truth.masked_select(isCounted);
            const auto share = 1.0 / double(scenes);
            score.meanError += (made[i] - truth).abs().mean().item<double>() * share;
            score.absoluteRelative += ((near - wanted).abs() / wanted).mean().item<double>() * share;
            const auto ratio = near.clamp_min(1e-6) / wanted;
            score.delta1 +=
                (at::maximum(ratio, 1.0 / ratio) < 1.25).to(at::kFloat).mean().item<double>() * share;
        }
    }
    return score;
}

Status buildDepth(const DepthRecipe &recipe, const fs::path &folder, EventSink &sink, RunControl &control)
{
    const fs::path work = folder / "work", model = folder / "model";
    ARMATURE_CHECK(ensureWritableFolder(work));
    if (fs::exists(model))
        return fail(ErrorCode::Conflict, model.string() + " is there already.",
                    "Give another folder, or remove it to build again.");
    ARMATURE_TRY(const RunLock lock, RunLock::acquire(folder));
    DraftDepth network(recipe.network);
    network.parameters().initialise(streamSeed(recipe.seed, RandomStream::Initialisation, 0));
    ARMATURE_TRY(const bool isDone, trainDepth(network, recipe, work, sink, control));
    if (!isDone)
        return fail(ErrorCode::Interrupted, "Stopped; the work so far is in " + work.string() + ".",
                    "The same command goes on from there.");
    sink.onEvent(PhaseChanged{"measure on held-out scenes"});
    return writeBase(model, {{"", "model.safetensors", recipe.network.json(), &network.parameters(), ""}},
                     {{"README.md", card(network, recipe)}});
}

} // namespace armature
