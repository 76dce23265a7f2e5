// A share that stops answering under a run: whoever touches it by name waits in the kernel. The window never does: each of these
// would hang for ever if it did.
#include "tests/ui/own_mounts.h"
#include "tests/ui/train_window.h"
#include "ui/train/loss_plot.h"

#include <QComboBox>
#include <QLabel>

using namespace armature;
using namespace armature::ui;
using namespace testing;

namespace {

bool hasOwnMounts = false;

} // namespace

class TrainStallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        if (!hasOwnMounts)
            QSKIP("no disk of its own can be mounted here");
        m_folder = std::make_unique<QTemporaryDir>();
        m_pairs = m_folder->filePath("pairs");
        makeTinyProject(m_pairs, 100000, {{"checkpointing_steps", 100000}, {"validation_steps", 100000}});
    }
    void cleanup() { m_folder.reset(); }

    void stalledShare_isSaidAndTheRunIsSeenAgainWhenItIsBack_data() { bothHosts(); }
    void stalledShare_isSaidAndTheRunIsSeenAgainWhenItIsBack();
    void projectOnAStalledShare_isClosed();
    void newRunOnAStalledShare_isRefusedNotWaitedFor();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_pairs;
};

void TrainStallTest::stalledShare_isSaidAndTheRunIsSeenAgainWhenItIsBack()
{
    QFETCH(int, kind);
    // A trainer in a process sees the disk all the time: only the window's way to it stalls. One on the thread shares its fate.
    const bool hasOwnWay = HostKind(kind) == HostKind::Process && ::geteuid() == 0;
    const auto program = trainerBehind(m_folder->filePath("trainer"), QStringLiteral("exec %2'%1' \"$@\"\n").arg("%1", hasOwnWay ? "unshare -m " : ""));
    TrainWindow window(m_pairs, HostKind(kind), nullptr, program);
    window.click("train.start");
    QVERIFY2(window.reachesStep(3), window.story());
    const int64_t before = window.history().lastStep();
    {
        const StalledDisk stalled(QString::fromStdString(window.place().runs.string()));
        if (!stalled.isThere())
            QSKIP("no file system in user space here");
        QTRY_VERIFY_WITH_TIMEOUT(!window.page->watcher().isAnswering(), kRunWait);
        // The curves stay, it is said, and nothing that would wait for the disk can be pressed.
        QVERIFY(window.history().lastStep() >= before && window.page->plot().isVisible());
        const auto labels = window.page->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(TrainPage::tr("Its disk does not answer; what is shown was read before. It goes on by itself.")); }));
        for (const char *name : {"train.pause", "train.stop", "train.saveNow", "train.sampleNow"})
            QVERIFY(!window.button(name)->isEnabled());
        QVERIFY(isAliveState(window.state()));
        window.page->stop();
        window.page->start();
        QString what;
        QVERIFY(window.page->canClose(&what)); // asked, and the first answer is to close
    }
    QTRY_VERIFY_WITH_TIMEOUT(window.page->watcher().isAnswering(), kRunWait);
    if (!hasOwnWay) // it may have met the disk's end and say so, or not
        return;
    QVERIFY2(window.reachesStep(window.history().lastStep() + 2), window.story()); // it has gone on
    QCOMPARE(window.state(), RunState::Running);
    window.click("train.stop");
    QVERIFY2(window.reaches(RunState::Interrupted), window.story());
    QCOMPARE(window.history().lastCheckpoint(), window.history().lastStep());
}

void TrainStallTest::projectOnAStalledShare_isClosed()
{
    TrainWindow window(m_pairs, HostKind::Process);
    window.click("train.start");
    QVERIFY2(window.reachesStep(1), window.story());
    window.click("train.stop");
    QVERIFY2(window.reaches(RunState::Interrupted), window.story());
    const RunPlace place = window.place();
    {
        const StalledDisk stalled(QString::fromStdString(place.runs.string()));
        if (!stalled.isThere())
            QSKIP("no file system in user space here");
        window.page->closeProject();
        QVERIFY(!window.page->watcher().place());
        QTest::qWait(1500); // its timers, too
    }
    window.page->openProject(*window.project);
    QVERIFY2(window.reaches(RunState::Interrupted), window.story());
}

void TrainStallTest::newRunOnAStalledShare_isRefusedNotWaitedFor()
{
    TrainWindow window(m_pairs, HostKind::Process);
    const QString runs = QString::fromStdString((window.project->folder() / "runs").string());
    QVERIFY(QDir().mkpath(runs));
    const StalledDisk stalled(runs);
    if (!stalled.isThere())
        QSKIP("no file system in user space here");
    window.page->start();
    QVERIFY2(window.bar().contains("runs"), window.story());
    QCOMPARE(window.state(), RunState::Ready);
    QString what;
    QVERIFY(window.page->canClose(&what));
    window.page->closeProject();
}

int main(int argc, char **argv)
{
    hasOwnMounts = takeOwnMounts();
    QApplication application(argc, argv);
    TrainStallTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "train_stall_test.moc"
