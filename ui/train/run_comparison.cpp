#include "ui/train/run_comparison.h"

#include "ui/train/loss_plot.h"

namespace armature::ui {

namespace {

constexpr int kTick = 500;     // milliseconds
constexpr int kReadsATick = 4; // of a megabyte each

} // namespace

RunComparison::RunComparison(LossPlot &plot, QObject *parent) : QObject(parent), m_plot(plot)
{
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &RunComparison::refresh);
}

void RunComparison::add(const RunPlace &place)
{
    const QString name = QString::fromStdString(place.name);
    std::error_code error;
    m_readers.try_emplace(name, std::filesystem::exists(place.events(), error) ? place.events() : place.folder() / "events.jsonl");
    m_timer.start();
    refresh();
    Q_EMIT changed();
}

void RunComparison::remove(const QString &name)
{
    m_readers.erase(name);
    m_plot.removeOther(name);
    if (m_readers.empty())
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
    for (const auto &[name, reader] : m_readers)
        names += name;
    return names;
}

void RunComparison::refresh()
{
    for (auto &[name, reader] : m_readers) {
        for (int i = 0; i < kReadsATick; ++i)
            if (const auto read = reader.read(); !read || !*read)
                break;
        m_plot.setOther(name, reader.history());
    }
}

} // namespace armature::ui
