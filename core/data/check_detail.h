#pragma once
// The parts of checkPairs; included by core/data/check*.cpp only.

#include "core/data/check.h"
#include "core/image/codec.h"

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
};

// Never throws. isTarget: its look is wanted; else whether it is blank.
PictureFacts inspectPicture(const std::filesystem::path &root, const std::filesystem::path &path,
                            bool decodeAll, bool isTarget);

// Calls work(i) for each i below count on several threads until stop.
void parallelFor(size_t count, int threads, const std::stop_token &stop,
                 const std::function<void(size_t)> &work);

// Appends findings on targets and maps that are there more than once.
void findDuplicates(const PairSet &set, const std::vector<PairPictures> &pictures,
                    const CheckOptions &options, std::vector<Finding> &findings);

} // namespace armature::check_detail
