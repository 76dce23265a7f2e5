#include "shares.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

namespace armature::test {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxWrite = 64 << 10; // bytes
constexpr int kServers = 4;            // questions that are answered at the same time

int openDevice() { return ::open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK); }

bool mountShare(const fs::path &at, int device)
{
    const auto options = "fd=" + std::to_string(device) +
                         ",rootmode=40000,user_id=" + std::to_string(::getuid()) +
                         ",group_id=" + std::to_string(::getgid());
    fs::create_directories(at);
    return device >= 0 && ::mount("none", at.c_str(), "fuse", MS_NOSUID | MS_NODEV, options.c_str()) == 0;
}

template <typename T>
std::string bytesOf(const T &value)
{
    return {reinterpret_cast<const char *>(&value), sizeof value};
}

template <typename T>
T as(std::string_view bytes)
{
    T value{};
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
    return value;
}

} // namespace

bool ownMounts()
{
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    bool isOwn = false;
    if (::geteuid() == 0) {
        isOwn = ::unshare(CLONE_NEWNS) == 0;
    } else if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << user << ' ' << user << " 1";
        std::ofstream("/proc/self/gid_map") << group << ' ' << group << " 1";
        isOwn = true;
    }
    return isOwn && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

DeadShare::DeadShare(fs::path at) : m_at(std::move(at)), m_server(openDevice())
{
    m_isMounted = mountShare(m_at, m_server);
    m_guard = std::jthread([this](std::stop_token stop) { giveUpAfterAWhile(stop); });
}

DeadShare::~DeadShare()
{
    m_guard.request_stop();
    m_guard.join();
    closeServer();
    if (m_isMounted)
        ::umount2(m_at.c_str(), MNT_DETACH);
}

// Whoever waits for a dead share cannot even be killed. So it comes to its end by itself.
void DeadShare::giveUpAfterAWhile(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_ended.wait_for(lock, stop, std::chrono::seconds(60), [] { return false; }) &&
        !stop.stop_requested()) {
        m_hasGivenUp = true;
        closeServer();
    }
}

void DeadShare::closeServer()
{
    if (const int server = std::exchange(m_server, -1); server >= 0)
        ::close(server); // whoever waits is told that the share is gone
}

// The questions and answers of linux/fuse.h, each handed on to a call of the same name.
class SlowShare::Server
{
public:
    explicit Server(fs::path behind) { m_paths[FUSE_ROOT_ID] = behind.native(); }

    struct Answer
    {
        int error = 0;
        std::string bytes;
    };

    Answer answer(const fuse_in_header &head, std::string_view body)
    {
        const auto path = pathOf(head.nodeid);
        switch (head.opcode) {
        case FUSE_INIT:
            return init(as<fuse_init_in>(body));
        case FUSE_LOOKUP:
            return entry(path + '/' + body.data());
        case FUSE_GETATTR:
            return attributes(path);
        case FUSE_SETATTR:
            return setAttributes(path, as<fuse_setattr_in>(body));
        case FUSE_OPEN:
            return opened(::open(path.c_str(), int(as<fuse_open_in>(body).flags) & ~(O_CREAT | O_EXCL)));
        case FUSE_CREATE: {
            const auto in = as<fuse_create_in>(body);
            const auto file = path + '/' + body.substr(sizeof in).data();
            const int descriptor = ::open(file.c_str(), int(in.flags) | O_CREAT, in.mode);
            return descriptor < 0 ? failed() : Answer{0, entry(file).bytes + opened(descriptor).bytes};
        }
        case FUSE_READ: {
            const auto in = as<fuse_read_in>(body);
            std::string bytes(in.size, '\0');
            const auto got = ::pread(int(in.fh), bytes.data(), bytes.size(), off_t(in.offset));
            return got < 0 ? failed() : Answer{0, bytes.substr(0, size_t(got))};
        }
        case FUSE_WRITE: {
            const auto in = as<fuse_write_in>(body);
            const auto put = ::pwrite(int(in.fh), body.data() + sizeof in, in.size, off_t(in.offset));
            return put < 0 ? failed() : Answer{0, bytesOf(fuse_write_out{uint32_t(put), 0})};
        }
        case FUSE_RELEASE:
            return done(::close(int(as<fuse_release_in>(body).fh)));
        case FUSE_FLUSH:
            return {};
        case FUSE_FSYNC:
            return done(::fsync(int(as<fuse_fsync_in>(body).fh)));
        default:
            return answerOnFolders(head, path, body);
        }
    }

private:
    static Answer failed() { return {errno, {}}; }
    static Answer done(int result) { return result == 0 ? Answer() : failed(); }

    Answer answerOnFolders(const fuse_in_header &head, const std::string &path, std::string_view body)
    {
        switch (head.opcode) {
        case FUSE_OPENDIR:
            return openFolder(path);
        case FUSE_READDIR:
            return readFolder(as<fuse_read_in>(body));
        case FUSE_RELEASEDIR: {
            const std::lock_guard lock(m_mutex);
            m_listings.erase(as<fuse_release_in>(body).fh);
            return {};
        }
        case FUSE_FSYNCDIR:
            return {};
        case FUSE_MKDIR: {
            const auto in = as<fuse_mkdir_in>(body);
            const auto folder = path + '/' + body.substr(sizeof in).data();
            return ::mkdir(folder.c_str(), in.mode) == 0 ? entry(folder) : failed();
        }
        case FUSE_UNLINK:
            return removed(path + '/' + body.data(), 0);
        case FUSE_RMDIR:
            return removed(path + '/' + body.data(), AT_REMOVEDIR);
        case FUSE_RENAME: {
            const auto in = as<fuse_rename_in>(body);
            return renamed(path, in.newdir, 0, body.substr(sizeof in));
        }
        case FUSE_RENAME2: {
            const auto in = as<fuse_rename2_in>(body);
            return renamed(path, in.newdir, in.flags, body.substr(sizeof in));
        }
        case FUSE_STATFS: {
            struct statvfs info
            {
            };
            if (::statvfs(path.c_str(), &info) != 0)
                return failed();
            fuse_statfs_out out{};
            out.st = {info.f_blocks,
                      info.f_bfree,
                      info.f_bavail,
                      info.f_files,
                      info.f_ffree,
                      uint32_t(info.f_bsize),
                      255,
                      uint32_t(info.f_frsize),
                      0,
                      {}};
            return {0, bytesOf(out)};
        }
        default:
            return {ENOSYS, {}};
        }
    }

    static Answer init(const fuse_init_in &in)
    {
        fuse_init_out out{};
        out.major = FUSE_KERNEL_VERSION;
        out.minor = FUSE_KERNEL_MINOR_VERSION;
        out.max_readahead = in.max_readahead;
        out.flags = in.flags & FUSE_BIG_WRITES;
        out.max_write = kMaxWrite;
        return {0, bytesOf(out)};
    }

    std::string pathOf(uint64_t node)
    {
        const std::lock_guard lock(m_mutex);
        return m_paths[node];
    }

    static fuse_attr attributesOf(const struct stat &info)
    {
        fuse_attr out{};
        out.ino = info.st_ino;
        out.size = uint64_t(info.st_size);
        out.blocks = uint64_t(info.st_blocks);
        out.atime = uint64_t(info.st_atim.tv_sec);
        out.mtime = uint64_t(info.st_mtim.tv_sec);
        out.ctime = uint64_t(info.st_ctim.tv_sec);
        out.atimensec = uint32_t(info.st_atim.tv_nsec);
        out.mtimensec = uint32_t(info.st_mtim.tv_nsec);
        out.ctimensec = uint32_t(info.st_ctim.tv_nsec);
        out.mode = info.st_mode;
        out.nlink = uint32_t(info.st_nlink);
        out.uid = info.st_uid;
        out.gid = info.st_gid;
        out.blksize = uint32_t(info.st_blksize);
        return out;
    }

    Answer entry(const std::string &path)
    {
        struct stat info
        {
        };
        if (::lstat(path.c_str(), &info) != 0)
            return failed();
        fuse_entry_out out{};
        const std::lock_guard lock(m_mutex);
        const auto [known, isNew] = m_nodes.emplace(path, m_next);
        if (isNew)
            m_paths[m_next++] = path;
        out.nodeid = known->second;
        out.attr = attributesOf(info);
        return {0, bytesOf(out)};
    }

    static Answer attributes(const std::string &path)
    {
        struct stat info
        {
        };
        if (::lstat(path.c_str(), &info) != 0)
            return failed();
        fuse_attr_out out{};
        out.attr = attributesOf(info);
        return {0, bytesOf(out)};
    }

    static Answer setAttributes(const std::string &path, const fuse_setattr_in &in)
    {
        if ((in.valid & FATTR_SIZE) &&
            ((in.valid & FATTR_FH) ? ::ftruncate(int(in.fh), off_t(in.size))
                                   : ::truncate(path.c_str(), off_t(in.size))) != 0)
            return failed();
        if ((in.valid & FATTR_MODE) && ::chmod(path.c_str(), in.mode & 07777) != 0)
            return failed();
        const auto time = [&](uint32_t isSet, uint32_t isNow, uint64_t seconds, uint32_t nanoseconds) {
            return timespec{time_t(seconds), (in.valid & isNow)   ? UTIME_NOW
                                             : (in.valid & isSet) ? long(nanoseconds)
                                                                  : UTIME_OMIT};
        };
        const timespec times[] = {time(FATTR_ATIME, FATTR_ATIME_NOW, in.atime, in.atimensec),
                                  time(FATTR_MTIME, FATTR_MTIME_NOW, in.mtime, in.mtimensec)};
        if ((in.valid & (FATTR_ATIME | FATTR_MTIME)) && ::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0)
            return failed();
        return attributes(path);
    }

    static Answer opened(int descriptor)
    {
        if (descriptor < 0)
            return failed();
        fuse_open_out out{};
        out.fh = uint64_t(descriptor);
        return {0, bytesOf(out)};
    }

    Answer openFolder(const std::string &path)
    {
        DIR *folder = ::opendir(path.c_str());
        if (!folder)
            return failed();
        std::vector<std::pair<std::string, uint8_t>> listing;
        while (const dirent *each = ::readdir(folder))
            listing.emplace_back(each->d_name, each->d_type);
        ::closedir(folder);
        fuse_open_out out{};
        const std::lock_guard lock(m_mutex);
        out.fh = m_next++;
        m_listings[out.fh] = std::move(listing);
        return {0, bytesOf(out)};
    }

    Answer readFolder(const fuse_read_in &in)
    {
        const std::lock_guard lock(m_mutex);
        const auto &listing = m_listings[in.fh];
        Answer answer;
        for (size_t i = size_t(in.offset); i < listing.size(); ++i) {
            const auto &[name, type] = listing[i];
            fuse_dirent each{};
            each.ino = 1;
            each.off = i + 1;
            each.namelen = uint32_t(name.size());
            each.type = type;
            const size_t size = FUSE_NAME_OFFSET + name.size();
            if (answer.bytes.size() + FUSE_DIRENT_ALIGN(size) > in.size)
                break;
            answer.bytes.append(reinterpret_cast<const char *>(&each), FUSE_NAME_OFFSET);
            answer.bytes += name;
            answer.bytes.resize(answer.bytes.size() + FUSE_DIRENT_ALIGN(size) - size);
        }
        return answer;
    }

    Answer removed(const std::string &path, int flags)
    {
        if (::unlinkat(AT_FDCWD, path.c_str(), flags) != 0)
            return failed();
        const std::lock_guard lock(m_mutex);
        m_nodes.erase(path); // a file of that name that comes later is another one
        return {};
    }

    // Of files; what lies in a renamed folder would keep its old name here.
    Answer renamed(const std::string &folder, uint64_t newFolder, uint32_t flags, std::string_view names)
    {
        const auto from = folder + '/' + names.data();
        const auto to = pathOf(newFolder) + '/' + (names.data() + std::strlen(names.data()) + 1);
        if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) != 0)
            return failed();
        const std::lock_guard lock(m_mutex);
        const auto take = [&](const std::string &path) {
            const auto node = m_nodes.extract(path);
            return node ? node.mapped() : 0;
        };
        const auto give = [&](uint64_t node, const std::string &path) {
            if (node != 0)
                m_paths[m_nodes[path] = node] = path;
        };
        const uint64_t moved = take(from), other = take(to);
        give(moved, to);
        if (flags & RENAME_EXCHANGE)
            give(other, from);
        return {};
    }

    std::mutex m_mutex;
    std::map<uint64_t, std::string> m_paths;
    std::map<std::string, uint64_t> m_nodes;
    std::map<uint64_t, std::vector<std::pair<std::string, uint8_t>>> m_listings;
    uint64_t m_next = FUSE_ROOT_ID + 1;
};

SlowShare::SlowShare(fs::path at, fs::path behind, std::chrono::milliseconds delay)
    : m_at(std::move(at)), m_device(openDevice()), m_delay(delay),
      m_server(std::make_unique<Server>(std::move(behind)))
{
    m_isMounted = mountShare(m_at, m_device);
    for (int i = 0; m_isMounted && i < kServers; ++i)
        m_threads.emplace_back([this](std::stop_token stop) { serve(stop); });
}

SlowShare::~SlowShare()
{
    release();
    if (m_isMounted)
        ::umount2(m_at.c_str(), MNT_DETACH);
    m_threads.clear();
    if (m_device >= 0)
        ::close(m_device);
}

void SlowShare::hold()
{
    const std::lock_guard lock(m_mutex);
    m_isHeld = true;
}

void SlowShare::release()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isHeld = false;
    }
    m_released.notify_all();
}

void SlowShare::serve(std::stop_token stop)
{
    std::vector<char> buffer(kMaxWrite + 8192);
    while (!stop.stop_requested()) {
        pollfd waiting{m_device, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0)
            continue;
        const auto size = ::read(m_device, buffer.data(), buffer.size());
        if (size < ssize_t(sizeof(fuse_in_header))) {
            if (size < 0 && errno == ENODEV)
                return; // unmounted
            continue;
        }
        const std::string_view bytes(buffer.data(), size_t(size));
        const auto head = as<fuse_in_header>(bytes);
        if (head.opcode == FUSE_FORGET || head.opcode == FUSE_BATCH_FORGET || head.opcode == FUSE_INTERRUPT)
            continue;
        if (head.opcode != FUSE_INIT) {
            ++m_questions;
            m_hasWindowWaited = m_hasWindowWaited || pid_t(head.pid) == ::getpid(); // else another thread's
            std::this_thread::sleep_for(m_delay.load());
            std::unique_lock lock(m_mutex);
            if (m_isHeld) {
                ++m_held;
                if (!m_released.wait_for(lock, std::chrono::seconds(20), [this] { return !m_isHeld; })) {
                    m_hasGivenUp = true;
                    m_isHeld = false;
                }
                --m_held;
            }
        }
        const auto answer = m_server->answer(head, bytes.substr(sizeof head));
        const fuse_out_header out{
            uint32_t(sizeof(fuse_out_header) + (answer.error ? 0 : answer.bytes.size())), -answer.error,
            head.unique};
        const auto reply = bytesOf(out) + (answer.error ? std::string() : answer.bytes);
        (void)!::write(m_device, reply.data(), reply.size());
    }
}

} // namespace armature::test
