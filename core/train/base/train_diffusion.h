#pragma once
// The starter's text encoder and UNet, together and from nothing, on latents that were made once.

#include "core/nn/text_encoder.h"
#include "core/nn/unet.h"
#include "core/train/base/latent_set.h"

namespace armature {

struct TextToLatent
{
    TextEncoder text;
    UNet unet;
};

Result<TextToLatent> makeTextToLatent(const BaseRecipe &recipe, int64_t vocabSize, int64_t bosId, int64_t eosId);

// ids: int64 [N, kStarterTokens], a row per latent; emptyIds: [kStarterTokens], what an empty caption becomes.
// False: stopped; checkpoints are in `folder`.
Result<bool> trainDiffusion(TextToLatent &nets, const LatentSet &set, const at::Tensor &ids, const at::Tensor &emptyIds,
                            const BaseRecipe &recipe, const std::filesystem::path &folder, EventSink &sink, RunControl &control);

// The mean loss on held-out latents, at noise and timesteps that are always the same.
Result<double> scoreDiffusion(const TextToLatent &nets, const LatentSet &heldOut, const at::Tensor &ids, const BaseRecipe &recipe);

} // namespace armature
