#include "core/train/base/build.h"

#include "core/base/fs.h"
#include "core/diffusion/base_model.h"
#include "core/image/contact_sheet.h"
#include "core/image/png_writer.h"
#include "core/infer/pipeline.h"
#include "core/text/bpe_trainer.h"
#include "core/train/base/base_writer.h"
#include "core/train/base/scene_batches.h"
#include "core/train/base/train_diffusion.h"
#include "core/train/base/train_vae.h"
#include "core/train/step_runner.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kHeldOut = 256;

Status stopped(const fs::path &work)
{
    return fail(ErrorCode::Interrupted, "Stopped; the work so far is in " + work.string() + ".", "The same command goes on from there.");
}

Result<ClipTokenizer> writeTokenizer(const TrainedBpe &bpe, const fs::path &folder)
{
    ARMATURE_CHECK(ensureWritableFolder(folder));
    for (const auto &[name, text] : tokenizerFiles(bpe, kStarterTokens))
        ARMATURE_CHECK(writeFileAtomically(folder / name, text));
    return ClipTokenizer::load(folder);
}

struct Scores
{
    VaeScore vae;
    double diffusionLoss = 0;
};

std::string card(const BaseRecipe &recipe, const Scores &scores)
{
    return fmt::format(R"(---
license: gpl-3.0
---
# Armature's starter

A complete text-to-picture model for pictures of {0} x {0} pixels, small enough to train a ControlNet on two processor
cores in minutes. It draws coloured shapes, shaded solids on a floor and simple people, and nothing else. Its weights
were trained from nothing on procedural scenes by `armature-cli starter build`; no photograph, no other model and no
data of others went into them. They are free to use as Armature is.

| part | held-out figure |
|---|---|
| VAE, eighth of the size, 4 channels | mean absolute error {1:.4f} of [-1, 1]; edges of the reconstruction (Canny, one pixel of tolerance) F1 {2:.3f} |
| text encoder and UNet, v-prediction | mean squared error {3:.4f} |

Captions it knows: "a red star on a blue background", "a green cube and a white ball on a yellow floor", "a person in a
pink shirt waving on a beach".

The recipe, seed included:

```json
{4}
```
)",
                       recipe.size, scores.vae.meanError, scores.vae.edgeF1, scores.diffusionLoss, recipe.diffusionJson().dump(2));
}

nlohmann::json vaeConfig(const BaseRecipe &recipe, const LatentSet &set)
{
    nlohmann::json config = starterVaeConfig(recipe.size);
    config["scaling_factor"] = set.scalingFactor;
    return config;
}

std::map<std::string, std::string> smallFiles(const BaseRecipe &recipe, const TrainedBpe &bpe, const Scores &scores)
{
    std::map<std::string, std::string> files{{"model_index.json", starterModelIndex().dump(2) + "\n"},
                                             {"scheduler/scheduler_config.json", starterSchedulerConfig().dump(2) + "\n"},
                                             {"README.md", card(recipe, scores)}};
    for (const auto &[name, text] : tokenizerFiles(bpe, kStarterTokens))
        files["tokenizer/" + name] = text;
    return files;
}

// What it draws for captions of held-out scenes, without any control.
Status writePreview(const fs::path &model, const std::vector<std::string> &captions, const BaseRecipe &recipe, const fs::path &file)
{
    ARMATURE_TRY(BaseModel base, openBaseModel(model.string()));
    base.to(at::kCPU, at::kFloat, /*channelsLast=*/false);
    std::vector<SheetCell> cells;
    for (size_t i = 0; i < 16 && i < captions.size(); ++i) {
        SampleRequest request;
        request.prompt = captions[i];
        request.steps = 25;
        request.guidanceScale = 4.0;
        request.seed = i;
        request.width = request.height = recipe.size;
        ARMATURE_TRY(SampleResult result, samplePictures(base, request));
        cells.push_back({std::move(result.images.front()), captions[i]});
    }
    SheetStyle style;
    style.columns = 4;
    return writePng(file, contactSheet(cells, style));
}

// The processor's choice is part of the recipe: weights of another precision are other weights.
Result<BaseRecipe> withPrecision(BaseRecipe recipe)
{
    ARMATURE_TRY(const ComputePlan plan, planCompute("cpu", recipe.diffusionPrecision));
    recipe.diffusionPrecision = plan.type == at::kBFloat16 ? "bf16" : "no";
    return recipe;
}

} // namespace

Status buildBase(const BaseRecipe &request, const fs::path &folder, EventSink &sink, RunControl &control)
{
    ARMATURE_TRY(const BaseRecipe recipe, withPrecision(request));
    const fs::path work = folder / "work", model = folder / "model";
    ARMATURE_CHECK(ensureWritableFolder(work));
    if (fs::exists(model))
        return fail(ErrorCode::Conflict, model.string() + " is there already.", "Give another folder, or remove it to build again.");
    ARMATURE_TRY(const RunLock lock, RunLock::acquire(folder));

    ARMATURE_TRY(Vae vae, makeStarterVae(recipe));
    ARMATURE_TRY(const bool hasVae, trainVae(vae, recipe, work, sink, control));
    if (!hasVae)
        return stopped(work);
    ARMATURE_TRY(const LatentSet set, makeLatentSet(vae, recipe, work, sink, control));

    const TrainedBpe bpe = trainBpe(set.captions);
    ARMATURE_TRY(const ClipTokenizer tokenizer, writeTokenizer(bpe, work / "tokenizer"));
    const at::Tensor ids = tokenIds(tokenizer, set.captions), emptyIds = tokenIds(tokenizer, {""})[0];
    ARMATURE_TRY(TextToLatent nets, makeTextToLatent(recipe, int64_t(bpe.tokens.size()), bpe.bosId(), bpe.eosId()));
    ARMATURE_TRY(const bool hasNets, trainDiffusion(nets, set, ids, emptyIds, recipe, work, sink, control));
    if (!hasNets)
        return stopped(work);

    sink.onEvent(PhaseChanged{"measure on held-out scenes"});
    LatentSet heldOut = heldOutLatents(vae, recipe, kHeldOut);
    heldOut.scalingFactor = set.scalingFactor;
    Scores scores{scoreVae(vae, recipe), 0};
    ARMATURE_TRY(scores.diffusionLoss, scoreDiffusion(nets, heldOut, tokenIds(tokenizer, heldOut.captions), recipe));
    const std::string weights = "diffusion_pytorch_model.safetensors";
    const nlohmann::json text = starterTextConfig(int64_t(bpe.tokens.size()), bpe.bosId(), bpe.eosId());
    ARMATURE_CHECK(writeBase(model,
                             {{"vae", weights, vaeConfig(recipe, set), &vae.parameters(), ""},
                              {"unet", weights, starterUNetConfig(recipe.size), &nets.unet.parameters(), ""},
                              {"text_encoder", "model.safetensors", text, &nets.text.parameters(), "text_model."}},
                             smallFiles(recipe, bpe, scores)));
    return writePreview(model, heldOut.captions, recipe, folder / "preview.png");
}

} // namespace armature
