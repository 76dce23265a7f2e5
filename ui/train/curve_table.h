#pragma once
// A run's numbers as a table, for those who read rather than look: a row a step, and the measured gain beside those that have
// one.

#include "core/events/run_history.h"

#include <QAbstractTableModel>
#include <QDialog>

namespace armature::ui {

class CurveTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit CurveTable(const RunHistory &history, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_steps.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 8; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<StepPoint> m_steps;
    std::vector<ControlGain> m_gains;
};

class CurveTableDialog : public QDialog
{
    Q_OBJECT

public:
    CurveTableDialog(const RunHistory &history, const QString &run, QWidget *parent);
};

} // namespace armature::ui
