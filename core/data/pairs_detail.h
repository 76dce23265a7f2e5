#pragma once
// What the readers of the layouts share; included by .cpp files of core/data only.

#include "core/data/pairs.h"
#include "core/data/sidecar_form.h"
#include "core/data/text_pool.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace armature::pairs_detail {

namespace fs = std::filesystem;

constexpr size_t kMaxPairs = 5'000'000; // a listing longer than this is not a dataset
constexpr size_t kMaxCaption = 1 << 20; // bytes of a caption file

enum class FileUse { Picture, Caption, ForeignPicture, Other };
// By extension, in any case. ForeignPicture: a picture format that Armature does not read.
FileUse fileUse(std::string_view file);

// A file below a scanned folder; text of the walk's own, since a hundred thousand path objects would fill the
// memory.
struct FoundFile
{
    std::string_view path; // a zero stands behind it, so that it can be opened
    std::string_view key;  // the path below the scanned folder without extension, NFC, with '/'
    FileUse use = FileUse::Other;
};
struct FoundFiles
{
    std::vector<FoundFile> files; // in bytewise order of their keys
    TextPool text;                // that they point into

    auto begin() const { return files.begin(); }
    auto end() const { return files.end(); }
};

// All pictures and captions below a folder, hidden ones left out. Links to folders are followed when they
// stay below the root and have not been visited.
FoundFiles scanFolder(const fs::path &root, const fs::path &folder, std::vector<Finding> &findings);

// Path below the root, with '/'.
std::string relativeName(const fs::path &root, const fs::path &file);
std::string relativeText(const fs::path &root,
                         const std::string &file); // without a path object, where it can

void addFinding(PairSet &set, FindingKind kind, Severity severity, std::string pair,
                std::vector<fs::path> files, std::string message, std::string repair, size_t line = 0);

struct FolderLayout
{
    fs::path image;
    fs::path condition;
    fs::path captions; // a folder of its own, may be empty
};
// image/ and condition/ under any of their names; or condition/ alone, where its maps are those of pictures
// that lie in the root itself.
std::optional<FolderLayout> findFolderLayout(const fs::path &root);
// Where pictures lie and maps would go in a folder of neither pairs nor names that tell of any.
FolderLayout picturesAloneLayout(const fs::path &root);
// A pair as it is found, with whole paths.
struct FoundPair
{
    std::string id, target, condition;
    std::vector<std::string> captions;
    SidecarForm form = SidecarForm::Unknown; // of the file that the caption was read from
};
// Takes the next pairs, ascending by id; false ends the reading. Of the set root, layout and listing are
// known.
using PairSink = std::function<bool(const PairSet &, std::vector<FoundPair> &&)>;
// captionsOf: captions by target path, from a listing; they win over .txt files.
void readFolders(PairSet &set, const FolderLayout &layout,
                 const std::map<fs::path, std::vector<std::string>> &captionsOf, const PairSink &sink);
// readPairs(), whose pairs go to the sink instead of the set.
Result<PairSet> readPairsInto(const fs::path &folder, const ColumnNames &columns, const ReadOptions &options,
                              const PairSink &sink);

// One line of a listing.
struct Row
{
    size_t line = 0;
    std::optional<std::string> target;
    std::optional<std::string> condition;
    std::vector<std::string> captions;
};
struct Listing
{
    std::vector<Row> rows;
    std::set<std::string> columns; // all names that occur
};
// Takes one column's value, or the ones in whose list it is; see ColumnNames.
Result<Listing> readListing(PairSet &set, const fs::path &file, const ColumnNames &columns);
// Turns the rows into pairs.
void pairRows(PairSet &set, const fs::path &file, const Listing &listing);

} // namespace armature::pairs_detail
