#include "ui/train/curve_table.h"

#include "ui/theme/tokens.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace armature::ui {

namespace {

enum Column { Step, Loss, Smoothed, LearningRate, GradientNorm, Seconds, Memory, Gain, True, Shuffled, Blank, Adherence, Columns };

constexpr int kNarrowest = 76; // px of a column

template <typename Row, typename Key>
const Row *rowOf(const std::vector<Row> &rows, int64_t step, Key key)
{
    const auto found = std::ranges::lower_bound(rows, step, {}, key);
    return found != rows.end() && std::invoke(key, *found) == step ? &*found : nullptr;
}

} // namespace

CurveTable::CurveTable(const RunHistory &history, QObject *parent, std::vector<std::pair<int64_t, double>> adherence)
    : QAbstractTableModel(parent), m_points(history.steps), m_gains(history.gains), m_adherence(std::move(adherence))
{
    // Rounds before the first step, and at steps that were skipped, have rows of their own.
    std::set<int64_t> rounds;
    for (const ControlGain &gain : m_gains)
        rounds.insert(gain.step);
    for (const auto &[step, share] : m_adherence)
        rounds.insert(step);
    std::vector<int64_t> steps;
    for (const StepPoint &point : m_points)
        steps.push_back(point.step);
    std::ranges::set_union(steps, rounds, std::back_inserter(m_steps));
}

int CurveTable::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : Columns; }

QVariant CurveTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::TextAlignmentRole))
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    const QLocale locale;
    const int64_t step = m_steps[size_t(index.row())];
    if (index.column() == Step)
        return locale.toString(qint64(step));
    if (index.column() == Adherence) {
        const auto *share = rowOf(m_adherence, step, &std::pair<int64_t, double>::first);
        return share ? locale.toString(100 * share->second, 'f', 1) : QString();
    }
    if (index.column() >= Gain) {
        const ControlGain *gain = rowOf(m_gains, step, &ControlGain::step);
        if (!gain)
            return QString();
        return index.column() == Gain ? locale.toString(100 * gainOf(*gain), 'f', 1)
                                      : locale.toString(index.column() == True ? gain->lossTrue : index.column() == Shuffled ? gain->lossShuffled : gain->lossBlank, 'f', 5);
    }
    const StepPoint *point = rowOf(m_points, step, &StepPoint::step);
    if (!point)
        return QString();
    switch (index.column()) {
    case Loss: return locale.toString(point->loss, 'f', 5);
    case Smoothed: return locale.toString(point->smoothedLoss, 'f', 5);
    case LearningRate: return locale.toString(point->learningRate, 'g', 4);
    case GradientNorm: return locale.toString(point->gradientNorm, 'g', 4);
    case Seconds: return locale.toString(point->secondsPerStep, 'g', 3);
    case Memory: return locale.formattedDataSize(point->memoryBytes, 1, QLocale::DataSizeSIFormat);
    default: return {};
    }
}

QVariant CurveTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    const QString names[] = {tr("step"),   tr("loss"),    tr("smoothed"),    tr("learning rate"),    tr("gradient norm"),     tr("s a step"),
                             tr("memory"), tr("gain, %"), tr("held out, true"), tr("held out, shuffled"), tr("held out, blank"), tr("adherence, %")};
    return names[section];
}

CurveTableDialog::CurveTableDialog(const RunHistory &history, const std::vector<std::pair<int64_t, double>> &adherence, const QString &run, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Numbers of %1").arg(run));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPage, space::kPage, space::kPage, space::kPage);
    auto *table = new QTableView(this);
    table->setModel(new CurveTable(history, table, adherence));
    table->setAccessibleName(windowTitle());
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(size::kRow);
    QHeaderView &head = *table->horizontalHeader(); // as wide as its words; the numbers are shorter
    int width = 0;
    for (int i = 0; i < head.count(); ++i) {
        head.resizeSection(i, std::max(kNarrowest, head.sectionSizeHint(i) + space::kMedium));
        width += head.sectionSize(i);
    }
    head.setStretchLastSection(true);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    column->addWidget(table);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(width + 2 * space::kPage + size::kScrollBar + 2, 520);
}

} // namespace armature::ui
