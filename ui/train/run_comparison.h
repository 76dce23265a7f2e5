#pragma once
// Other runs whose curves lie over the one that is shown, read bit by bit while they grow.

#include "ui/train/run_follower.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <map>
#include <memory>

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
    bool has(const QString &name) const { return m_followers.count(name) > 0; }
    QStringList names() const;
    void refresh(); // looks now, and waits a moment for what is seen

Q_SIGNALS:
    void changed(); // another set of runs

private:
    LossPlot &m_plot;
    void look();

    std::map<QString, std::unique_ptr<RunFollower>> m_followers;
    QTimer m_timer;
};

} // namespace armature::ui
