#pragma once
// Other runs whose curves lie over the one that is shown, read bit by bit while they grow.

#include "core/events/run_history.h"
#include "ui/train/run_place.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <map>

namespace armature::ui {

class LossPlot;

class RunComparison : public QObject
{
    Q_OBJECT

public:
    explicit RunComparison(LossPlot &plot, QObject *parent = nullptr);

    void add(const RunPlace &place);
    void remove(const QString &name);
    void clear();
    bool has(const QString &name) const { return m_readers.count(name) > 0; }
    QStringList names() const;
    void refresh(); // reads now

Q_SIGNALS:
    void changed(); // another set of runs

private:
    LossPlot &m_plot;
    std::map<QString, RunHistoryReader> m_readers;
    QTimer m_timer;
};

} // namespace armature::ui
