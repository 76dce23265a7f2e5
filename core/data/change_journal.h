#pragma once
// Changes to a dataset that can be undone, also after a restart and after a crash in their middle.
//
// A change is written down whole and synced before its first file is touched; new contents lie ready in the
// store by then. So a change that a crash broke off is carried on when the journal is opened again, and undo
// is the same steps backwards. Files are JSON lines: FOLDER/journal.jsonl, contents in FOLDER/store.

#include "core/data/file_step.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct ChangeReport
{
    std::string title;
    size_t taken = 0;               // steps
    std::vector<Error> problems;    // files that someone else had changed: left alone
    std::vector<std::string> files; // below the root, that may look different now
};

class ChangeJournal
{
public:
    // root: the dataset. Carries on what was broken off; recovered() tells of it. Errors: Io, Corrupt.
    static Result<ChangeJournal> open(std::filesystem::path root);

    // A content for a Swap or a Move out of the store; returns its path below the root.
    Result<std::string> stage(std::string_view bytes);
    // A free place in the store, to move something into.
    std::string placeFor(const std::filesystem::path &file);

    // On Io or DiskFull what was done of it is taken back, and the error says so.
    Result<ChangeReport> run(std::string title, std::vector<FileStep> steps,
                             const std::function<void(size_t done, size_t total)> &progress = {});
    Result<ChangeReport> undo();
    Result<ChangeReport> redo();

    bool canUndo() const { return m_position > 0; }
    bool canRedo() const { return m_position < m_changes.size(); }
    std::string undoTitle() const { return canUndo() ? m_changes[m_position - 1].title : ""; }
    std::string redoTitle() const { return canRedo() ? m_changes[m_position].title : ""; }
    const std::vector<ChangeReport> &recovered() const { return m_recovered; }

private:
    struct Change
    {
        uint64_t id = 0;
        std::string title;
        std::vector<FileStep> steps;
    };
    explicit ChangeJournal(std::filesystem::path root);
    std::filesystem::path file() const { return m_folder / "journal.jsonl"; }
    Status load();
    Status takeLine(const std::string &line, uint64_t &openId, bool &wantsApplied);
    Status append(const std::string &line);
    Result<ChangeReport> take(const Change &change, bool forward, bool isRecovery,
                              const std::function<void(size_t, size_t)> &progress);
    void syncAll() const;

    std::filesystem::path m_root, m_folder;
    std::vector<Change> m_changes; // the first m_position of them are applied
    size_t m_position = 0;
    uint64_t m_nextId = 1, m_nextStored = 1;
    std::vector<ChangeReport> m_recovered;
};

} // namespace armature
