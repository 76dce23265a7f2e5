#include "core/train/base/latent_set.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/nn/tensor_file.h"
#include "core/train/base/scene_batches.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kBatch = 16;

struct Batch
{
    VaeMoments moments;
    std::vector<std::string> captions;
};

Batch encode(const Vae &vae, uint64_t seed, int64_t first, int64_t count, int size)
{
    const at::NoGradGuard noGrad;
    const SceneBatch scenes = sceneBatch(seed, uint64_t(first), count, size);
    return {vae.encode(scenes.pictures), scenes.captions};
}

LatentSet joined(std::vector<Batch> batches)
{
    std::vector<at::Tensor> means, deviations;
    LatentSet set;
    for (Batch &batch : batches) {
        means.push_back(batch.moments.mean);
        deviations.push_back((0.5 * batch.moments.logvar).exp());
        std::ranges::move(batch.captions, std::back_inserter(set.captions));
    }
    set.mean = at::cat(means);
    set.deviation = at::cat(deviations);
    return set;
}

Result<LatentSet> read(const fs::path &folder, const std::string &recipe)
{
    ARMATURE_TRY(const std::string text, readText(folder / "captions.json"));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || json.value("recipe", "") != recipe)
        return fail(ErrorCode::NotFound, "There are no latents of this recipe.");
    ARMATURE_TRY(const NamedTensors tensors, loadTensors(folder / "latents.safetensors"));
    LatentSet set;
    set.mean = tensors.at("mean");
    set.deviation = tensors.at("deviation");
    set.captions = json.at("captions").get<std::vector<std::string>>();
    return set;
}

void setScale(LatentSet &set) { set.scalingFactor = std::round(1e5 / set.mean.std().item<double>()) / 1e5; }

} // namespace

Result<LatentSet> makeLatentSet(const Vae &vae, const BaseRecipe &recipe, const fs::path &folder, EventSink &sink, RunControl &control)
{
    const std::string key = hashHex(recipe.vaeJson().dump() + std::to_string(recipe.scenes));
    Result<LatentSet> kept = read(folder, key);
    if (!kept) {
        sink.onEvent(PhaseChanged{"cache latents"});
        std::vector<Batch> batches;
        for (int64_t first = 0; first < recipe.scenes; first += kBatch) {
            if (control.isStopRequested())
                return fail(ErrorCode::Interrupted, "Stopped while encoding scenes.", "The same command goes on.");
            batches.push_back(encode(vae, recipe.seed, first, std::min(kBatch, recipe.scenes - first), recipe.size));
            sink.onEvent(CacheProgress{std::min(first + kBatch, recipe.scenes), recipe.scenes});
        }
        kept = joined(std::move(batches));
        ARMATURE_CHECK(saveTensors(folder / "latents.safetensors", {{"mean", kept->mean}, {"deviation", kept->deviation}}, {}));
        ARMATURE_CHECK(writeFileAtomically(folder / "captions.json", nlohmann::json{{"recipe", key}, {"captions", kept->captions}}.dump()));
    }
    setScale(*kept);
    return kept;
}

LatentSet heldOutLatents(const Vae &vae, const BaseRecipe &recipe, int64_t count)
{
    std::vector<Batch> batches;
    for (int64_t first = 0; first < count; first += kBatch)
        batches.push_back(encode(vae, heldOutSeed(recipe.seed), first, std::min(kBatch, count - first), recipe.size));
    return joined(std::move(batches));
}

} // namespace armature
