#include "core/train/run_data.h"

#include "core/base/hash.h"
#include "core/data/check.h"
#include "core/data/pairs.h"
#include "core/data/sampler.h"

#include <algorithm>

namespace armature {

namespace {

constexpr size_t kMostNamed = 20;

struct CheckedPairs
{
    PairSet set;
    CheckReport report;
};

Result<CheckedPairs> readAndCheck(const std::string &folder, const TrainOptions &options, std::stop_token stop)
{
    CheckedPairs pairs;
    const ColumnNames columns{options.image_column, options.conditioning_image_column, options.caption_column};
    ARMATURE_TRY(pairs.set, readPairs(folder, columns));
    CheckOptions check;
    check.resolution = static_cast<int>(options.resolution);
    check.decode = false; // headers now; what is damaged further in shows when it is cached
    check.findDuplicates = false;
    check.stop = std::move(stop);
    pairs.report = checkPairs(pairs.set, check);
    return pairs;
}

// Held-out pairs of a folder of their own join the set, under names that no training pair has.
void append(CheckedPairs &pairs, CheckedPairs &&held)
{
    for (Pair &pair : held.set.pairs) {
        pair.id = "holdout:" + pair.id;
        pairs.set.pairs.push_back(std::move(pair));
    }
    const auto join = [](auto &to, auto &from) { to.insert(to.end(), from.begin(), from.end()); };
    join(pairs.report.facts, held.report.facts);
    join(pairs.report.findings, held.report.findings);
}

void nameExcluded(const CheckReport &report, const std::string &folder, EventSink &sink)
{
    size_t named = 0, more = 0;
    for (const Finding &finding : report.findings) {
        if (finding.severity != Severity::Error)
            continue;
        if (named++ < kMostNamed)
            sink.onEvent(Warning{"Left out: " + finding.message, finding.repair});
        else
            ++more;
    }
    if (more > 0)
        sink.onEvent(Warning{"Left out: " + std::to_string(more) + " more.", "armature-cli check " + folder + " names them all."});
}

std::vector<TrainItem> itemsOf(const RunData &data, const std::vector<uint64_t> &keys, const std::vector<uint32_t> &indices)
{
    std::vector<TrainItem> items;
    for (const uint32_t index : indices) {
        const auto bucket = data.buckets.size() == 1 ? 0 : nearestBucket(data.dataset->targetSize(index), data.buckets);
        items.push_back({index, static_cast<uint32_t>(bucket), keys[index]});
    }
    return items;
}

void splitItems(RunData &data, const TrainOptions &options)
{
    const std::vector<uint64_t> keys = data.dataset->sampleKeys();
    std::vector<uint32_t> own, apart;
    for (uint32_t i = 0; i < keys.size(); ++i)
        (data.dataset->pair(i).id.starts_with("holdout:") ? apart : own).push_back(i);
    std::vector<uint64_t> ownKeys;
    for (const uint32_t index : own)
        ownKeys.push_back(keys[index]);
    const auto backToPairs = [&](const std::vector<uint32_t> &chosen) {
        std::vector<uint32_t> pairs;
        for (const uint32_t index : chosen)
            pairs.push_back(own[index]);
        return pairs;
    };
    const std::vector<uint32_t> limited = limitSamples(options.seed, ownKeys, static_cast<size_t>(options.max_train_samples));
    std::vector<uint64_t> limitedKeys;
    for (const uint32_t index : limited)
        limitedKeys.push_back(ownKeys[index]);
    HoldoutSplit split = splitHoldout(options.seed, limitedKeys, options.holdout_share);
    for (uint32_t &index : split.training)
        index = limited[index];
    for (uint32_t &index : split.heldOut)
        index = limited[index];
    data.training = itemsOf(data, keys, backToPairs(split.training));
    std::vector<uint32_t> held = backToPairs(split.heldOut);
    held.insert(held.end(), apart.begin(), apart.end());
    data.heldOut = itemsOf(data, keys, held);
}

std::string fingerprintOf(const RunData &data, const TrainOptions &options)
{
    std::string text = std::to_string(options.seed) + ' ' + std::to_string(options.train_batch_size) + ' ' +
                       std::to_string(options.gradient_accumulation_steps) + ' ' + std::to_string(options.resolution);
    for (const TrainItem &item : data.training)
        text += '\n' + data.dataset->pair(item.pair).id + ' ' + std::to_string(item.bucket);
    return hashHex(text);
}

Result<MapKind> mapKindFor(const TrainOptions &options, const Dataset &dataset)
{
    for (const MapKind kind : {MapKind::Photo, MapKind::Lines, MapKind::Pose, MapKind::Labels})
        if (options.condition_kind == mapKindName(kind))
            return kind;
    return dataset.guessMapKind();
}

} // namespace

Result<RunData> prepareRunData(const TrainOptions &options, EventSink &sink, std::stop_token stop)
{
    ARMATURE_TRY(CheckedPairs pairs, readAndCheck(options.train_data_dir, options, stop));
    const size_t ownCount = pairs.set.pairs.size();
    if (!options.holdout_data_dir.empty()) {
        ARMATURE_TRY(CheckedPairs held, readAndCheck(options.holdout_data_dir, options, stop));
        append(pairs, std::move(held));
    }
    nameExcluded(pairs.report, options.train_data_dir, sink);

    RunData data;
    ARMATURE_TRY(Dataset dataset, Dataset::open(pairs.set, pairs.report));
    data.dataset.emplace(std::move(dataset));
    data.excluded = static_cast<int64_t>(std::count_if(pairs.report.facts.begin(), pairs.report.facts.begin() + static_cast<int64_t>(ownCount),
                                                       [](const PairFacts &facts) { return !facts.isTrainable; }));
    const auto resolution = static_cast<int>(options.resolution);
    if (options.aspect_buckets) {
        ARMATURE_TRY(data.buckets, aspectBuckets(resolution, static_cast<int>(options.bucket_step)));
    } else {
        data.buckets = {{resolution, resolution}};
    }
    ARMATURE_TRY(data.mapKind, mapKindFor(options, *data.dataset));
    splitItems(data, options);
    if (data.training.empty())
        return fail(ErrorCode::BadInput, "No pair of " + options.train_data_dir + " is left to train on.",
                    "Run: armature-cli check " + options.train_data_dir);
    data.fingerprint = fingerprintOf(data, options);
    return data;
}

} // namespace armature
