#pragma once
// What mends a pair, planned first and done afterwards: the plan says what will change without touching
// anything, prepare() makes the new contents, and the journal puts them in place.

#include "core/base/result.h"
#include "core/data/change_journal.h"
#include "core/data/pair_table.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

enum class Repair {
    ResizeMap,    // to its picture's size; line, pose and label maps without smoothing
    CropMap,      // to its picture's shape (or turned, where EXIF was overlooked), then resized
    ApplyExif,    // the pixels turned, so that no program can overlook it
    FlattenAlpha, // laid on white
    Convert,      // 16 bit and CMYK to the 8 bit RGB that a model sees
    PairByName,   // renames the map that fits an unpaired picture by name
    Quarantine,   // moved to .armature/quarantine with map and caption
    Exclude,      // stays, is not trained on
    Include,
};
std::optional<Repair>
repairFromName(std::string_view name); // "resize", "crop", "exif", "flatten", "convert", "pair", ...
std::string_view repairName(Repair repair);

// One line of the preview.
struct PlannedRepair
{
    PairRow row;
    std::string file;    // below the root, that changes
    std::string what;    // "300 x 200 px become 600 x 400 px"
    std::string partner; // PairByName: the map
};
struct RepairPlan
{
    Repair repair = Repair::ResizeMap;
    std::vector<PlannedRepair> items;
    std::vector<std::string> skipped; // why rows were left out, a sentence each
};

// others: the rows among which PairByName looks for a map; may be those of the whole table.
// Reads headers only.
RepairPlan planRepair(const std::filesystem::path &root, Repair repair, const std::vector<PairRow> &rows,
                      const std::vector<PairRow> &others = {});
// A picture and a map chosen by hand. A map that the picture has already is moved aside.
RepairPlan planPairing(const std::filesystem::path &root, const PairRow &target, const PairRow &condition);

struct PrepareOptions
{
    // That names the files, below the root: then their names must stay, and what goes into the quarantine is
    // taken out of it. Empty where there is none.
    std::string listing;
    std::function<void(size_t done, size_t total)> progress;
    std::stop_token stop;
};
// Decodes, makes and stages the new contents. Nothing of the dataset has changed when it fails or is stopped.
Result<std::vector<FileStep>> prepareRepair(const std::filesystem::path &root, const RepairPlan &plan,
                                            ChangeJournal &journal, const PrepareOptions &options = {});

} // namespace armature
