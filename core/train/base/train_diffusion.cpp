#include "core/train/base/train_diffusion.h"

#include "core/base/hash.h"
#include "core/data/random.h"
#include "core/diffusion/noise_schedule.h"
#include "core/train/base/stage.h"
#include "core/train/random_streams.h"
#include "core/train/step_runner.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

constexpr int64_t kTimesteps = 1000; // of starterSchedulerConfig()

// What a step draws, as a function of the seed and the step.
struct Draw
{
    at::Tensor rows;      // int64 [B], which latents
    at::Tensor isEmpty;   // bool [B, 1], whose caption is left out
    at::Tensor posterior; // fp32 [B, 4, h, w]
    at::Tensor noise;     // the same
    at::Tensor timesteps; // int64 [B]

    static Draw of(const BaseRecipe &recipe, int64_t step, int64_t available, at::IntArrayRef latentShape)
    {
        const auto number = uint64_t(step);
        const int64_t count = recipe.diffusionBatch;
        const auto floats = at::TensorOptions().dtype(at::kFloat);
        std::vector<int64_t> shape{count};
        shape.insert(shape.end(), latentShape.begin() + 1, latentShape.end());
        SplitMix64 random{recipe.seed, number, 0xD1F};
        std::vector<int64_t> rows;
        std::vector<uint8_t> empty;
        for (int64_t i = 0; i < count; ++i) {
            rows.push_back(int64_t(random.below(uint64_t(available))));
            empty.push_back(random.uniform() < recipe.emptyCaptions);
        }
        return {at::tensor(rows, at::kLong), at::tensor(empty, at::kByte).to(at::kBool).unsqueeze(1),
                at::randn(shape, streamGenerator(recipe.seed, RandomStream::Posterior, number, 1), floats),
                at::randn(shape, streamGenerator(recipe.seed, RandomStream::Noise, number), floats),
                timestepsOf(recipe, step)};
    }

    static at::Tensor timestepsOf(const BaseRecipe &recipe, int64_t step)
    {
        const at::Generator random = streamGenerator(recipe.seed, RandomStream::Timesteps, uint64_t(step));
        const auto floats = at::TensorOptions().dtype(at::kFloat);
        const std::vector<int64_t> shape{recipe.diffusionBatch};
        const at::Tensor middle = at::sigmoid(at::randn(shape, random, floats) * recipe.timestepDeviation + recipe.timestepMean);
        const at::Tensor even = at::rand(shape, random, floats), isEven = at::rand(shape, random, floats) < recipe.evenTimesteps;
        return (at::where(isEven, even, middle) * kTimesteps).to(at::kLong).clamp(0, kTimesteps - 1);
    }
};

at::Tensor predictionLoss(const TextToLatent &nets, const NoiseSchedule &schedule, const at::Tensor &latents, const at::Tensor &noise,
                          const at::Tensor &timesteps, const at::Tensor &ids)
{
    const at::Tensor noisy = schedule.addNoise(latents, noise, timesteps);
    const at::Tensor text = nets.text.forward(ids).lastHiddenState;
    const at::Tensor predicted = nets.unet.forward(noisy.to(text.scalar_type()), timesteps, text);
    return at::mse_loss(predicted.to(at::kFloat), schedule.velocity(latents, noise, timesteps));
}

} // namespace

Result<TextToLatent> makeTextToLatent(const BaseRecipe &recipe, int64_t vocabSize, int64_t bosId, int64_t eosId)
{
    ARMATURE_TRY(TextEncoderConfig text, parseTextEncoderConfig(starterTextConfig(vocabSize, bosId, eosId), "the starter's text encoder"));
    ARMATURE_TRY(UNetConfig unet, parseUNetConfig(starterUNetConfig(recipe.size), "the starter's UNet"));
    TextToLatent nets{TextEncoder(std::move(text)), UNet(std::move(unet))};
    nets.text.parameters().initialise(streamSeed(recipe.seed, RandomStream::Initialisation, 1));
    nets.unet.parameters().initialise(streamSeed(recipe.seed, RandomStream::Initialisation, 2));
    // Embeddings of width 1 would drown what the first layers add to them.
    const at::NoGradGuard noGrad;
    for (const char *name : {"embeddings.token_embedding.weight", "embeddings.position_embedding.weight"})
        nets.text.parameters().find(name)->value.mul_(0.1);
    return nets;
}

Result<bool> trainDiffusion(TextToLatent &nets, const LatentSet &set, const at::Tensor &ids, const at::Tensor &emptyIds,
                            const BaseRecipe &recipe, const std::filesystem::path &folder, EventSink &sink, RunControl &control)
{
    ARMATURE_TRY(const NoiseSchedule schedule, NoiseSchedule::create(starterSchedulerConfig(), "the starter's scheduler"));
    StageOptions options;
    options.name = "diffusion";
    options.folder = folder;
    options.steps = recipe.diffusionSteps;
    options.checkpointingSteps = recipe.checkpointingSteps;
    options.learningRate = recipe.diffusionLearningRate;
    options.emaDecay = recipe.emaDecay;
    ARMATURE_TRY(const ComputePlan plan, planCompute("cpu", recipe.diffusionPrecision));
    options.computeType = plan.type;
    options.recipe = hashHex(recipe.diffusionJson().dump());
    TrainingStage stage(options, {&nets.text.parameters(), &nets.unet.parameters()});
    const auto loss = [&](int64_t step) {
        const Draw draw = Draw::of(recipe, step, set.count(), set.mean.sizes());
        const at::Tensor latents = (set.mean.index_select(0, draw.rows) + set.deviation.index_select(0, draw.rows) * draw.posterior) * set.scalingFactor;
        const at::Tensor words = at::where(draw.isEmpty, emptyIds.unsqueeze(0), ids.index_select(0, draw.rows));
        return predictionLoss(nets, schedule, latents, draw.noise, draw.timesteps, words);
    };
    return stage.run(loss, sink, control);
}

Result<double> scoreDiffusion(const TextToLatent &nets, const LatentSet &heldOut, const at::Tensor &ids, const BaseRecipe &recipe)
{
    ARMATURE_TRY(const NoiseSchedule schedule, NoiseSchedule::create(starterSchedulerConfig(), "the starter's scheduler"));
    const at::NoGradGuard noGrad;
    const uint64_t seed = recipe.seed ^ 0x5C0;
    const auto latents = heldOut.mean * heldOut.scalingFactor;
    const auto noise = at::randn(latents.sizes(), streamGenerator(seed, RandomStream::Noise, 0), at::TensorOptions().dtype(at::kFloat));
    const auto timesteps = at::randint(0, kTimesteps, {heldOut.count()}, streamGenerator(seed, RandomStream::Timesteps, 0), at::TensorOptions().dtype(at::kLong));
    double sum = 0;
    constexpr int64_t kBatch = 32;
    for (int64_t first = 0; first < heldOut.count(); first += kBatch) {
        const int64_t count = std::min(kBatch, heldOut.count() - first);
        const auto part = [&](const at::Tensor &tensor) { return tensor.narrow(0, first, count); };
        sum += predictionLoss(nets, schedule, part(latents), part(noise), part(timesteps), part(ids)).item<double>() * double(count);
    }
    return sum / double(heldOut.count());
}

} // namespace armature
