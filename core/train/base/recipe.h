#pragma once
// What a small base model is made of and how it is trained: the recipe of the starter. Every number that decides its
// weights is here, is written into its card, and is part of what a resumed build must agree with.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace armature {

struct BaseRecipe
{
    uint64_t seed = 20;
    int size = 128; // side of the pictures

    // The autoencoder sees crops first, where a step costs a quarter, then whole pictures, whose group norms see what
    // they will see later.
    int64_t vaeCropSteps = 4200, vaeCropBatch = 16;
    int64_t vaeWholeSteps = 1400, vaeWholeBatch = 4;
    int vaeCrop = 64;
    double vaeLearningRate = 1.5e-3;
    double vaeKlWeight = 1e-6;

    // Text encoder and UNet together, on latents made once.
    int64_t scenes = 24000;
    int64_t diffusionSteps = 7500, diffusionBatch = 32;
    double diffusionLearningRate = 1e-3;
    // Most timesteps are drawn where shapes are decided, logit-normal (Esser et al. 2024, arXiv 2403.03206, eq. 19) with
    // this mean and deviation; this share of them evenly, so that both ends are learnt too.
    double timestepMean = -0.1, timestepDeviation = 1.0, evenTimesteps = 0.2;
    std::string diffusionPrecision = "auto"; // "no", "bf16", or what the processor is fast in
    double emptyCaptions = 0.1;
    double emaDecay = 0.999;

    int64_t checkpointingSteps = 250;

    nlohmann::json vaeJson() const;       // all that decides the autoencoder's weights
    nlohmann::json diffusionJson() const; // all that decides the others', the autoencoder included
};

// config.json of each part, as diffusers and transformers write them.
nlohmann::json starterVaeConfig(int size);
nlohmann::json starterUNetConfig(int size);
nlohmann::json starterTextConfig(int64_t vocabSize, int64_t bosId, int64_t eosId);
nlohmann::json starterSchedulerConfig();
nlohmann::json starterModelIndex();

constexpr int64_t kStarterTokens = 32; // longest caption with its two marks
constexpr int64_t kStarterTextWidth = 128;

} // namespace armature
