#include "core/data/sampler.h"

#include "core/data/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace armature {

namespace {

// What a random stream is for; part of its key. Never renumber: runs are resumed with them.
enum Purpose : uint64_t {
    kOrder = 1,
    kFlip = 2,
    kCrop = 3,
    kCaption = 4,
    kDropCaption = 5,
    kLimit = 6,
    kHoldout = 7
};

// The samples in an order that depends on each one's own key only.
std::vector<uint32_t> rankedByKey(uint64_t seed, Purpose purpose, const std::vector<uint64_t> &keys)
{
    std::vector<uint64_t> ranks(keys.size());
    for (size_t i = 0; i < keys.size(); ++i)
        ranks[i] = SplitMix64{{seed, purpose, keys[i]}}.next();
    std::vector<uint32_t> order(keys.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](uint32_t a, uint32_t b) { return std::tie(ranks[a], a) < std::tie(ranks[b], b); });
    return order;
}

std::vector<uint32_t> ascending(std::vector<uint32_t> indices)
{
    std::sort(indices.begin(), indices.end());
    return indices;
}

} // namespace

Sampler::Sampler(uint64_t seed, size_t batchSize, std::vector<uint32_t> bucketOf)
    : m_seed(seed), m_batchSize(batchSize), m_bucketOf(std::move(bucketOf))
{
    assert(batchSize > 0);
    std::map<uint32_t, uint64_t> counts;
    for (const uint32_t bucket : m_bucketOf)
        ++counts[bucket];
    for (const auto &[bucket, count] : counts)
        m_batchesPerEpoch += (count + m_batchSize - 1) / m_batchSize;
}

std::vector<BatchPlan> Sampler::epochPlan(uint64_t epoch) const
{
    SplitMix64 random{{m_seed, kOrder, epoch}};
    std::vector<uint32_t> order(m_bucketOf.size());
    std::iota(order.begin(), order.end(), 0U);
    shuffle(order, random);
    std::map<uint32_t, std::vector<uint32_t>> byBucket;
    for (const uint32_t index : order)
        byBucket[m_bucketOf[index]].push_back(index);

    std::vector<BatchPlan> plan;
    for (const auto &[bucket, indices] : byBucket) {
        for (size_t start = 0; start < indices.size(); start += m_batchSize) {
            const auto first = indices.begin() + std::ptrdiff_t(start);
            const size_t count = std::min(m_batchSize, indices.size() - start);
            plan.push_back({epoch, bucket, {first, first + std::ptrdiff_t(count)}});
        }
    }
    if (byBucket.size() > 1) // with a single bucket the batches are in random order already
        shuffle(plan, random);
    return plan;
}

BatchPlan Sampler::at(uint64_t position)
{
    if (m_batchesPerEpoch == 0)
        return {};
    const uint64_t epoch = position / m_batchesPerEpoch;
    if (m_plan.empty() || m_plan.front().epoch != epoch)
        m_plan = epochPlan(epoch);
    return m_plan[position % m_batchesPerEpoch];
}

SampleDraw drawSample(uint64_t seed, uint64_t sampleKey, uint64_t epoch, size_t captionCount,
                      const DrawOptions &options)
{
    SampleDraw draw;
    draw.flip = options.randomFlip && SplitMix64{{seed, kFlip, sampleKey, epoch}}.next() >> 63;
    SplitMix64 crop{{seed, kCrop, sampleKey, epoch}};
    draw.cropX = crop.uniform();
    draw.cropY = crop.uniform();
    if (captionCount > 1)
        draw.caption = size_t(SplitMix64{{seed, kCaption, sampleKey, epoch}}.below(captionCount));
    draw.dropCaption =
        SplitMix64{{seed, kDropCaption, sampleKey, epoch}}.uniform() < options.proportionEmptyPrompts;
    return draw;
}

std::vector<uint32_t> limitSamples(uint64_t seed, const std::vector<uint64_t> &sampleKeys, size_t maxSamples)
{
    auto order = rankedByKey(seed, kLimit, sampleKeys);
    if (maxSamples > 0 && order.size() > maxSamples)
        order.resize(maxSamples);
    return ascending(std::move(order));
}

HoldoutSplit splitHoldout(uint64_t seed, const std::vector<uint64_t> &sampleKeys, double share)
{
    const size_t total = sampleKeys.size();
    size_t count = size_t(std::llround(std::clamp(share, 0.0, 1.0) * double(total)));
    if (share > 0 && count == 0)
        count = 1;
    count = total > 1 ? std::min(count, total - 1) : 0;
    const auto order = rankedByKey(seed, kHoldout, sampleKeys);
    const auto middle = order.begin() + std::ptrdiff_t(count);
    return {ascending({middle, order.end()}), ascending({order.begin(), middle})};
}

} // namespace armature
