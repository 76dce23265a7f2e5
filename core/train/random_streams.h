#pragma once
// Randomness as a function of what it is for, never of who drew before: noise and timestep = f(seed, step),
// augmentation = f(seed, sample, epoch). A killed and resumed run therefore draws what an unbroken one would.

#include <cstdint>

#include <ATen/core/Generator.h>

namespace armature {

enum class RandomStream : uint64_t { Noise = 1, Timesteps, Posterior, NoiseOffset, Holdout, Initialisation };

// A 64-bit key mixed from all arguments (core/data/random.h).
uint64_t streamSeed(uint64_t seed, RandomStream stream, uint64_t step, uint64_t part = 0);

// torch's CPU generator (Mersenne twister) seeded with that key.
at::Generator streamGenerator(uint64_t seed, RandomStream stream, uint64_t step, uint64_t part = 0);

} // namespace armature
