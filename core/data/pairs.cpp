#include "core/data/pairs.h"

#include "core/data/data_path.h"
#include "core/data/excluded.h"
#include "core/data/loose_pairs.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace armature {

namespace fs = std::filesystem;
using namespace pairs_detail;

namespace {

constexpr size_t kBlock = 2000; // pairs handed on at a time

constexpr const char *kAccepted = "Put the pictures into image/ and their maps under the same names into "
                                  "condition/, or write a metadata.jsonl with "
                                  "file_name, conditioning_image_file_name and text.";

struct Candidate
{
    DatasetLayout layout = DatasetLayout::Folders;
    fs::path listing; // empty for Folders
    std::optional<FolderLayout> folders;
};

fs::path existingFile(const fs::path &folder, const char *name)
{
    std::error_code error;
    const fs::path file = folder / name;
    return fs::exists(file, error) ? file : fs::path();
}

// A listing beside the folders, or inside the picture folder, comes first; the folders alone are what is
// left.
std::optional<Candidate> detect(const fs::path &root, const ReadOptions &options)
{
    Candidate candidate;
    candidate.folders = findFolderLayout(root);
    const std::pair<DatasetLayout, const char *> listings[] = {
        {DatasetLayout::MetadataJsonl, "metadata.jsonl"},
        {DatasetLayout::MetadataCsv, "metadata.csv"},
        {DatasetLayout::PromptJson, "prompt.json"}};
    for (const auto &[layout, name] : listings) {
        if (options.layout && *options.layout != layout)
            continue;
        candidate.layout = layout;
        candidate.listing = existingFile(root, name);
        if (candidate.listing.empty() && candidate.folders && layout != DatasetLayout::PromptJson)
            candidate.listing = existingFile(candidate.folders->image, name);
        if (!candidate.listing.empty())
            return candidate;
    }
    if (!candidate.folders || (options.layout && *options.layout != DatasetLayout::Folders))
        return std::nullopt;
    candidate.layout = DatasetLayout::Folders;
    return candidate;
}

bool hasParquet(const fs::path &root)
{
    std::error_code error;
    for (const auto &folder : {root, root / "data", root / "train"})
        for (fs::directory_iterator entries(folder, error), end; !error && entries != end;
             entries.increment(error))
            if (entries->path().extension() == ".parquet")
                return true;
    return false;
}

Error noLayout(const fs::path &root)
{
    const auto name = displayName(root.string());
    std::error_code error;
    if (fs::is_empty(root, error))
        return {ErrorCode::NotFound, fmt::format("The folder {} is empty.", name), kAccepted, {}};
    if (hasParquet(root))
        return {ErrorCode::Unsupported,
                fmt::format("{} holds Parquet files, which Armature does not read.", name),
                "Save its pictures as files and its columns as metadata.jsonl, for example with the datasets "
                "library in "
                "Python.",
                {}};
    return {ErrorCode::NotFound,
            fmt::format("{} is not a folder of pairs that Armature knows.", name),
            kAccepted,
            {}};
}

// Pictures whose names tell of no pairs: the maps are still to be made.
bool holdsPicturesAlone(const fs::path &root)
{
    if (hasParquet(root))
        return false;
    const auto loose = readLoose(root);
    return loose && !loose->pictures.empty() && guessPatterns(*loose).empty();
}

Result<fs::path> openRoot(const fs::path &folder)
{
    const auto name = displayName(folder.string());
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    if (error)
        return fail(ErrorCode::NotFound,
                    fmt::format("The dataset folder {} was not found: {}.", name, error.message()),
                    "Check the spelling of the path.");
    if (!fs::is_directory(root, error))
        return fail(ErrorCode::BadInput, fmt::format("{} is a file, not a dataset folder.", name),
                    "Name the folder that holds the pairs.");
    if (fs::directory_iterator(root, error); error)
        return fail(ErrorCode::Io,
                    fmt::format("The dataset folder {} cannot be read: {}.", name, error.message()),
                    "Allow reading it (chmod).");
    return root;
}

// A listing without conditions beside image/ and condition/ gives the captions only.
bool hasNoConditions(const Listing &listing)
{
    return std::none_of(listing.rows.begin(), listing.rows.end(),
                        [](const Row &row) { return row.condition.has_value(); });
}

std::map<fs::path, std::vector<std::string>> captionsByTarget(const PairSet &set, const fs::path &base,
                                                              const Listing &listing)
{
    std::map<fs::path, std::vector<std::string>> captions;
    for (const auto &row : listing.rows) {
        const auto target = resolveBelow(set.root, base, *row.target);
        if (target.state == PathState::Ok && !row.captions.empty())
            captions[target.path] = row.captions;
    }
    return captions;
}

// The pairs of a listing are known all at once.
void handOn(PairSet &set, const PairSink &sink)
{
    std::vector<FoundPair> block;
    for (size_t i = 0; i < set.pairs.size(); ++i) {
        auto &pair = set.pairs[i];
        block.push_back(
            {std::move(pair.id), pair.target.native(), pair.condition.native(), std::move(pair.captions)});
        pair = {};
        if ((block.size() == kBlock || i + 1 == set.pairs.size()) && !sink(set, std::exchange(block, {})))
            break;
    }
    set.pairs = {};
}

Result<PairSet> readCandidate(const fs::path &root, const Candidate &candidate, const ColumnNames &columns,
                              const PairSink &sink)
{
    PairSet set;
    set.root = root;
    if (candidate.listing.empty()) {
        readFolders(set, *candidate.folders, {}, sink);
        return set;
    }
    const auto name = displayName(relativeName(root, candidate.listing));
    if (stateBelow(root, candidate.listing) != PathState::Ok)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is not a regular file inside {}.", name, displayName(root.string())),
                    "Copy the listing into the folder.");
    ARMATURE_TRY(const auto listing, readListing(set, candidate.listing, columns));
    set.listing = candidate.listing;
    if (candidate.layout != DatasetLayout::PromptJson && hasNoConditions(listing)) {
        readFolders(set, candidate.folders.value_or(picturesAloneLayout(root)),
                    captionsByTarget(set, candidate.listing.parent_path(), listing), sink);
        return set;
    }
    set.layout = candidate.layout;
    set.layoutText = name;
    pairRows(set, candidate.listing, listing);
    handOn(set, sink);
    return set;
}

} // namespace

std::string_view layoutName(DatasetLayout layout)
{
    switch (layout) {
    case DatasetLayout::Folders:
        return "folders";
    case DatasetLayout::MetadataJsonl:
        return "metadata.jsonl";
    case DatasetLayout::MetadataCsv:
        return "metadata.csv";
    case DatasetLayout::PromptJson:
        return "prompt.json";
    }
    return "folders";
}

Result<PairSet> pairs_detail::readPairsInto(const fs::path &folder, const ColumnNames &columns,
                                            const ReadOptions &options, const PairSink &sink)
{
    try {
        ARMATURE_TRY(const fs::path root, openRoot(folder));
        // Downloads often keep their pairs one folder further down.
        for (const fs::path &place : {root, root / "train"}) {
            const auto candidate = detect(place, options);
            std::error_code error;
            if (!candidate || !isBelow(fs::canonical(place, error), root))
                continue;
            return readCandidate(root, *candidate, columns, sink);
        }
        if (!options.layout && holdsPicturesAlone(root))
            return readCandidate(root, {DatasetLayout::Folders, {}, picturesAloneLayout(root)}, columns, sink);
        return fail(noLayout(root));
    } catch (const std::exception
                 &failure) { // the file system library throws where memory or a path type fails it
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be read: {}.", displayName(folder.string()), failure.what()),
                    "Check the folder and its permissions.");
    }
}

Result<PairSet> readPairs(const fs::path &folder, const ColumnNames &columns, const ReadOptions &options)
{
    std::vector<Pair> pairs;
    ARMATURE_TRY(
        auto set,
        readPairsInto(folder, columns, options, [&](const PairSet &, std::vector<FoundPair> &&block) {
            for (auto &pair : block)
                pairs.push_back({std::move(pair.id), std::move(pair.target), std::move(pair.condition),
                                 std::move(pair.captions)});
            return true;
        }));
    set.pairs = std::move(pairs);
    const auto excluded = readExcluded(set.root);
    for (auto &pair : set.pairs)
        pair.isExcluded = !excluded.empty() && excluded.contains(pair.id);
    return set;
}

namespace pairs_detail {

namespace {

// What a walk through the folder finds begins with the root's own text, and taking it off is a hundred times
// quicker than taking both paths apart.
bool isPlainlyBelow(const std::string &outer, const std::string &all)
{
    return all.size() > outer.size() + 1 && all.starts_with(outer) && all[outer.size()] == '/' &&
           all.find("/../", outer.size()) == std::string::npos &&
           all.find("/./", outer.size()) == std::string::npos &&
           all.find("//", outer.size()) == std::string::npos;
}

} // namespace

std::string relativeName(const fs::path &root, const fs::path &file)
{
    if (isPlainlyBelow(root.native(), file.native()))
        return file.native().substr(root.native().size() + 1);
    const auto relative = file.lexically_relative(root);
    return relative.empty() || *relative.begin() == ".." ? file.generic_string() : relative.generic_string();
}

std::string relativeText(const fs::path &root, const std::string &file)
{
    return isPlainlyBelow(root.native(), file) ? file.substr(root.native().size() + 1)
                                               : relativeName(root, file);
}

void addFinding(PairSet &set, FindingKind kind, Severity severity, std::string pair,
                std::vector<fs::path> files, std::string message, std::string repair, size_t line)
{
    std::vector<std::string> names;
    for (const auto &file : files)
        names.push_back(relativeName(set.root, file));
    set.findings.push_back(
        {kind, severity, std::move(pair), std::move(names), std::move(message), std::move(repair), line});
}

} // namespace pairs_detail

} // namespace armature
