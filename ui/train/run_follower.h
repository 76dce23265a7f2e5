#pragma once
// One run's folder and diary, looked at beside the window: a share that stalls holds up that look and nothing else, and a
// long history comes in bit by bit.

#include "core/events/run_history.h"
#include "ui/train/run_place.h"
#include "ui/widgets/folder_work.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>

namespace armature::ui {

// The folder as it was at the last look.
struct RunSight
{
    bool isHeld = false;     // by the kernel's lock: it lives
    bool isStarting = false; // its host said so, before the look
    bool isFolderThere = false, isResultThere = false;
    bool isCaughtUp = false; // the history is as long as the diary
    // Of a run that does not live:
    std::string log;                  // the last lines of what the trainer said, at most 4 kB
    std::vector<int64_t> checkpoints; // that are there, ascending
    uint64_t freeBytes = 0;           // on its disk; 0 where it cannot be told

    bool isAlive() const { return isHeld || isStarting; }
};

class RunFollower : public QObject
{
    Q_OBJECT

public:
    // The diary is the one beside the folder; where there is none, as of a run that was started by hand, the one in it.
    explicit RunFollower(RunPlace place, QObject *parent = nullptr);
    ~RunFollower() override;

    // Once at a time; the answer comes with looked().
    void look(bool isStarting = false);
    // Takes the answer at once if it comes so soon. False: it did not, or nobody looks.
    bool wait(int milliseconds);
    bool isLooking() const { return m_asked.isValid(); }
    qint64 millisecondsLooking() const { return isLooking() ? m_asked.elapsed() : 0; }
    // Something that the diary could not take, or not yet.
    void tell(const TrainEvent &event);

    const RunPlace &place() const { return m_place; }
    const RunHistory &history() const { return m_history; }
    const RunSight &sight() const { return m_sight; } // of the last answer

Q_SIGNALS:
    void looked(bool hasNews);

private:
    struct Shared;
    void takeAnswer();

    RunPlace m_place;
    std::shared_ptr<Shared> m_shared;
    FolderWork m_work;
    QElapsedTimer m_asked;
    RunHistory m_history;
    RunSight m_sight;
};

} // namespace armature::ui
