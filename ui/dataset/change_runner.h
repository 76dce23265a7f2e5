#pragma once
// Repairs and caption edits on a thread of their own, one after another, with the journal that undoes them.

#include "core/data/change_journal.h"

#include <QObject>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

namespace armature::ui {

class ChangeRunner : public QObject
{
    Q_OBJECT

public:
    using Prepare = std::function<Result<FileSteps>(
        ChangeJournal &, const std::function<void(size_t, size_t)> &progress, std::stop_token)>;

    explicit ChangeRunner(QObject *parent = nullptr);
    ~ChangeRunner() override; // waits for the file that is being changed, not for a preparation

    // Opens the journal, off the window's thread; recovered() tells what a crash had broken off.
    void open(const std::filesystem::path &root);
    void close(); // waits for what runs; not for a disk that does not answer, nor that stops answering
    void run(const QString &title, Prepare prepare);
    void undo();
    void redo();
    void forget(const QString &title); // the originals that undo would bring back
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; } // of close()
    void cancel(); // a preparation; steps that have begun are finished

    bool isBusy() const { return m_waiting > 0; }
    bool canUndo() const { return m_state.undoId != 0 && !isBusy(); }
    bool canRedo() const { return m_state.redoId != 0 && !isBusy(); }
    QString undoTitle() const { return m_state.undoTitle; }
    QString redoTitle() const { return m_state.redoTitle; }

Q_SIGNALS:
    void started(const QString &title);
    void repeating(quint64 change, bool forward); // undone or done again as the next, since nothing else runs
    void progressed(qint64 done, qint64 total);
    void done(const armature::ChangeReport &report);
    void recovered(const armature::ChangeReport &report);
    void failed(const armature::Error &error);
    void changed(); // busy, undo or redo

private:
    struct Worker;
    struct State // of the journal
    {
        quint64 undoId = 0, redoId = 0; // the changes that are next; 0: none
        QString undoTitle, redoTitle;
    };
    void takeState(const State &state);
    using Work =
        std::function<Result<ChangeReport>(ChangeJournal &, const std::function<void(size_t, size_t)> &)>;
    void start(const QString &title, Work work);

    std::shared_ptr<Worker> m_worker;
    std::chrono::milliseconds m_patience{8000};
    int m_waiting = 0;
    State m_state;
};

} // namespace armature::ui
