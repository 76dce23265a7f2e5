#pragma once
// The starter's autoencoder, from nothing.

#include "core/nn/vae.h"
#include "core/train/base/recipe.h"
#include "core/train/base/stage.h"

namespace armature {

// As diffusers would make it, but with the posterior's variance starting small (exp -6): at 1 the noise of the draw
// drowns the picture and nothing is learnt for a long time.
Result<Vae> makeStarterVae(const BaseRecipe &recipe);

// Mean absolute error in [-1, 1] + half its square + a quarter of the error of neighbouring differences (edges) + KL.
// False: stopped; checkpoints are in `folder`.
Result<bool> trainVae(Vae &vae, const BaseRecipe &recipe, const std::filesystem::path &folder, EventSink &sink, RunControl &control);

struct VaeScore
{
    double meanError = 0; // mean absolute error in [-1, 1] on held-out scenes
    double edgeF1 = 0;    // Canny edges of the reconstruction against the picture's, one pixel of tolerance
};
VaeScore scoreVae(const Vae &vae, const BaseRecipe &recipe, int64_t scenes = 128);

} // namespace armature
