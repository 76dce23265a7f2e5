#pragma once
// Captions changed one by one or all at once, in the files where they stand: text files beside the pictures,
// or the lines of a listing (JSON lines, one JSON array, CSV). What does not change stays byte for byte.

#include "core/base/result.h"
#include "core/data/change_journal.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
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
    std::string shown;             // the caption that the edit was made on, as it was read
    std::string caption;
};
struct CaptionPlan
{
    std::vector<FileStep> steps;
    std::vector<CaptionChange> conflicts; // left out: the file says something else by now
};
struct CaptionPlace
{
    std::filesystem::path root;
    std::string listing; // that names the pairs, below the root; empty where captions are text files
    bool overwritesOthers = false; // conflicts, too
};
// Errors: Unsupported (CSV without a caption column), NotFound, Conflict (a line that is not there any more).
Result<CaptionPlan> planCaptions(const CaptionPlace &place, const std::vector<CaptionChange> &changes,
                                 ChangeJournal &journal);

// Many captions in one piece of memory, with the rows of the table that they belong to.
class CaptionTexts
{
public:
    void add(uint32_t row, std::string_view caption, bool isThere = true);
    size_t size() const { return m_rows.size(); }
    uint32_t row(size_t i) const { return m_rows[i]; }
    std::string_view caption(size_t i) const;
    bool isThere(size_t i) const { return m_isThere[i]; } // else there is no caption at all

private:
    std::vector<uint32_t> m_rows;
    std::vector<bool> m_isThere;
    std::vector<size_t> m_ends;
    std::string m_text;
};
struct CaptionOutcome
{
    CaptionTexts before, after; // of those that the edit changes, in the order of what it was given
};
// Stops early with what it has when `stop` asks.
CaptionOutcome editCaptions(const CaptionTexts &captions, const CaptionEdit &edit, std::stop_token stop = {});

} // namespace armature
