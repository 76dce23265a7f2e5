#pragma once
// The parts of checkPairs; included by core/data/check*.cpp only.

#include "core/base/parallel_for.h"
#include "core/data/check.h"
#include "core/data/picture_memory.h"
#include "core/image/codec.h"

#include <array>
#include <optional>

namespace armature::check_detail {

struct PictureFacts
{
    std::filesystem::path path;
    std::string name; // below the root
    std::optional<Error> error;
    bool isEmptyFile = false;
    ImageInfo info;
    uint64_t fileSize = 0;
    // Known after decoding only.
    bool isTransparent = false;
    bool isBlank = false; // one single colour
    uint64_t look = 0;    // difference hash; 0 = too little to see
};

struct PairPictures
{
    PictureFacts target, condition;
    bool isChecked = false;
    bool hasMap = true; // else the picture is looked at alone
};

// Never throws. isTarget: its look is wanted; else whether it is blank. What is in the memory is not read
// again.
PictureFacts inspectPicture(const std::filesystem::path &root, const std::filesystem::path &path,
                            bool decodeAll, bool isTarget, PictureMemory *memory = nullptr);

// What is wrong with one pair; `pair` needs its id and captions only.
PairFacts checkPair(const Pair &pair, const PairPictures &pictures, const CheckOptions &options,
                    std::vector<Finding> &findings);

// The pairs to compare, made when asked for: all at once would fill the memory.
struct DuplicateSource
{
    size_t count = 0;
    std::function<PairPictures(size_t)> pictures;
    std::function<std::array<uint64_t, 2>(size_t)> fileSizes; // of target and condition
    std::function<std::string(size_t)> id;
    PictureMemory *memory = nullptr; // of their contents
};

// Appends findings on targets and maps that are there more than once.
void findDuplicates(const DuplicateSource &source, const CheckOptions &options,
                    std::vector<Finding> &findings);

} // namespace armature::check_detail
