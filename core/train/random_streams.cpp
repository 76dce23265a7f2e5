#include "core/train/random_streams.h"

#include <ATen/CPUGeneratorImpl.h>

#include "core/data/random.h"

namespace armature {

uint64_t streamSeed(uint64_t seed, RandomStream stream, uint64_t step, uint64_t part)
{
    return SplitMix64({seed, static_cast<uint64_t>(stream), step, part}).next();
}

at::Generator streamGenerator(uint64_t seed, RandomStream stream, uint64_t step, uint64_t part)
{
    return at::make_generator<at::CPUGeneratorImpl>(streamSeed(seed, stream, step, part));
}

} // namespace armature
