#pragma once
// Reads a folder for the browser, in batches: first the rows, then what their headers say, then, slowly, what
// only decoding shows. The findings are those of checkPairs(), by the same code.

#include "core/base/result.h"
#include "core/data/pair_table.h"
#include "core/data/pairs.h"
#include "core/data/picture_memory.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace armature {

enum class ScanStage { Listing, Headers, Pixels, Done };

struct ScanOptions
{
    int resolution = 512;
    int threads = 0;    // 0 = one per processor
    bool decode = true; // the last stage: damage, blank maps, look-alikes
    std::function<size_t(std::string_view)> countTokens;
    size_t maxTokens = 75;
    std::shared_ptr<PictureMemory> memory; // null: every file is read
    std::stop_token stop;
};

// To be applied in the order of its members.
struct ScanBatch
{
    ScanStage stage = ScanStage::Listing;
    size_t done = 0, total = 0; // of the stage; total 0 where it is not known yet
    std::string layoutText;     // not empty once it is known
    std::string listing;        // the file that names pairs or captions, below the root; with layoutText
    bool isPreview = false;     // a first look at the folder: the real rows follow, and start over
    bool startsOver = false;    // forget the rows so far
    bool isListed = false;      // no row comes after these
    std::vector<PairRow> rows;  // to append
    std::vector<std::pair<uint32_t, RowFacts>> facts;
    bool hasMoreFindings = false; // the next batch has the rest of them
    uint32_t drops = 0;           // issueBit()s of shared findings that the following ones replace
    std::vector<std::pair<uint32_t, Finding>> findings; // shared ones of rows
    std::vector<Finding> folderFindings;                // of no row
};

// Calls sink on the calling thread. Fails as readPairs() does, or with Interrupted.
Status scanDataset(const std::filesystem::path &folder, const ScanOptions &options,
                   const std::function<void(ScanBatch &&)> &sink);

// One row again, decoded, with its findings in words; for what is shown beside a selected pair.
std::pair<RowFacts, std::vector<Finding>> inspectRow(const std::filesystem::path &root, const PairRow &row,
                                                     const ScanOptions &options);

// What a receiver of batches does with them.
void applyBatch(PairTable &table, ScanBatch &&batch);

} // namespace armature
