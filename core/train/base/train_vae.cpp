#include "core/train/base/train_vae.h"

#include "core/base/hash.h"
#include "core/image/canny.h"
#include "core/image/edge_score.h"
#include "core/infer/pipeline.h"
#include "core/scenes/condition.h"
#include "core/train/base/scene_batches.h"
#include "core/train/random_streams.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

constexpr double kFirstLogVariance = -6.0;

at::Tensor differences(const at::Tensor &x, int64_t dim) { return x.narrow(dim, 1, x.size(dim) - 1) - x.narrow(dim, 0, x.size(dim) - 1); }

at::Tensor reconstructionLoss(const at::Tensor &made, const at::Tensor &wanted)
{
    const at::Tensor error = made - wanted;
    return error.abs().mean() + 0.5 * error.square().mean() + 0.25 * (differences(error, 2).abs().mean() + differences(error, 3).abs().mean());
}

at::Tensor divergence(const VaeMoments &moments)
{
    return 0.5 * (moments.mean.square() + moments.logvar.exp() - 1.0 - moments.logvar).sum({1, 2, 3}).mean();
}

} // namespace

Result<Vae> makeStarterVae(const BaseRecipe &recipe)
{
    ARMATURE_TRY(VaeConfig config, parseVaeConfig(starterVaeConfig(recipe.size), "the starter's VAE"));
    Vae vae(std::move(config));
    vae.parameters().initialise(streamSeed(recipe.seed, RandomStream::Initialisation, 0));
    const at::NoGradGuard noGrad;
    vae.parameters().find("quant_conv.bias")->value.narrow(0, 4, 4).fill_(kFirstLogVariance);
    return vae;
}

Result<bool> trainVae(Vae &vae, const BaseRecipe &recipe, const std::filesystem::path &folder, EventSink &sink, RunControl &control)
{
    StageOptions options;
    options.name = "vae";
    options.folder = folder;
    options.steps = recipe.vaeCropSteps + recipe.vaeWholeSteps;
    options.learningRate = recipe.vaeLearningRate;
    options.checkpointingSteps = recipe.checkpointingSteps;
    options.weightDecay = 1e-3;
    options.recipe = hashHex(recipe.vaeJson().dump());
    TrainingStage stage(options, {&vae.parameters()});
    const auto loss = [&](int64_t step) {
        const bool isWhole = step >= recipe.vaeCropSteps;
        const int64_t whole = step - recipe.vaeCropSteps;
        const auto first = uint64_t(isWhole ? recipe.vaeCropSteps * recipe.vaeCropBatch + whole * recipe.vaeWholeBatch : step * recipe.vaeCropBatch);
        const at::Tensor pictures = isWhole ? sceneBatch(recipe.seed, first, recipe.vaeWholeBatch, recipe.size).pictures
                                            : sceneCrops(recipe.seed, first, recipe.vaeCropBatch, recipe.size, recipe.vaeCrop);
        const VaeMoments moments = vae.encode(pictures);
        const auto generator = streamGenerator(recipe.seed, RandomStream::Posterior, uint64_t(step));
        const at::Tensor noise = at::randn(moments.mean.sizes(), generator, at::TensorOptions().dtype(at::kFloat));
        const at::Tensor made = vae.decode(moments.mean + (0.5 * moments.logvar).exp() * noise);
        return reconstructionLoss(made, pictures) + recipe.vaeKlWeight * divergence(moments);
    };
    return stage.run(loss, sink, control);
}

VaeScore scoreVae(const Vae &vae, const BaseRecipe &recipe, int64_t scenes)
{
    const at::NoGradGuard noGrad;
    VaeScore score;
    constexpr int64_t kBatch = 8;
    for (int64_t first = 0; first < scenes; first += kBatch) {
        const at::Tensor pictures = sceneBatch(heldOutSeed(recipe.seed), uint64_t(first), kBatch, recipe.size).pictures;
        const at::Tensor made = vae.decode(vae.encode(pictures).mean).clamp(-1.0, 1.0);
        score.meanError += (made - pictures).abs().mean().item<double>() * kBatch / double(scenes);
        for (int64_t i = 0; i < kBatch; ++i)
            score.edgeF1 += compareEdges(canny(imageFromTensor(made.slice(0, i, i + 1)), {kSceneCannyLow, kSceneCannyHigh}),
                                         canny(imageFromTensor(pictures.slice(0, i, i + 1)), {kSceneCannyLow, kSceneCannyHigh}))
                                .f1() / double(scenes);
    }
    return score;
}

} // namespace armature
