#pragma once
// Captions changed one by one or all at once, in the files where they stand: text files beside the pictures,
// or the lines of a listing (JSON lines, one JSON array, CSV). What does not change stays byte for byte.

#include "core/base/result.h"
#include "core/data/change_journal.h"
#include "core/data/sidecar_form.h"
#include "core/data/text_pool.h"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
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

// Many captions in one piece of memory, with the rows of the table that they belong to.
class CaptionTexts
{
public:
    void add(uint32_t row, std::string_view caption, bool isThere = true);
    size_t size() const { return m_rows.size(); }
    uint32_t row(size_t i) const { return m_rows[i]; }
    std::pair<uint32_t, uint32_t> rows(size_t first, size_t last) const; // the least and the most of these
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

struct CaptionChange
{
    std::string target, condition; // of the pair, below the root
    std::string shown;             // the caption that the edit was made on, as it was read
    std::string caption;
    SidecarForm form = SidecarForm::Unknown; // of the file that it was read from
};
// Those of one edit: what an outcome says, for the pairs of its rows.
class CaptionChanges
{
public:
    explicit CaptionChanges(std::shared_ptr<const CaptionOutcome> outcome);
    CaptionChanges(const std::vector<CaptionChange> &changes); // NOLINT: few, one by one
    CaptionChanges(std::initializer_list<CaptionChange> changes) : CaptionChanges(std::vector(changes)) {}

    // The pair of the outcome's i-th caption.
    void add(size_t i, std::string_view target, std::string_view condition, SidecarForm form);
    size_t size() const { return m_pairs.size(); }
    bool empty() const { return m_pairs.empty(); }
    std::string_view target(size_t i) const { return m_pairs[i].target; }
    std::string_view condition(size_t i) const { return m_pairs[i].condition; }
    std::string_view shown(size_t i) const { return m_outcome->before.caption(m_pairs[i].at); }
    std::string_view caption(size_t i) const { return m_outcome->after.caption(m_pairs[i].at); }
    SidecarForm form(size_t i) const { return m_pairs[i].form; }
    CaptionChange at(size_t i) const;

private:
    struct NamedPair
    {
        std::string_view target, condition;
        uint32_t at = 0;
        SidecarForm form = SidecarForm::Unknown;
    };
    std::shared_ptr<const CaptionOutcome> m_outcome;
    std::vector<NamedPair> m_pairs;
    TextPool m_names;
};
struct CaptionPlan
{
    FileSteps steps;
    std::vector<uint32_t> changeOf;       // which each step makes; empty where one step makes them all
    std::vector<CaptionChange> conflicts; // left out: the file says something else by now
};
struct CaptionPlace
{
    std::filesystem::path root;
    std::string listing; // that names the pairs, below the root; empty where captions are text files
    bool overwritesOthers = false; // conflicts, too
};
// Text files whose form is known are not read here: whether they still say what is shown turns out when the
// step is taken, and ChangeReport::leftAlone names those that do not.
// Errors: Unsupported (CSV without a caption column), NotFound, Conflict (a line that is not there any more).
Result<CaptionPlan> planCaptions(const CaptionPlace &place, const CaptionChanges &changes,
                                 ChangeJournal &journal);

} // namespace armature
