#include "ui/train/run_comparison.h"

#include "ui/train/loss_plot.h"

namespace armature::ui {

namespace {

constexpr int kTick = 500;    // milliseconds
constexpr int kPatience = 50; // for what was asked for by hand

} // namespace

RunComparison::RunComparison(LossPlot &plot, QObject *parent) : QObject(parent), m_plot(plot)
{
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &RunComparison::look);
}

void RunComparison::add(const RunPlace &place)
{
    const QString name = QString::fromStdString(place.name);
    auto &follower = m_followers[name];
    if (!follower) {
        follower = std::make_unique<RunFollower>(place);
        connect(follower.get(), &RunFollower::looked, this, [this, name, one = follower.get()](bool hasNews) {
            if (hasNews)
                m_plot.setOther(name, one->history());
            if (!one->sight().isCaughtUp)
                one->look();
        });
    }
    m_timer.start();
    refresh();
    Q_EMIT changed();
}

void RunComparison::remove(const QString &name)
{
    m_followers.erase(name);
    m_plot.removeOther(name);
    if (m_followers.empty())
        m_timer.stop();
    Q_EMIT changed();
}

void RunComparison::clear()
{
    for (const QString &name : names())
        remove(name);
}

QStringList RunComparison::names() const
{
    QStringList names;
    for (const auto &[name, follower] : m_followers)
        names += name;
    return names;
}

void RunComparison::look()
{
    for (const auto &[name, follower] : m_followers)
        follower->look();
}

void RunComparison::refresh()
{
    look();
    for (const auto &[name, follower] : m_followers)
        follower->wait(kPatience);
}

} // namespace armature::ui
