#pragma once
// Long work as the window shows it: a title, how far, how long still, a way to stop it. Lives on the window's
// thread; workers report through queued calls.

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace armature::ui {

enum class CanCancel { No, Yes };

class Job : public QObject
{
    Q_OBJECT

public:
    Job(QString title, CanCancel canCancel);

    QString title() const { return m_title; }
    qint64 done() const { return m_done; }
    qint64 total() const { return m_total; } // 0: not known
    bool canCancel() const { return m_canCancel && !m_isCancelling; }
    bool isCancelling() const { return m_isCancelling; }
    // What its owner knows; else guessed from the progress: unknown until a second has passed and a hundredth is
    // done, since an early guess is worse than none.
    std::optional<qint64> secondsLeft() const;

    void setProgress(qint64 done, qint64 total, std::optional<qint64> secondsLeft = {});
    // Says that stopping is wanted; the owner of the work ends it and calls finish().
    void cancel();
    // The job leaves the list and is deleted once the event loop comes round.
    void finish();

Q_SIGNALS:
    void changed();
    void cancelRequested();
    void finished();

private:
    QString m_title;
    QElapsedTimer m_clock;
    qint64 m_done = 0, m_total = 0;
    std::optional<qint64> m_secondsLeft;
    bool m_canCancel = false, m_isCancelling = false, m_isFinished = false;
};

class JobList : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Owned by the list until finish().
    Job *start(const QString &title, CanCancel canCancel = CanCancel::No);
    QList<Job *> jobs() const { return m_jobs; }

Q_SIGNALS:
    void jobStarted(armature::ui::Job *job);
    void jobEnded(armature::ui::Job *job); // still readable during the signal
    void changed();

private:
    QList<Job *> m_jobs;
};

// "2 min left" in words of the language.
QString timeLeftText(qint64 seconds);

} // namespace armature::ui
