#pragma once
// Files that are there whole or not at all. Every byte count is checked, every file is synced before it gets its name,
// and so is the folder that holds the name: a rename without that survives a crash of the program, not of the machine.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace armature {

// Errors: NotFound, Io, BadInput when larger than maxBytes.
Result<std::string> readText(const std::filesystem::path &path, uint64_t maxBytes = 256u << 20);
// The first bytes of a file, fewer where it is shorter. Errors: NotFound, BadInput, Io.
Result<std::string> readStart(const std::filesystem::path &path, size_t count);
// Creates the folder and its parents, and tries that it can be written.
Status ensureWritableFolder(const std::filesystem::path &folder);
uint64_t freeSpace(const std::filesystem::path &path); // bytes; 0 where it cannot be told
Status syncFolder(const std::filesystem::path &folder);

// A file written aside and then named; without commit() nothing of it remains.
class AtomicFile
{
public:
    static Result<AtomicFile> create(const std::filesystem::path &target);
    ~AtomicFile();
    AtomicFile(AtomicFile &&other) noexcept;
    AtomicFile &operator=(AtomicFile &&) = delete;

    Status write(const void *bytes, size_t size);
    Status write(std::string_view text) { return write(text.data(), text.size()); }
    // Syncs, renames over the target, syncs the folder.
    Status commit();

    const std::filesystem::path &temporaryPath() const { return m_temporary; }

private:
    AtomicFile(int descriptor, std::filesystem::path target, std::filesystem::path temporary)
        : m_descriptor(descriptor), m_target(std::move(target)), m_temporary(std::move(temporary))
    {
    }
    int m_descriptor = -1;
    std::filesystem::path m_target, m_temporary;
};
Status writeFileAtomically(const std::filesystem::path &path, std::string_view text);

// A folder filled aside (`.tmp-NAME-PID` beside the target) and then named; without commit() nothing of it remains.
class AtomicFolder
{
public:
    static Result<AtomicFolder> create(const std::filesystem::path &target);
    ~AtomicFolder();
    AtomicFolder(AtomicFolder &&other) noexcept;
    AtomicFolder &operator=(AtomicFolder &&) = delete;

    const std::filesystem::path &path() const { return m_temporary; } // write here
    // Writes manifest.json last (name, size and hash of every file, and `extra`), syncs all, renames. Conflict when the
    // target exists.
    Status commit(const nlohmann::json &extra);

private:
    AtomicFolder(std::filesystem::path target, std::filesystem::path temporary)
        : m_target(std::move(target)), m_temporary(std::move(temporary))
    {
    }
    std::filesystem::path m_target, m_temporary;
};
// Every file of the manifest, by size and hash. Returns the manifest.
Result<nlohmann::json> verifyFolder(const std::filesystem::path &folder);

// One process per folder, as long as it lives: a kernel lock on FOLDER/run.lock. Error Locked names the holder.
class RunLock
{
public:
    static Result<RunLock> acquire(const std::filesystem::path &folder);
    // The process that holds it, without touching it; 0 where none does. From /proc/locks, so on this machine only.
    static int64_t holder(const std::filesystem::path &folder);
    ~RunLock();
    RunLock(RunLock &&other) noexcept;
    RunLock &operator=(RunLock &&) = delete;

private:
    explicit RunLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace armature
