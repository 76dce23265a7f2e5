#pragma once
// Which pairs a training step sees, and how they are varied. Everything is a pure function of seed, epoch and
// sample, never of what was drawn before: a resumed run continues exactly, and one more worker thread changes
// nothing.

#include <cstdint>
#include <string>
#include <vector>

namespace armature {

struct BatchPlan
{
    uint64_t epoch = 0;
    uint32_t bucket = 0;           // all of one batch are of one bucket, that is of one size
    std::vector<uint32_t> indices; // of the samples, at most the batch size of them
};

class Sampler
{
public:
    // bucketOf: the bucket of each sample; batchSize > 0. As in diffusers' loader, nothing is dropped: the
    // last batch of each bucket may be smaller.
    Sampler(uint64_t seed, size_t batchSize, std::vector<uint32_t> bucketOf);

    size_t sampleCount() const { return m_bucketOf.size(); }
    uint64_t batchesPerEpoch() const { return m_batchesPerEpoch; }

    // All batches of an epoch, in order.
    std::vector<BatchPlan> epochPlan(uint64_t epoch) const;
    // The batch at a position counted from the start of training; an empty one when there are no samples.
    // Keeps the epoch's plan, so it is for one thread.
    BatchPlan at(uint64_t position);

private:
    const uint64_t m_seed;
    const size_t m_batchSize;
    const std::vector<uint32_t> m_bucketOf;
    uint64_t m_batchesPerEpoch = 0;
    std::vector<BatchPlan> m_plan;
};

struct DrawOptions
{
    bool randomFlip = false;
    double proportionEmptyPrompts = 0; // 0..1
};

// How one sample is varied in one epoch. Each part has a random stream of its own, so that switching one on
// leaves the others as they were.
struct SampleDraw
{
    bool flip = false;
    double cropX = 0.5, cropY = 0.5; // 0..1, the place of a random crop within its play
    size_t caption = 0;              // which of captionCount
    bool dropCaption = false;        // train this visit with the empty prompt
};
// sampleKey: hashText(Pair::id), so that a sample keeps its draws when others are added.
SampleDraw drawSample(uint64_t seed, uint64_t sampleKey, uint64_t epoch, size_t captionCount,
                      const DrawOptions &options);

// At most maxSamples of the samples (0 = all), chosen by seed and key; indices in ascending order. A picture
// that is added later replaces at most one of them.
std::vector<uint32_t> limitSamples(uint64_t seed, const std::vector<uint64_t> &sampleKeys, size_t maxSamples);

struct HoldoutSplit
{
    std::vector<uint32_t> training, heldOut; // ascending
};
// share in 0..1; a share above 0 holds out at least one sample where there are two, and always leaves one to
// train on.
HoldoutSplit splitHoldout(uint64_t seed, const std::vector<uint64_t> &sampleKeys, double share);

} // namespace armature
