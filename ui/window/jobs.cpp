#include "ui/window/jobs.h"

#include <algorithm>

namespace armature::ui {

Job::Job(QString title, CanCancel canCancel)
    : m_title(std::move(title)), m_canCancel(canCancel == CanCancel::Yes)
{
    m_clock.start();
}

std::optional<qint64> Job::secondsLeft() const
{
    if (m_secondsLeft)
        return m_secondsLeft;
    const qint64 elapsed = m_clock.elapsed();
    if (m_total <= 0 || m_done <= 0 || elapsed < 1000 || m_done * 100 < m_total)
        return std::nullopt;
    return qint64(double(elapsed) / 1000 * double(m_total - m_done) / double(m_done) + 0.5);
}

void Job::setProgress(qint64 done, qint64 total, std::optional<qint64> secondsLeft)
{
    if (done == m_done && total == m_total && secondsLeft == m_secondsLeft)
        return;
    m_secondsLeft = secondsLeft;
    m_total = std::max<qint64>(0, total);
    m_done = m_total > 0 ? std::clamp<qint64>(done, 0, m_total) : done;
    Q_EMIT changed();
}

void Job::cancel()
{
    if (!canCancel())
        return;
    m_isCancelling = true;
    Q_EMIT changed();
    Q_EMIT cancelRequested();
}

void Job::finish()
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    Q_EMIT finished();
}

Job *JobList::start(const QString &title, CanCancel canCancel)
{
    auto *job = new Job(title, canCancel);
    job->setParent(this);
    m_jobs.append(job);
    connect(job, &Job::changed, this, &JobList::changed);
    connect(job, &Job::finished, this, [this, job] {
        m_jobs.removeOne(job);
        Q_EMIT jobEnded(job);
        Q_EMIT changed();
        job->deleteLater();
    });
    Q_EMIT jobStarted(job);
    Q_EMIT changed();
    return job;
}

QString timeLeftText(qint64 seconds)
{
    if (seconds < 60)
        return Job::tr("%n s left", nullptr, int(std::max<qint64>(1, seconds)));
    if (seconds < 3600)
        return Job::tr("%n min left", nullptr, int((seconds + 30) / 60));
    return Job::tr("%n h left", nullptr, int((seconds + 1800) / 3600));
}

} // namespace armature::ui
