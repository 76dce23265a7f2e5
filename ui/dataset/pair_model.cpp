#include "ui/dataset/pair_model.h"

#include "core/data/text_input.h"
#include "ui/widgets/core_words.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace armature::ui {

namespace {

constexpr size_t kFew = 100; // rows that come and go one by one rather than with a reset

} // namespace

QString shownName(std::string_view name) { return QString::fromStdString(displayName(name)); }

QString issueSummary(const PairTable &table, uint32_t row)
{
    QStringList words;
    for (uint32_t issues = table.issues(row); issues; issues &= issues - 1) {
        words << inWords(kindTitle(FindingKind(__builtin_ctz(issues))));
    }
    return words.join(QStringLiteral(", "));
}

void PairModel::clear()
{
    beginResetModel();
    m_table.clear();
    m_visible.clear();
    endResetModel();
    Q_EMIT tableChanged();
}

void PairModel::apply(ScanBatch &&batch)
{
    if (batch.startsOver) {
        beginResetModel();
        m_table.clear();
        m_visible.clear();
        endResetModel();
    }
    const size_t before = m_table.size();
    const bool hasFacts = !batch.facts.empty();
    const uint32_t first = hasFacts ? batch.facts.front().first : 0;
    const uint32_t last = hasFacts ? batch.facts.back().first : 0;
    const bool hasFindings = !batch.findings.empty() || batch.drops, hasAllFindings = !batch.hasMoreFindings;
    batch.startsOver = false;
    applyBatch(m_table, std::move(batch));
    if (m_table.size() > before)
        appendVisible(before);
    if (hasFacts && !m_filter.isEmpty())
        filterAgain(first, last);
    if (hasFindings && hasAllFindings && !m_filter.isEmpty())
        refilter();
    if (hasFindings && !m_visible.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    else if (hasFacts)
        tellChanged(first, last);
    Q_EMIT tableChanged();
}

// What has become known of these rows may let other ones through the filter. Told run by run, so that the
// selection and the place of the others stay.
void PairModel::filterAgain(uint32_t first, uint32_t last)
{
    auto at = size_t(std::lower_bound(m_visible.begin(), m_visible.end(), first) - m_visible.begin());
    for (uint32_t row = first; row <= last;) {
        const auto isShown = [&](size_t place, uint32_t wanted) {
            return place < m_visible.size() && m_visible[place] == wanted;
        };
        const bool shown = isShown(at, row), matches = m_filter.matches(m_table, row);
        if (shown == matches) {
            at += shown;
            ++row;
            continue;
        }
        uint32_t end = row + 1;
        size_t place = at + shown;
        while (end <= last && isShown(place, end) == shown && m_filter.matches(m_table, end) == matches) {
            place += shown;
            ++end;
        }
        if (matches) {
            beginInsertRows({}, int(at), int(at + (end - row)) - 1);
            std::vector<uint32_t> added(end - row);
            std::iota(added.begin(), added.end(), row);
            m_visible.insert(m_visible.begin() + std::ptrdiff_t(at), added.begin(), added.end());
            endInsertRows();
            at += end - row;
        } else {
            beginRemoveRows({}, int(at), int(place) - 1);
            m_visible.erase(m_visible.begin() + std::ptrdiff_t(at),
                            m_visible.begin() + std::ptrdiff_t(place));
            endRemoveRows();
        }
        row = end;
    }
}

void PairModel::appendVisible(size_t firstNew)
{
    std::vector<uint32_t> added;
    for (size_t row = firstNew; row < m_table.size(); ++row) {
        if (m_filter.matches(m_table, uint32_t(row)))
            added.push_back(uint32_t(row));
    }
    if (added.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(added.size()) - 1);
    m_visible.insert(m_visible.end(), added.begin(), added.end());
    endInsertRows();
}

void PairModel::setFilter(PairFilter filter)
{
    m_filter = std::move(filter);
    refilter();
}

void PairModel::refilter()
{
    auto visible = m_filter.rows(m_table);
    if (visible == m_visible)
        return;
    std::vector<uint32_t> changed;
    std::set_symmetric_difference(visible.begin(), visible.end(), m_visible.begin(), m_visible.end(),
                                  std::back_inserter(changed));
    if (changed.size() <= kFew) {
        for (const uint32_t row : changed)
            filterAgain(row, row);
        return;
    }
    beginResetModel();
    m_visible = std::move(visible);
    endResetModel();
}

QModelIndex PairModel::indexOf(uint32_t tableRow) const
{
    const auto at = std::lower_bound(m_visible.begin(), m_visible.end(), tableRow);
    return at != m_visible.end() && *at == tableRow ? index(int(at - m_visible.begin())) : QModelIndex();
}

void PairModel::tellChanged(uint32_t first, uint32_t last)
{
    const auto from = std::lower_bound(m_visible.begin(), m_visible.end(), first);
    const auto to = std::upper_bound(from, m_visible.end(), last);
    if (from != to)
        Q_EMIT dataChanged(index(int(from - m_visible.begin())), index(int(to - m_visible.begin()) - 1));
}

int PairModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_visible.size());
}

Qt::ItemFlags PairModel::flags(const QModelIndex &index) const
{
    auto flags = QAbstractListModel::flags(index);
    if (!index.isValid())
        return flags;
    const auto kind = m_table.kind(tableRow(index));
    if (kind == RowKind::TargetOnly || kind == RowKind::ConditionOnly)
        flags |= Qt::ItemIsDragEnabled;
    return kind == RowKind::Problem ? flags : flags | Qt::ItemIsDropEnabled;
}

QVariant PairModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const uint32_t row = tableRow(index);
    switch (role) {
    case Qt::DisplayRole:
        return shownName(m_table.id(row));
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    case Qt::ToolTipRole:
        return m_table.caption(row).empty() ? shownName(m_table.id(row))
                                            : shownName(m_table.id(row)) + QLatin1Char('\n') +
                                                  QString::fromStdString(m_table.caption(row)).left(400);
    case RowRole:
        return row;
    default:
        return {};
    }
}

QString PairModel::accessibleText(uint32_t row) const
{
    const auto &facts = m_table.facts(row);
    QString text = shownName(m_table.id(row));
    if (facts.target.width)
        text += tr(", %1 by %2 pixels").arg(facts.target.width).arg(facts.target.height);
    const auto issues = issueSummary(m_table, row);
    return issues.isEmpty() ? text : text + QStringLiteral(", ") + issues;
}

} // namespace armature::ui
