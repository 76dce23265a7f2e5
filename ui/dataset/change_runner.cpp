#include "ui/dataset/change_runner.h"

#include <QPointer>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace armature::ui {

namespace {

constexpr std::chrono::milliseconds kTellEvery{
    50}; // a hundred thousand small files must not flood the window

constexpr std::chrono::milliseconds kSettleAfter{1500}; // an undo that follows at once need not wait

} // namespace

// One thread and a queue. What it tells goes to the window's thread and reaches nobody after close().
struct ChangeRunner::Worker : std::enable_shared_from_this<Worker>
{
    QPointer<ChangeRunner> owner;
    std::filesystem::path root;
    std::optional<ChangeJournal> journal;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Work> queue;
    bool isClosing = false, isAnswering = false; // isAnswering: the disk does
    bool isDone = false;
    std::stop_source stop;
    std::thread thread;

    template <typename Tell>
    void tell(Tell &&what)
    {
        QMetaObject::invokeMethod(owner.data(), [self = shared_from_this(), what = std::forward<Tell>(what)] {
            if (self->owner && self->owner->m_worker == self)
                what(*self->owner);
        });
    }

    State state() const
    {
        if (!journal)
            return {};
        return {journal->undoId(), journal->redoId(), QString::fromStdString(journal->undoTitle()),
                QString::fromStdString(journal->redoTitle())};
    }

    void openJournal()
    {
        auto opened = ChangeJournal::open(root);
        if (!opened) {
            tell([error = opened.error()](ChangeRunner &runner) { Q_EMIT runner.failed(error); });
            return;
        }
        journal.emplace(std::move(*opened));
        for (const auto &report : journal->recovered())
            tell([report](ChangeRunner &runner) { Q_EMIT runner.recovered(report); });
        tell([state = state()](ChangeRunner &runner) { runner.takeState(state); });
    }

    void take(const Work &work)
    {
        Result<ChangeReport> result =
            fail(ErrorCode::Io, "The undo journal could not be opened, so nothing is changed.",
                 "Open the folder again.");
        if (journal)
            result = work(*journal, [this, last = std::chrono::steady_clock::time_point()](
                                        size_t done, size_t total) mutable {
                const auto now = std::chrono::steady_clock::now();
                if (now - last < kTellEvery && done != total)
                    return;
                last = now;
                tell([=](ChangeRunner &runner) { Q_EMIT runner.progressed(qint64(done), qint64(total)); });
            });
        tell([result, state = state()](ChangeRunner &runner) {
            --runner.m_waiting;
            runner.takeState(state);
            if (result)
                Q_EMIT runner.done(*result);
            else
                Q_EMIT runner.failed(result.error());
        });
    }

    // A share that is gone holds up whoever touches it first: that is here, before anything can be half done.
    bool waitForDisk()
    {
        std::error_code error;
        (void)std::filesystem::status(root / ".armature", error);
        const std::lock_guard lock(mutex);
        isAnswering = true;
        return !isClosing;
    }

    void run()
    {
        if (waitForDisk())
            work();
        const std::lock_guard lock(mutex);
        isDone = true;
        wake.notify_all();
    }

    void work()
    {
        openJournal();
        std::unique_lock lock(mutex);
        while (true) {
            const auto isWanted = [this] { return isClosing || !queue.empty(); };
            const bool isSettled = !journal || journal->isSettled();
            if (isSettled)
                wake.wait(lock, isWanted);
            else
                wake.wait_for(lock, kSettleAfter, isWanted);
            if (queue.empty()) {
                const bool isLast = isClosing;
                if (!isSettled) { // without the lock: this may take seconds, and the window wants to queue
                                  // more
                    lock.unlock();
                    (void)journal->settle(); // where it fails, the next opening makes it good
                    lock.lock();
                }
                if (isLast)
                    return;
                continue;
            }
            const auto work = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            take(work);
            lock.lock();
        }
    }
};

void ChangeRunner::takeState(const State &state)
{
    m_state = state;
    Q_EMIT changed();
}

ChangeRunner::ChangeRunner(QObject *parent) : QObject(parent) {}

ChangeRunner::~ChangeRunner() { close(); }

void ChangeRunner::open(const std::filesystem::path &root)
{
    close();
    m_worker = std::make_shared<Worker>();
    m_worker->owner = this;
    m_worker->root = root;
    m_worker->thread = std::thread([worker = m_worker] { worker->run(); });
}

void ChangeRunner::close()
{
    if (!m_worker)
        return;
    m_worker->stop.request_stop();
    bool isDone = false;
    {
        std::unique_lock lock(m_worker->mutex);
        m_worker->isClosing = true;
        m_worker->wake.notify_all();
        // A disk that stops answering in the middle of a change must not hold up the window: what it leaves
        // half done, the journal carries on at the next opening.
        const auto patience = m_worker->isAnswering ? m_patience : std::chrono::milliseconds(0);
        isDone = m_worker->wake.wait_for(lock, patience, [this] { return m_worker->isDone; });
    }
    isDone ? m_worker->thread.join() : m_worker->thread.detach();
    m_worker.reset();
    m_waiting = 0;
    m_state = {};
}

void ChangeRunner::cancel()
{
    if (m_worker)
        m_worker->stop.request_stop();
}

void ChangeRunner::start(const QString &title, Work work)
{
    if (!m_worker)
        return;
    ++m_waiting;
    {
        const std::lock_guard lock(m_worker->mutex);
        if (m_worker->queue.empty())
            m_worker->stop = {};
        m_worker->queue.push_back(std::move(work));
    }
    m_worker->wake.notify_all();
    Q_EMIT started(title);
    Q_EMIT changed();
}

void ChangeRunner::run(const QString &title, Prepare prepare)
{
    start(title,
          [title = title.toStdString(), prepare = std::move(prepare),
           worker = m_worker.get()](ChangeJournal &journal, const auto &progress) -> Result<ChangeReport> {
              ARMATURE_TRY(const auto steps, prepare(journal, progress, worker->stop.get_token()));
              if (steps.empty())
                  return ChangeReport{0, title, 0, {}, {}, {}};
              return journal.run(title, steps, progress);
          });
}

void ChangeRunner::forget(const QString &title)
{
    start(title, [title = title.toStdString()](ChangeJournal &journal, const auto &) -> Result<ChangeReport> {
        ARMATURE_CHECK(journal.forget());
        return ChangeReport{0, title, 0, {}, {}, {}};
    });
}

void ChangeRunner::undo()
{
    const bool isNext = canUndo();
    start(tr("Undo %1").arg(m_state.undoTitle),
          [](ChangeJournal &journal, const auto &) { return journal.undo(); });
    if (isNext)
        Q_EMIT repeating(m_state.undoId, false);
}

void ChangeRunner::redo()
{
    const bool isNext = canRedo();
    start(tr("Redo %1").arg(m_state.redoTitle),
          [](ChangeJournal &journal, const auto &) { return journal.redo(); });
    if (isNext)
        Q_EMIT repeating(m_state.redoId, true);
}

} // namespace armature::ui
