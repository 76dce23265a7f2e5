#pragma once
// Disks of a test's own: one that fills up, one that stalls. They are seen by the test and what it starts, and by nobody else.

#include <QString>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace testing {

// To be called before any thread is there. False where the system does not allow it.
inline bool takeOwnMounts()
{
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::geteuid() == 0) {
        if (::unshare(CLONE_NEWNS) != 0)
            return false;
    } else {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << user << ' ' << user << " 1";
        std::ofstream("/proc/self/gid_map") << group << ' ' << group << " 1";
    }
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

class OwnDisk
{
public:
    // Of so many megabytes, in an existing folder.
    OwnDisk(const QString &folder, int megabytes) : m_folder(folder)
    {
        const QByteArray size = QStringLiteral("size=%1m").arg(megabytes).toUtf8();
        m_isThere = ::mount("none", m_folder.toUtf8().constData(), "tmpfs", 0, size.constData()) == 0;
    }
    ~OwnDisk()
    {
        if (m_isThere)
            ::umount2(m_folder.toUtf8().constData(), MNT_DETACH);
    }
    OwnDisk(const OwnDisk &) = delete;
    OwnDisk &operator=(const OwnDisk &) = delete;
    bool isThere() const { return m_isThere; }
    // To the last byte, with one file.
    void fill() const
    {
        std::ofstream filler(ballast().toStdString(), std::ios::binary);
        const std::string block(1 << 14, 'x');
        while (filler.write(block.data(), std::streamsize(block.size())) && filler.flush()) {
        }
    }
    QString ballast() const { return m_folder + "/ballast"; }

private:
    QString m_folder;
    bool m_isThere = false;
};

// Lies over a folder until it is destroyed: whoever touches it by name waits, as for a server that has gone. It is a file
// system in user space whose user never answers.
class StalledDisk
{
public:
    explicit StalledDisk(const QString &folder) : m_folder(folder), m_door(::open("/dev/fuse", O_RDWR | O_CLOEXEC))
    {
        char options[128];
        std::snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%u,group_id=%u", m_door, ::getuid(), ::getgid());
        m_isThere = m_door >= 0 && ::mount("stalled", m_folder.toUtf8().constData(), "fuse", MS_NOSUID | MS_NODEV, options) == 0;
    }
    ~StalledDisk()
    {
        if (m_isThere)
            ::umount2(m_folder.toUtf8().constData(), MNT_DETACH);
        if (m_door >= 0)
            ::close(m_door); // who waits is told that it is gone
    }
    StalledDisk(const StalledDisk &) = delete;
    StalledDisk &operator=(const StalledDisk &) = delete;
    bool isThere() const { return m_isThere; }

private:
    QString m_folder;
    int m_door = -1;
    bool m_isThere = false;
};

} // namespace testing
