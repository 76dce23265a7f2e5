#pragma once
// A folder of pairs, read: which picture belongs to which condition map, and what captions they have. No
// picture is opened here; core/data/check.h does that.

#include "core/base/result.h"
#include "core/data/finding.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace armature {

struct Pair
{
    std::string id; // unique in its set: the target's path below the root without extension, NFC
    std::filesystem::path target;
    std::filesystem::path condition;
    // One of them is drawn at each visit. None: there is no caption at all; a caption that is there may be
    // empty.
    std::vector<std::string> captions;
    bool isExcluded = false; // taken out of training by hand; see core/data/excluded.h
};

enum class DatasetLayout {
    // image/ + condition/ by equal stem, captions from .txt (or a listing without conditions). Without image/ the
    // pictures are the folder's own; without condition/ none of them has a map yet.
    Folders,
    MetadataJsonl, // imagefolder with conditioning_image_file_name
    MetadataCsv,
    PromptJson, // the ControlNet repository's source, target, prompt
};
std::string_view
layoutName(DatasetLayout layout); // "folders", "metadata.jsonl", "metadata.csv", "prompt.json"

// The columns of a listing, as diffusers' train_controlnet.py names them. A column is looked up as
// `<name>_file_name` and as `<name>`; with the default names, file_name, source, target, prompt, caption are
// understood too.
struct ColumnNames
{
    std::string image = "image";
    std::string conditioningImage = "conditioning_image";
    std::string caption = "text";
};

struct ReadOptions
{
    std::optional<DatasetLayout> layout; // else found out
};

struct PairSet
{
    std::filesystem::path root; // canonical
    DatasetLayout layout = DatasetLayout::Folders;
    std::string layoutText;  // for people, e.g. "images/ + conditioning_images/"
    std::filesystem::path listing; // that names the pairs or their captions; empty where none does
    std::vector<Pair> pairs; // both files exist below the root; sorted by id, bytewise
    // Pictures of the layout Folders that have no map yet (condition is empty), by id; each has its finding,
    // too.
    std::vector<Pair> unpaired;
    std::vector<Finding> findings;
};

// Fails when the folder is missing, cannot be read, holds no picture, or has pictures whose names tell of pairs in
// none of the layouts (core/data/loose_pairs.h), or when a column that was
// asked for by name is in no line of the listing. Everything smaller is a finding, and the rest of the pairs
// is read; a set may have findings only and no pair.
Result<PairSet> readPairs(const std::filesystem::path &folder, const ColumnNames &columns = {},
                          const ReadOptions &options = {});

} // namespace armature
