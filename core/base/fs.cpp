#include "core/base/fs.h"

#include "core/base/hash.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr const char *kManifest = "manifest.json";

tl::unexpected<Error> failErrno(const std::string &what, const fs::path &path, int error)
{
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return fail(ErrorCode::DiskFull, what + " " + path.string() + ": the disk is full.", "Free some space, or use another folder.");
    return fail(error == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, what + " " + path.string() + ": " + std::strerror(error) + ".",
                error == EACCES || error == EROFS || error == EPERM ? "Use a folder that you may write to." : "");
}

fs::path folderOf(const fs::path &path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

// As the kernel's table of locks names a file's device. On file systems with volumes of their own, such as btrfs, stat() tells
// another.
bool isMountedFrom(const fs::path &path, unsigned wantedMajor, unsigned wantedMinor)
{
    struct statx info {};
    if (::statx(AT_FDCWD, path.c_str(), 0, STATX_MNT_ID, &info) != 0 || !(info.stx_mask & STATX_MNT_ID))
        return false;
    // "27 1 254:0 / / rw ...": mount, parent, device in decimal (proc_pid_mountinfo(5)).
    std::ifstream mounts("/proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);) {
        unsigned long long mount = 0;
        unsigned major = 0, minor = 0;
        if (std::sscanf(line.c_str(), "%llu %*u %u:%u", &mount, &major, &minor) == 3 && mount == info.stx_mnt_id)
            return major == wantedMajor && minor == wantedMinor;
    }
    return false;
}

std::string processSuffix() { return std::to_string(::getpid()); }

} // namespace

Result<std::string> readText(const fs::path &path, uint64_t maxBytes)
{
    std::error_code error;
    if (!fs::exists(path, error))
        return fail(ErrorCode::NotFound, path.string() + " is not there.");
    if (!fs::is_regular_file(path, error))
        return fail(ErrorCode::BadInput, path.string() + " is not a file.");
    const uint64_t size = fs::file_size(path, error);
    if (error || size > maxBytes)
        return fail(ErrorCode::BadInput, path.string() + " is larger than " + std::to_string(maxBytes >> 20) + " MB.");
    std::ifstream file(path, std::ios::binary);
    std::string text(size, '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(size)))
        return fail(ErrorCode::Io, path.string() + " cannot be read.");
    return text;
}

Result<std::string> readStart(const fs::path &path, size_t count)
{
    std::error_code error;
    if (!fs::exists(path, error))
        return fail(ErrorCode::NotFound, path.string() + " is not there.");
    if (!fs::is_regular_file(path, error))
        return fail(ErrorCode::BadInput, path.string() + " is not a file.");
    std::ifstream file(path, std::ios::binary);
    std::string text(count, '\0');
    file.read(text.data(), static_cast<std::streamsize>(count));
    if (file.bad())
        return fail(ErrorCode::Io, path.string() + " cannot be read.");
    text.resize(static_cast<size_t>(file.gcount()));
    return text;
}

Status syncFolder(const fs::path &folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return failErrno("Cannot open the folder", folder, errno);
    const int result = ::fsync(descriptor);
    const int error = errno;
    ::close(descriptor);
    // Some network file systems cannot sync a folder; that is no reason to lose a checkpoint.
    if (result != 0 && error != EINVAL && error != ENOTSUP)
        return failErrno("Cannot sync the folder", folder, error);
    return {};
}

Status ensureWritableFolder(const fs::path &folder)
{
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        return fail(ErrorCode::Conflict, folder.string() + " is a file, not a folder.", "Give another folder.");
    fs::create_directories(folder, error);
    if (error)
        return failErrno("Cannot make the folder", folder, error.value());
    ARMATURE_TRY(AtomicFile probe, AtomicFile::create(folder / "probe"));
    return probe.write("x");
}

uint64_t freeSpace(const fs::path &path)
{
    std::error_code error;
    const fs::space_info space = fs::space(path, error);
    return error ? 0 : space.available;
}

Result<AtomicFile> AtomicFile::create(const fs::path &target)
{
    const fs::path temporary = folderOf(target) / (".tmp-" + target.filename().string() + "-" + processSuffix());
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return failErrno("Cannot write", target, errno);
    return AtomicFile(descriptor, target, temporary);
}

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_target(std::move(other.m_target)), m_temporary(std::move(other.m_temporary))
{
}

AtomicFile::~AtomicFile()
{
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    ::unlink(m_temporary.c_str());
}

Status AtomicFile::write(const void *bytes, size_t size)
{
    const char *next = static_cast<const char *>(bytes);
    while (size > 0) {
        const ssize_t written = ::write(m_descriptor, next, std::min(size, size_t(1) << 30));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failErrno("Cannot write", m_target, errno);
        next += written;
        size -= static_cast<size_t>(written);
    }
    return {};
}

Status AtomicFile::commit()
{
    if (::fsync(m_descriptor) != 0)
        return failErrno("Cannot sync", m_target, errno);
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        return failErrno("Cannot rename to", m_target, errno);
    ::close(std::exchange(m_descriptor, -1));
    return syncFolder(folderOf(m_target));
}

Status writeFileAtomically(const fs::path &path, std::string_view text)
{
    ARMATURE_TRY(AtomicFile file, AtomicFile::create(path));
    ARMATURE_CHECK(file.write(text));
    return file.commit();
}

Result<AtomicFolder> AtomicFolder::create(const fs::path &target)
{
    const fs::path temporary = folderOf(target) / (".tmp-" + target.filename().string() + "-" + processSuffix());
    std::error_code error;
    fs::remove_all(temporary, error);
    fs::create_directories(temporary, error);
    if (error)
        return failErrno("Cannot make the folder", temporary, error.value());
    return AtomicFolder(target, temporary);
}

AtomicFolder::AtomicFolder(AtomicFolder &&other) noexcept
    : m_target(std::move(other.m_target)), m_temporary(std::exchange(other.m_temporary, {}))
{
}

AtomicFolder::~AtomicFolder()
{
    std::error_code ignored;
    if (!m_temporary.empty())
        fs::remove_all(m_temporary, ignored);
}

Status AtomicFolder::commit(const nlohmann::json &extra)
{
    nlohmann::json manifest = extra;
    manifest["files"] = nlohmann::json::array();
    std::error_code error;
    std::vector<fs::path> folders{m_temporary};
    for (const auto &entry : fs::recursive_directory_iterator(m_temporary, error)) {
        if (entry.is_directory()) {
            folders.push_back(entry.path());
            continue;
        }
        ARMATURE_TRY(const std::string hash, hashFile(entry.path()));
        manifest["files"].push_back({{"name", fs::relative(entry.path(), m_temporary).generic_string()}, {"size", entry.file_size()}, {"xxh3", hash}});
    }
    if (error)
        return failErrno("Cannot list", m_temporary, error.value());
    ARMATURE_CHECK(writeFileAtomically(m_temporary / kManifest, manifest.dump(1) + "\n"));
    for (const fs::path &folder : folders)
        ARMATURE_CHECK(syncFolder(folder));
    if (::renameat2(AT_FDCWD, m_temporary.c_str(), AT_FDCWD, m_target.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST)
            return fail(ErrorCode::Conflict, m_target.string() + " exists already.");
        // Not every file system knows NOREPLACE; a plain rename never replaces a folder that is not empty either.
        if (errno != EINVAL || ::rename(m_temporary.c_str(), m_target.c_str()) != 0)
            return failErrno("Cannot rename to", m_target, errno);
    }
    m_temporary.clear();
    return syncFolder(folderOf(m_target));
}

Result<nlohmann::json> verifyFolder(const fs::path &folder)
{
    ARMATURE_TRY(const std::string text, readText(folder / kManifest));
    const auto manifest = nlohmann::json::parse(text, nullptr, false);
    if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_array())
        return fail(ErrorCode::Corrupt, (folder / kManifest).string() + " is damaged.");
    for (const auto &entry : manifest["files"]) {
        const bool isWhole = entry.is_object() && entry.contains("name") && entry["name"].is_string() && entry.contains("size") &&
                             entry["size"].is_number_unsigned() && entry.contains("xxh3") && entry["xxh3"].is_string();
        if (!isWhole)
            return fail(ErrorCode::Corrupt, (folder / kManifest).string() + " is damaged.");
        const fs::path file = folder / entry["name"].get<std::string>();
        std::error_code error;
        const uint64_t size = fs::file_size(file, error);
        if (error)
            return fail(ErrorCode::Corrupt, file.string() + " is missing.");
        if (size != entry.value("size", uint64_t(0)))
            return fail(ErrorCode::Corrupt, file.string() + " has " + std::to_string(size) + " bytes instead of " + std::to_string(entry.value("size", uint64_t(0))) + ".");
        ARMATURE_TRY(const std::string hash, hashFile(file));
        if (hash != entry.value("xxh3", ""))
            return fail(ErrorCode::Corrupt, file.string() + " is not what was written.");
    }
    return manifest;
}

Result<RunLock> RunLock::acquire(const fs::path &folder)
{
    const fs::path path = folder / "run.lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return failErrno("Cannot write", path, errno);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        char holder[256] = {};
        const ssize_t read = ::pread(descriptor, holder, sizeof holder - 1, 0);
        ::close(descriptor);
        return fail(ErrorCode::Locked, "Another run is using " + folder.string() + (read > 0 ? " (" + std::string(holder) + ")" : "") + ".",
                    "Wait for it to end, or use another --output_dir.");
    }
    char host[128] = {};
    ::gethostname(host, sizeof host - 1);
    const std::string text = "process " + processSuffix() + " on " + host;
    if (::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, text.data(), text.size(), 0) < 0) {
        // Only the message of the next one would be poorer.
    }
    return RunLock(descriptor);
}

int64_t RunLock::holder(const fs::path &folder)
{
    const fs::path path = folder / "run.lock";
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return 0;
    // "1: FLOCK  ADVISORY  WRITE 4585 fe:01:262167 0 EOF": process, device and inode (proc_locks(5)).
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        long long process = 0;
        unsigned major = 0, minor = 0;
        unsigned long long inode = 0;
        const auto kind = line.find("FLOCK");
        if (kind != std::string::npos && std::sscanf(line.c_str() + kind, "FLOCK ADVISORY WRITE %lld %x:%x:%llu", &process, &major, &minor, &inode) == 4 &&
            inode == info.st_ino && ((major == ::major(info.st_dev) && minor == ::minor(info.st_dev)) || isMountedFrom(path, major, minor)))
            return process;
    }
    return 0;
}

RunLock::RunLock(RunLock &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
RunLock::~RunLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace armature
