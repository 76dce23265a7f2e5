#include "core/data/file_step.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/data/text_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr size_t kBlock = 4096; // bytes: written at once on every file system

tl::unexpected<Error> failed(std::string_view file, int code)
{
    if (code == ENOSPC || code == EDQUOT)
        return fail(ErrorCode::DiskFull,
                    fmt::format("{} cannot be changed: the disk is full.", displayName(file)),
                    "Free some space and try again.");
    return fail(ErrorCode::Io,
                fmt::format("{} cannot be changed: {}.", displayName(file), std::strerror(code)),
                "Check that the folder can be written to.");
}

tl::unexpected<Error> conflict(std::string_view file)
{
    return fail(ErrorCode::Conflict,
                fmt::format("{} was changed by another program in the meantime.", displayName(file)),
                "Look at the file; it was left as it is.");
}

bool isThereAt(const fs::path &file)
{
    std::error_code error;
    return fs::exists(fs::symlink_status(file, error));
}

// Of a file that may be missing.
std::string hashOf(const fs::path &file) { return hashFile(file).value_or(""); }

Status makeParent(const fs::path &file)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error)
        return failed(file.string(), error.value());
    return {};
}

Result<StepEnd> swapFiles(const fs::path &root, const FileStep &step)
{
    const auto path = root / step.path, other = root / step.other;
    const auto aside = fs::path(other.native() + ".swap");
    if (isThereAt(aside)) { // three renames that were broken off
        if (!isThereAt(path))
            ::rename(other.c_str(), path.c_str());
        if (!isThereAt(other))
            ::rename(aside.c_str(), other.c_str());
    }
    const auto now = hashOf(path);
    if (now == step.after && hashOf(other) == step.before)
        return StepEnd::AlreadyTaken;
    if (now != step.before || hashOf(other) != step.after)
        return conflict(step.path);
    if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0)
        return StepEnd::Taken;
    if (errno != EINVAL && errno != ENOSYS)
        return failed(step.path, errno);
    // No exchange on this file system (network shares): three renames.
    if (::rename(path.c_str(), aside.c_str()) != 0)
        return failed(step.path, errno);
    if (::rename(other.c_str(), path.c_str()) != 0) {
        const int code = errno;
        ::rename(aside.c_str(), path.c_str());
        return failed(step.path, code);
    }
    if (::rename(aside.c_str(), other.c_str()) != 0)
        return failed(step.other, errno);
    return StepEnd::Taken;
}

Result<StepEnd> moveFile(const fs::path &root, const FileStep &step)
{
    const auto from = root / step.path, to = root / step.other;
    const bool isFrom = isThereAt(from), isTo = isThereAt(to);
    if (!isFrom && isTo)
        return StepEnd::AlreadyTaken;
    if (!isFrom || isTo)
        return conflict(isTo ? step.other : step.path);
    ARMATURE_CHECK(makeParent(to));
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0 &&
        (errno != EINVAL || ::rename(from.c_str(), to.c_str()) != 0))
        return failed(step.path, errno);
    return StepEnd::Taken;
}

// Not synced: the journal holds the text, and syncs the whole at its end.
Status writeText(const fs::path &file, const std::string &text)
{
    const auto aside = fs::path(file.native() + ".armature-new");
    const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return failed(file.string(), errno);
    const auto written = ::write(descriptor, text.data(), text.size());
    int code = written < 0 ? errno : written != ssize_t(text.size()) ? ENOSPC : 0;
    if (::close(descriptor) != 0 && code == 0) // where a share says that it is full
        code = errno;
    if (code == 0 && ::rename(aside.c_str(), file.c_str()) == 0)
        return {};
    const int renameCode = code ? code : errno;
    ::unlink(aside.c_str());
    return failed(file.string(), renameCode);
}

// Every byte is one of either text, or one that was never written.
bool isMixed(std::string_view now, std::string_view before, std::string_view after)
{
    if (now.size() != before.size() && now.size() != after.size())
        return false;
    for (size_t i = 0; i < now.size(); ++i) {
        if (now[i] != 0 && (i >= before.size() || now[i] != before[i]) &&
            (i >= after.size() || now[i] != after[i]))
            return false;
    }
    return true;
}

Result<StepEnd> changeText(const fs::path &root, const FileStep &step, bool isRecovery)
{
    const auto file = root / step.path;
    const bool isThere = isThereAt(file);
    const auto now = isThere ? readSmallFile(file, 4u << 20) : std::optional<std::string>();
    if (isThere && !now)
        return conflict(step.path);
    if (isThere == step.staysThere && (!isThere || *now == step.after))
        return StepEnd::AlreadyTaken;
    const bool isBefore = isThere == step.wasThere && (!isThere || *now == step.before);
    const bool isBrokenOff =
        isRecovery && isThere && (now->empty() || isMixed(*now, step.before, step.after));
    if (!isBefore && !isBrokenOff)
        return conflict(step.path);
    if (step.staysThere) {
        ARMATURE_CHECK(writeText(file, step.after));
    } else if (::unlink(file.c_str()) != 0) {
        return failed(step.path, errno);
    }
    return StepEnd::Taken;
}

} // namespace

Result<StepEnd> takeStep(const fs::path &root, const FileStep &step, bool isRecovery)
{
    switch (step.kind) {
    case FileStep::Kind::Swap:
        return swapFiles(root, step);
    case FileStep::Kind::Move:
        return moveFile(root, step);
    case FileStep::Kind::Text:
        return changeText(root, step, isRecovery);
    }
    return fail(ErrorCode::Internal, "A step of an unknown kind.");
}

std::optional<Result<StepEnd>> takeInPlace(int root, const StepView &step, bool isRecovery)
{
    if (step.kind != FileStep::Kind::Text || !step.wasThere || !step.staysThere || step.before.empty() ||
        step.after.empty() || std::max(step.before.size(), step.after.size()) > kBlock)
        return std::nullopt;
    const int descriptor = ::openat(root, step.path.data(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return std::nullopt;
    auto end = [&]() -> std::optional<Result<StepEnd>> {
        struct stat info
        {
        };
        std::array<char, kBlock + 1> bytes;
        if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink != 1)
            return std::nullopt;
        const auto size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
        if (size <= 0)
            return std::nullopt;
        const std::string_view now(bytes.data(), size_t(size));
        if (now == step.after)
            return StepEnd::AlreadyTaken;
        if (now != step.before && !(isRecovery && isMixed(now, step.before, step.after)))
            return conflict(step.path);
        const auto written = ::pwrite(descriptor, step.after.data(), step.after.size(), 0);
        int code = written < 0 ? errno : written != ssize_t(step.after.size()) ? ENOSPC : 0;
        if (code == 0 && step.after.size() < now.size() &&
            ::ftruncate(descriptor, off_t(step.after.size())) != 0)
            code = errno;
        if (code == 0)
            return StepEnd::Taken;
        // What stood there goes back; where even that fails, recovery does it.
        if (::pwrite(descriptor, now.data(), now.size(), 0) == size)
            (void)!::ftruncate(descriptor, off_t(size));
        return failed(step.path, code);
    }();
    if (::close(descriptor) != 0 && end && *end && **end == StepEnd::Taken)
        end = failed(step.path, errno);
    return end;
}

FileStep StepView::owned() const
{
    return {kind,     std::string(path), std::string(other), std::string(before), std::string(after),
            wasThere, staysThere};
}

StepView reversed(StepView step)
{
    if (step.kind == FileStep::Kind::Move) {
        std::swap(step.path, step.other);
        return step;
    }
    std::swap(step.before, step.after);
    std::swap(step.wasThere, step.staysThere);
    return step;
}

} // namespace armature
