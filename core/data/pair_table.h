#pragma once
// What the dataset browser holds of a folder: one row for each pair and for each file that is in no pair, in
// a few hundred bytes a row, so that a hundred thousand of them are listed, counted and filtered at once.

#include "core/data/crop_plan.h"
#include "core/data/finding.h"
#include "core/data/sidecar_form.h"
#include "core/data/text_pool.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace armature {

constexpr size_t kFindingKinds = size_t(FindingKind::Excluded) + 1;
static_assert(kFindingKinds <= 32);
constexpr uint32_t issueBit(FindingKind kind) { return 1u << uint32_t(kind); }

enum class RowKind : uint8_t {
    Pair,
    TargetOnly,    // a picture without a map
    ConditionOnly, // a map without a picture
    Problem,       // a file that a listing names wrongly, a folder that cannot be opened
};

// A row as the scan finds it. Paths are below the root, as the file system spells them.
struct PairRow
{
    RowKind kind = RowKind::Pair;
    bool hasCaption = false;
    bool isExcluded = false;
    std::string id; // Pair::id; the file's name where there is no pair
    std::string target, condition, caption;
    SidecarForm form = SidecarForm::Unknown; // of the caption's file
};

struct RowFacts
{
    uint32_t issues = 0; // issueBit() of what checkPairs() finds for the row alone
    Severity worst = Severity::Note;
    bool isChecked = false;      // headers read
    bool isDecoded = false;      // pixels looked at, too
    bool hasCaptionFacts = true; // else tokens and the caption's issues are those of the facts before
    uint16_t tokens = 0;         // of the caption, without start and end
    PixelSize target, condition; // as displayed; zero where unreadable
};

class PairTable
{
public:
    size_t size() const { return m_rows.size(); }
    void clear();
    uint32_t append(const PairRow &row);
    // What was said of a caption that has been set since is not taken.
    void setFacts(uint32_t row, const RowFacts &facts);
    // A finding that concerns more than the row: unpaired, duplicate. Counted with the facts' own.
    void addFinding(uint32_t row, Finding finding);
    // Forgets what addFinding() was told of these kinds, in all rows.
    void dropFindings(uint32_t issues);
    void setCaption(uint32_t row, std::string caption, bool hasCaption, uint16_t tokens,
                    uint16_t maxTokens = 75);
    void setTokens(uint32_t row, uint16_t tokens, uint16_t maxTokens = 75); // of the caption that is there
    void setExcluded(uint32_t row, bool isExcluded);
    void setCondition(uint32_t row, std::string_view condition);

    RowKind kind(uint32_t row) const { return m_rows[row].kind; }
    // A pair, or a picture whose map is still missing: both can have a caption.
    bool hasPicture(uint32_t row) const
    {
        return kind(row) == RowKind::Pair || kind(row) == RowKind::TargetOnly;
    }
    std::string_view id(uint32_t row) const { return m_rows[row].id; }
    std::string_view target(uint32_t row) const { return m_rows[row].target; }
    std::string_view condition(uint32_t row) const { return m_rows[row].condition; }
    const std::string &caption(uint32_t row) const { return m_rows[row].caption; }
    SidecarForm form(uint32_t row) const { return m_rows[row].form; }
    bool hasCaption(uint32_t row) const { return m_rows[row].hasCaption; }
    bool isExcluded(uint32_t row) const { return m_rows[row].isExcluded; }
    const RowFacts &facts(uint32_t row) const { return m_rows[row].facts; }
    uint32_t issues(uint32_t row) const { return m_rows[row].facts.issues | m_rows[row].shared; }
    bool has(uint32_t row, FindingKind kind) const { return issues(row) & issueBit(kind); }
    bool isAligned(uint32_t row) const; // a readable pair whose sizes are equal
    bool isTrainable(uint32_t row) const;
    Severity worst(uint32_t row) const;
    const std::vector<Finding> &sharedFindings(uint32_t row) const; // those of addFinding()

    // Rows with each kind of finding; kept up to date with every change.
    size_t count(FindingKind kind) const { return m_counts[size_t(kind)]; }
    // Row with this id, or size() when there is none. Looks at all of them.
    size_t find(std::string_view id) const;

private:
    struct Row
    {
        RowKind kind = RowKind::Pair;
        bool hasCaption = false, isExcluded = false, isCaptionSet = false;
        Severity sharedWorst = Severity::Note;
        SidecarForm form = SidecarForm::Unknown;
        std::string_view id, target, condition;
        std::string caption;
        RowFacts facts;
        uint32_t shared = 0;
    };
    void countIssues(uint32_t before, uint32_t after);
    void setShared(Row &row, uint32_t shared);

    std::vector<Row> m_rows;
    TextPool m_text; // that the views point into
    std::unordered_map<uint32_t, std::vector<Finding>> m_findings;
    std::array<size_t, kFindingKinds> m_counts{};
};

} // namespace armature
