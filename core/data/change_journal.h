#pragma once
// Changes to a dataset that can be undone, also after a restart and after a crash in their middle.
//
// A change is written down whole and synced before its first file is touched; new contents lie ready in the
// store by then. So a change that a crash broke off is carried on when the journal is opened again, and undo
// is the same steps backwards. Files are JSON lines: FOLDER/journal.jsonl, contents in FOLDER/store.

#include "core/data/change_report.h"
#include "core/data/file_steps.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace armature {

class ChangeJournal
{
public:
    // root: the dataset. Carries on what was broken off; recovered() tells of it, where something was left to
    // do. Errors: Io, Corrupt.
    static Result<ChangeJournal> open(std::filesystem::path root);

    // A content for a Swap or a Move out of the store; returns its path below the root.
    Result<std::string> stage(std::string_view bytes);
    // A free place in the store, to move something into.
    std::string placeFor(const std::filesystem::path &file);

    // On Io or DiskFull what was done of it is taken back, and the error says so. Steps that meet a file
    // which someone else has changed are left alone, now and by undo and redo; where all are, it was no
    // change.
    Result<ChangeReport> run(std::string title, const FileSteps &steps,
                             const std::function<void(size_t done, size_t total)> &progress = {});
    Result<ChangeReport> undo();
    Result<ChangeReport> redo();

    // Deletes the originals that undo would bring back, and with them undo itself. What lies in the
    // quarantine stays. Errors: Io.
    Status forget();
    static uint64_t keptBytes(const std::filesystem::path &root); // that this would free

    // After very many texts the disk is not waited for; until settle() a crash is made good by open(). The
    // next change settles the one before it.
    bool isSettled() const { return m_unsettled.empty(); }
    Status settle();

    bool canUndo() const { return m_position > 0; }
    bool canRedo() const { return m_position < m_changes.size(); }
    uint64_t undoId() const { return canUndo() ? m_changes[m_position - 1].id : 0; }
    uint64_t redoId() const { return canRedo() ? m_changes[m_position].id : 0; }
    std::string undoTitle() const { return canUndo() ? m_changes[m_position - 1].title : ""; }
    std::string redoTitle() const { return canRedo() ? m_changes[m_position].title : ""; }
    const std::vector<ChangeReport> &recovered() const { return m_recovered; }

private:
    // The steps stay in the file: those of a hundred thousand captions would fill the memory.
    struct Change
    {
        uint64_t id = 0;
        std::string title;
        int64_t at = 0; // of its line
        size_t bytes = 0;
        std::vector<uint32_t> leftAlone; // steps that did not take place
    };
    using Write = std::function<void(std::string_view)>;
    struct Open // the change that was broken off, where one was
    {
        uint64_t id = 0;
        bool wantsApplied = false, isNew = false;
    };
    explicit ChangeJournal(std::filesystem::path root);
    std::filesystem::path file() const { return m_folder / "journal.jsonl"; }
    Status load();
    Status takeLine(std::string_view line, int64_t at, Open &open);
    Status carryOn(const Open &open);
    // A line, synced; where it begins and how long it is. What cannot be written whole is cut off again.
    Result<std::pair<int64_t, size_t>> append(const std::function<void(const Write &)> &line);
    Status append(std::string_view line);
    void drop(const Change &change, bool isTakenBack);
    Result<FileSteps> stepsOf(const Change &change) const;
    Result<ChangeReport> take(const Change &change, const FileSteps &steps, bool forward, bool isRecovery,
                              const std::function<void(size_t, size_t)> &progress);
    Result<ChangeReport> repeat(const Change &change, bool forward);
    Status end(const Change &change, bool isApplied, bool isSynced);
    void syncAll() const;

    std::filesystem::path m_root, m_folder;
    std::vector<Change> m_changes; // the first m_position of them are applied
    size_t m_position = 0;
    uint64_t m_nextId = 1, m_nextStored = 1;
    bool m_hasStaged = false;       // since the disk was last waited for
    std::optional<Change> m_broken; // that failed, and could not be taken back whole
    std::string m_unsettled;        // the line that is due after the sync
    uint64_t m_unsettledId = 0;
    std::vector<ChangeReport> m_recovered;
};

} // namespace armature
