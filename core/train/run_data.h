#pragma once
// The pairs of a run, decided before it starts: which are trained on, which are held out, which are left out and why,
// and at what size each is cut.

#include "core/config/train_options.h"
#include "core/data/crop_plan.h"
#include "core/data/dataset.h"
#include "core/events/event_sink.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

struct TrainItem
{
    uint32_t pair = 0;   // index into RunData::dataset
    uint32_t bucket = 0; // index into RunData::buckets
    uint64_t key = 0;    // hash of the pair's id; keeps its random draws when pairs are added
};

struct RunData
{
    std::optional<Dataset> dataset;
    std::vector<TrainItem> training, heldOut;
    std::vector<PixelSize> buckets; // one square, or the aspect buckets
    MapKind mapKind = MapKind::Photo;
    int64_t excluded = 0;    // found but not usable
    std::string fingerprint; // of the items and their order; where it differs, resuming cannot be exact
};

// Reads and checks the pairs; every one that cannot be trained on is named in a Warning event (at most twenty, and how
// many more). Errors: NotFound, BadInput when nothing is left to train on.
Result<RunData> prepareRunData(const TrainOptions &options, EventSink &sink, std::stop_token stop);

} // namespace armature
