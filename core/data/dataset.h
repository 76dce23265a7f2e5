#pragma once
// The pairs that can be trained on, and how one of them becomes a sample. Safe to load from on several
// threads.

#include "core/base/result.h"
#include "core/data/check.h"
#include "core/data/crop_plan.h"
#include "core/data/pairs.h"
#include "core/image/image.h"
#include "core/image/map_kind.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace armature {

// Both pictures 8 bit RGB and exactly cropW x cropH, EXIF applied, transparency on white.
struct Sample
{
    Image target;
    Image condition;
    std::string caption;
};

class Dataset
{
public:
    // Fails with NotFound, naming what was wrong most often, when no pair can be trained on. The report is
    // that of the set.
    static Result<Dataset> open(const PairSet &set, const CheckReport &report);

    // The same pairs in another choice and order, e.g. from splitHoldout().
    Dataset subset(const std::vector<uint32_t> &indices) const;

    size_t size() const { return m_entries.size(); }
    const Pair &pair(size_t index) const { return m_entries[index].pair; }
    PixelSize targetSize(size_t index) const { return m_entries[index].targetSize; } // as displayed
    std::vector<uint64_t> sampleKeys() const; // hashText(id), for the sampler

    // Decodes both pictures, resizes each once, straight from its own size, and cuts both alike. caption is
    // the index among the pair's captions; a pair without any has the empty one. Errors: those of
    // decodeOriented(), and Conflict when the picture has another size than when it was checked.
    Result<Sample> load(size_t index, const CropPlan &plan, MapKind kind, size_t caption = 0) const;
    // The condition alone, for when the target's latents are cached.
    Result<Image> loadCondition(size_t index, const CropPlan &plan, MapKind kind) const;

    // What the maps are, by a vote of nine of them spread over the set; for --condition_kind auto.
    Result<MapKind> guessMapKind() const;

    // XXH3 (64 bit, hexadecimal) of the picture's bytes, for caches that must notice that it changed. Read once, and
    // again when the file's size or time of change is another.
    Result<std::string> targetHash(size_t index) const;

private:
    class KnownHashes;
    struct Entry
    {
        Pair pair;
        PixelSize targetSize, conditionSize;
    };

    std::vector<Entry> m_entries;
    std::shared_ptr<KnownHashes> m_hashes;
};

} // namespace armature
