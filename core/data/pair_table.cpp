#include "core/data/pair_table.h"

#include "core/data/text_input.h"

#include <algorithm>
#include <utility>

namespace armature {

namespace {

constexpr uint32_t kCaptionIssues = issueBit(FindingKind::MissingCaption) |
                                    issueBit(FindingKind::EmptyCaption) | issueBit(FindingKind::LongCaption);

} // namespace

void PairTable::clear() { *this = {}; }

uint32_t PairTable::append(const PairRow &row)
{
    Row kept;
    kept.kind = row.kind;
    kept.hasCaption = row.hasCaption;
    kept.form = row.form;
    kept.target = m_text.keep(row.target);
    kept.condition = m_text.keep(row.condition);
    const auto inTarget = kept.target.find(row.id);
    kept.id = inTarget == std::string_view::npos ? m_text.keep(row.id)
                                                 : kept.target.substr(inTarget, row.id.size());
    kept.caption = row.caption;
    m_rows.push_back(std::move(kept));
    const auto at = uint32_t(m_rows.size() - 1);
    if (row.isExcluded)
        setExcluded(at, true);
    return at;
}

void PairTable::countIssues(uint32_t before, uint32_t after)
{
    for (uint32_t changed = before ^ after; changed; changed &= changed - 1) {
        const auto kind = size_t(__builtin_ctz(changed));
        after &issueBit(FindingKind(kind)) ? ++m_counts[kind] : --m_counts[kind];
    }
}

void PairTable::setShared(Row &row, uint32_t shared)
{
    countIssues(row.facts.issues | row.shared, row.facts.issues | shared);
    row.shared = shared;
}

void PairTable::setFacts(uint32_t row, const RowFacts &facts)
{
    auto &kept = m_rows[row];
    RowFacts taken = facts;
    // A scan that began before a caption was set goes on telling of the old one.
    if (kept.isCaptionSet || !facts.hasCaptionFacts) {
        taken.tokens = kept.facts.tokens;
        taken.issues = (taken.issues & ~kCaptionIssues) | (kept.facts.issues & kCaptionIssues);
        if ((taken.issues & kCaptionIssues) && taken.worst == Severity::Note)
            taken.worst = Severity::Warning;
    }
    countIssues(kept.facts.issues | kept.shared, taken.issues | kept.shared);
    kept.facts = taken;
}

void PairTable::addFinding(uint32_t row, Finding finding)
{
    auto &kept = m_rows[row];
    kept.sharedWorst = std::min(kept.sharedWorst, finding.severity);
    setShared(kept, kept.shared | issueBit(finding.kind));
    auto &list = m_findings[row];
    const bool isKnown = std::any_of(list.begin(), list.end(), [&](const Finding &other) {
        return other.kind == finding.kind && other.message == finding.message;
    });
    if (!isKnown)
        list.push_back(std::move(finding));
}

void PairTable::dropFindings(uint32_t issues)
{
    for (auto &[at, list] : m_findings) {
        auto &row = m_rows[at];
        if (!(row.shared & issues))
            continue;
        std::erase_if(list, [&](const Finding &finding) { return issueBit(finding.kind) & issues; });
        setShared(row, row.shared & ~issues);
        row.sharedWorst = Severity::Note;
        for (const auto &finding : list)
            row.sharedWorst = std::min(row.sharedWorst, finding.severity);
    }
}

void PairTable::setCaption(uint32_t row, std::string caption, bool hasCaption, uint16_t tokens,
                           uint16_t maxTokens)
{
    auto &kept = m_rows[row];
    RowFacts facts = kept.facts;
    facts.issues &= ~kCaptionIssues;
    facts.tokens = tokens;
    if (!hasCaption)
        facts.issues |= issueBit(FindingKind::MissingCaption);
    else if (trimmed(caption).empty())
        facts.issues |= issueBit(FindingKind::EmptyCaption);
    else if (tokens > maxTokens)
        facts.issues |= issueBit(FindingKind::LongCaption);
    if ((facts.issues & kCaptionIssues) && facts.worst == Severity::Note)
        facts.worst = Severity::Warning;
    kept.caption = std::move(caption);
    kept.hasCaption = hasCaption;
    kept.isCaptionSet = false;
    setFacts(row, facts);
    kept.isCaptionSet = true;
}

void PairTable::setTokens(uint32_t row, uint16_t tokens, uint16_t maxTokens)
{
    RowFacts facts = m_rows[row].facts;
    facts.tokens = tokens;
    facts.issues &= ~issueBit(FindingKind::LongCaption);
    if (tokens > maxTokens && !(facts.issues & kCaptionIssues))
        facts.issues |= issueBit(FindingKind::LongCaption);
    if ((facts.issues & kCaptionIssues) && facts.worst == Severity::Note)
        facts.worst = Severity::Warning;
    const bool wasSet = std::exchange(m_rows[row].isCaptionSet, false);
    setFacts(row, facts);
    m_rows[row].isCaptionSet = wasSet;
}

void PairTable::setExcluded(uint32_t row, bool isExcluded)
{
    auto &kept = m_rows[row];
    kept.isExcluded = isExcluded;
    const uint32_t bit = issueBit(FindingKind::Excluded);
    setShared(kept, isExcluded ? kept.shared | bit : kept.shared & ~bit);
}

void PairTable::setCondition(uint32_t row, std::string_view condition)
{
    m_rows[row].condition = m_text.keep(condition);
}

bool PairTable::isAligned(uint32_t row) const
{
    const auto &kept = m_rows[row];
    return kept.kind == RowKind::Pair && kept.facts.target.width > 0 &&
           kept.facts.target == kept.facts.condition;
}

Severity PairTable::worst(uint32_t row) const
{
    return std::min(m_rows[row].facts.worst, m_rows[row].sharedWorst);
}

bool PairTable::isTrainable(uint32_t row) const
{
    return kind(row) == RowKind::Pair && !isExcluded(row) && facts(row).isChecked &&
           worst(row) != Severity::Error;
}

const std::vector<Finding> &PairTable::sharedFindings(uint32_t row) const
{
    static const std::vector<Finding> none;
    const auto found = m_findings.find(row);
    return found == m_findings.end() ? none : found->second;
}

size_t PairTable::find(std::string_view id) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [id](const Row &row) { return row.id == id; });
    return size_t(found - m_rows.begin());
}

} // namespace armature
