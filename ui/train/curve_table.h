#pragma once
// A run's numbers as a table, for those who read rather than look: a row a step, the losses on held-out pairs and the adherence
// beside those that have them.

#include "core/events/run_history.h"

#include <QAbstractTableModel>
#include <QDialog>

#include <utility>
#include <vector>

namespace armature::ui {

class CurveTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit CurveTable(const RunHistory &history, QObject *parent = nullptr, std::vector<std::pair<int64_t, double>> adherence = {});
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_steps.size()); }
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<StepPoint> m_points;
    std::vector<ControlGain> m_gains;
    std::vector<std::pair<int64_t, double>> m_adherence;
    std::vector<int64_t> m_steps; // of all three
};

class CurveTableDialog : public QDialog
{
    Q_OBJECT

public:
    CurveTableDialog(const RunHistory &history, const std::vector<std::pair<int64_t, double>> &adherence, const QString &run, QWidget *parent);
};

} // namespace armature::ui
