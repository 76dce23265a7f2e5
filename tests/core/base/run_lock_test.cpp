// Whether a run lives is read from the kernel's locks, on every file system.
#include "core/base/fs.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <optional>

using namespace armature;

class RunLockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heldLock_namesItsProcess() { isSeenIn(QTemporaryDir().path().toStdString()); }
    // stat() tells another device than the kernel's table does.
    void lockInAVolumeOfItsOwn_isSeen();
    void folderThatIsNotThere_isHeldByNobody() { QCOMPARE(RunLock::holder("/nowhere/run"), int64_t(0)); }

private:
    static void isSeenIn(const std::filesystem::path &folder)
    {
        std::filesystem::create_directories(folder);
        QCOMPARE(RunLock::holder(folder), int64_t(0));
        {
            const auto lock = RunLock::acquire(folder);
            QVERIFY(lock.has_value());
            QCOMPARE(RunLock::holder(folder), int64_t(::getpid()));
            QVERIFY(!RunLock::acquire(folder));
        }
        QCOMPARE(RunLock::holder(folder), int64_t(0));
        std::filesystem::remove_all(folder);
    }
};

void RunLockTest::lockInAVolumeOfItsOwn_isSeen()
{
    if (::geteuid() != 0 || ::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        QSKIP("no disk of its own can be mounted here");
    const QTemporaryDir folder;
    const QString image = folder.filePath("btrfs"), at = folder.filePath("at");
    QFile file(image);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(128 << 20) && QDir().mkpath(at));
    file.close();
    const auto run = [](const QString &program, const QStringList &arguments) { return QProcess::execute(program, arguments) == 0; };
    if (!run("mkfs.btrfs", {"-q", image}) || !run("mount", {"-o", "loop", image, at}))
        QSKIP("no btrfs here");
    const auto unmount = qScopeGuard([&] { ::umount2(at.toUtf8().constData(), MNT_DETACH); });
    QVERIFY(run("btrfs", {"subvolume", "create", at + "/volume"}));
    isSeenIn((at + "/volume/run").toStdString());
}

QTEST_GUILESS_MAIN(RunLockTest)
#include "run_lock_test.moc"
