#pragma once
// Captions changed one by one or all at once, in the files where they stand: text files beside the pictures,
// or the lines of a JSON listing. Lines that do not change stay byte for byte.

#include "core/base/result.h"
#include "core/data/change_journal.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

enum class CaptionOp { Set, Replace, Prefix, Suffix, AddTag, RemoveTag };

struct CaptionEdit
{
    CaptionOp op = CaptionOp::Set;
    std::string text; // what is set, put before or behind, added or removed as a tag, or looked for
    std::string with; // Replace
};
// Tags are what stands between commas. A tag that is there is not added again; case does not matter to
// removing.
std::string editedCaption(std::string_view caption, const CaptionEdit &edit);

struct CaptionChange
{
    std::string target, condition; // of the pair, below the root
    std::string caption;
};
// listing: the file that names the pairs, below the root; empty where captions are text files.
// Errors: Unsupported (CSV, or one JSON array), NotFound, Conflict (a line that is not there any more).
Result<std::vector<FileStep>> captionSteps(const std::filesystem::path &root, const std::string &listing,
                                           const std::vector<CaptionChange> &changes, ChangeJournal &journal);

} // namespace armature
