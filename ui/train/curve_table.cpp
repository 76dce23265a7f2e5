#include "ui/train/curve_table.h"

#include "ui/theme/tokens.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

CurveTable::CurveTable(const RunHistory &history, QObject *parent) : QAbstractTableModel(parent), m_steps(history.steps), m_gains(history.gains) {}

QVariant CurveTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::TextAlignmentRole))
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    const StepPoint &point = m_steps[size_t(index.row())];
    const QLocale locale;
    switch (index.column()) {
    case 0: return locale.toString(qint64(point.step));
    case 1: return locale.toString(point.loss, 'f', 5);
    case 2: return locale.toString(point.smoothedLoss, 'f', 5);
    case 3: return locale.toString(point.learningRate, 'g', 4);
    case 4: return locale.toString(point.gradientNorm, 'g', 4);
    case 5: return locale.toString(point.secondsPerStep, 'g', 3);
    case 6: return locale.formattedDataSize(point.memoryBytes, 1, QLocale::DataSizeSIFormat);
    default: break;
    }
    const auto gain = std::ranges::lower_bound(m_gains, point.step, {}, &ControlGain::step);
    const bool isMeasured = gain != m_gains.end() && gain->step == point.step;
    return isMeasured ? locale.toString(100 * gainOf(*gain), 'f', 1) : QString();
}

QVariant CurveTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    const QString names[] = {tr("step"), tr("loss"), tr("smoothed"), tr("learning rate"), tr("gradient norm"), tr("s a step"), tr("memory"), tr("gain, %")};
    return names[section];
}

CurveTableDialog::CurveTableDialog(const RunHistory &history, const QString &run, QWidget *parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Numbers of %1").arg(run));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPage, space::kPage, space::kPage, space::kPage);
    auto *table = new QTableView(this);
    table->setModel(new CurveTable(history, table));
    table->setAccessibleName(windowTitle());
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(size::kRow);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    column->addWidget(table);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(760, 480);
}

} // namespace armature::ui
