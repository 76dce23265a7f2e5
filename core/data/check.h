#pragma once
// Looks at every picture of a PairSet and tells what is wrong with it before a run finds out. Pairs with an
// error are left out of training, everything else is trained on.

#include "core/data/crop_plan.h"
#include "core/data/pairs.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct CheckOptions
{
    int resolution = 512; // px; what the short edge should at least have
    bool decode = true;   // false: headers only; damage in the middle, blank maps and look-alikes stay unseen
    bool findDuplicates = true;
    int threads = 0; // 0 = one per processor
    // Tokens of a caption without the start and end token; empty: the length of captions is not checked.
    std::function<size_t(std::string_view)> countTokens;
    size_t maxTokens = 75; // of CLIP's 77, two mark start and end
    std::function<void(size_t done, size_t total)>
        progress; // called from worker threads, never from two at once
    std::stop_token stop;
};

// What is known of one pair. Sizes as displayed, EXIF applied; zero where the picture cannot be read.
struct PairFacts
{
    PixelSize target, condition;
    bool isTrainable = false;
};

struct CheckReport
{
    std::string root, layout;
    std::vector<PairFacts> facts;  // one per pair of the set, in its order
    std::vector<Finding> findings; // the set's own first, then pair by pair, then duplicates
    bool isInterrupted = false;    // stopped: the pairs not looked at are not trainable and have no findings

    size_t trainableCount() const;
    size_t count(Severity severity) const;
    bool isUsable() const { return count(Severity::Error) == 0 && trainableCount() > 0; }
};

CheckReport checkPairs(const PairSet &set, const CheckOptions &options);

// For people: grouped by severity and kind, at most perKind findings of a kind spelled out.
std::string reportText(const CheckReport &report, size_t perKind = 5);

// One JSON object, ASCII only: root, layout, pairs, trainable, interrupted, errors, warnings, notes, counts
// {kind: n}, findings [{kind, severity, pair, files, line, message, repair}].
std::string reportJson(const CheckReport &report);

} // namespace armature
