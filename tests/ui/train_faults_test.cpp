// What goes wrong on a run's disk and in its numbers, made to go wrong: the window says what happened and which step is safe,
// one button goes on with settings that fit, and what comes out is what an undisturbed run gives. In a process and on the
// window's thread.
#include "tests/ui/own_mounts.h"
#include "tests/ui/train_window.h"
#include "ui/train/loss_plot.h"

#include <cmath>

using namespace armature;
using namespace armature::ui;
using namespace testing;

namespace fs = std::filesystem;

namespace {

bool hasOwnMounts = false;

QString faultText(const char *english) { return QCoreApplication::translate("armature::ui::RunFaults", english); }

} // namespace

class TrainFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_pairs = m_folder->filePath("pairs");
    }
    void cleanup() { m_folder.reset(); }

    void fullDisk_keepsWhatIsSavedAndGoesOnWithRoom_data() { bothHosts(); }
    void fullDisk_keepsWhatIsSavedAndGoesOnWithRoom();
    void lossThatIsNoNumber_goesOnWithARateThatFits_data() { bothHosts(); }
    void lossThatIsNoNumber_goesOnWithARateThatFits();
    void spoiltCheckpoint_isGoneBackBehind();
    void datasetFolderGone_isNamedAndGoesOnWhenItIsBack_data() { bothHosts(); }
    void datasetFolderGone_isNamedAndGoesOnWhenItIsBack();
    void wholeFolderGone_isSurvivedByTheWindow_data() { bothHosts(); }
    void wholeFolderGone_isSurvivedByTheWindow();

private:
    static constexpr int kSteps = 24;

    // One step with this, and every weight is ten thousand times what it was: the next loss is no number. At the usual rate such
    // a decay only shrinks them.
    static void makeWild(TrainWindow &window)
    {
        TrainOptions options = window.page->form().options();
        options.learning_rate = 1;
        options.adam_weight_decay = 10000;
        window.page->form().setOptions(options);
    }

    std::unique_ptr<QTemporaryDir> m_reference, m_folder;
    QByteArray m_wanted;
    QString m_pairs;
};

void TrainFaultsTest::initTestCase()
{
    m_reference = std::make_unique<QTemporaryDir>();
    makeTinyProject(m_reference->filePath("pairs"), kSteps);
    m_wanted = undisturbedResult(m_reference->filePath("pairs"), m_reference->filePath("out"));
    QVERIFY(m_wanted.size() > 1000);
}

void TrainFaultsTest::fullDisk_keepsWhatIsSavedAndGoesOnWithRoom()
{
    QFETCH(int, kind);
    if (!hasOwnMounts)
        QSKIP("no disk of its own can be mounted here");
    QVERIFY(QDir().mkpath(m_pairs));
    const OwnDisk disk(m_pairs, 64);
    QVERIFY(disk.isThere());
    makeTinyProject(m_pairs, kSteps);
    int64_t safe = 0;
    {
        TrainWindow window(m_pairs, HostKind(kind));
        window.click("train.start");
        QTRY_VERIFY_WITH_TIMEOUT(window.history().lastCheckpoint() >= 4, kRunWait);
        disk.fill();
        QVERIFY2(window.reaches(RunState::Failed), window.story());
        QCOMPARE(window.history().failure->code, ErrorCode::DiskFull);
        safe = window.history().lastCheckpoint();
        QVERIFY(safe >= 4 && verifyFolder(window.place().folder() / ("checkpoint-" + std::to_string(safe))).has_value());
        QVERIFY2(window.bar().contains("full") && window.bar().contains(QString::number(safe)), window.story());
    }
    // A window that was not there when it happened says the same.
    TrainWindow window(m_pairs, HostKind(kind));
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::DiskFull);
    QCOMPARE(window.history().lastCheckpoint(), safe);
    QVERIFY(QFile::remove(disk.ballast()));
    QVERIFY2(window.goesOn(faultText("Go on, keep two checkpoints")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.page->form().options().checkpoints_total_limit, int64_t(2));
    QCOMPARE(window.history().steps.size(), size_t(kSteps));
    QVERIFY(window.result() == m_wanted);
}

void TrainFaultsTest::lossThatIsNoNumber_goesOnWithARateThatFits()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, kSteps);
    TrainWindow window(m_pairs, HostKind(kind));
    makeWild(window);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().failure->code, ErrorCode::Numeric);
    QVERIFY2(window.bar().contains(faultText("No checkpoint was written yet; its curves and pictures are kept.")), window.story());
    QVERIFY2(window.goesOn(faultText("Go on with the usual learning rate")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.history().steps.size(), size_t(kSteps));
    QVERIFY(std::isfinite(window.history().steps.back().loss));
}

// Its weights are numbers still, but no loss comes of them, at whatever rate: the button goes back behind it.
void TrainFaultsTest::spoiltCheckpoint_isGoneBackBehind()
{
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind::Process);
    window.click("train.start");
    QVERIFY2(window.reachesStep(9), window.story());
    window.click("train.pause");
    QVERIFY2(window.reaches(RunState::Paused), window.story());
    const int64_t sound = window.history().lastCheckpoint();
    makeWild(window);
    window.edit("checkpointing_steps", "1");
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    QCOMPARE(window.history().lastCheckpoint(), sound + 1); // the spoilt one, and none of the steps that were not applied
    QVERIFY(fs::exists(window.place().folder() / ("checkpoint-" + std::to_string(sound))));
    QVERIFY2(window.bar().contains(faultText("The checkpoint of step %1 is spoilt; it goes back to that of step %2.").arg(sound + 1).arg(sound)), window.story());
    window.edit("max_train_steps", QString::number(sound + 12));
    QVERIFY2(window.goesOn(faultText("Go on with the usual learning rate")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QVERIFY(std::isfinite(window.history().steps.back().loss));
    QCOMPARE(window.history().steps.size(), size_t(sound + 12));
}

void TrainFaultsTest::datasetFolderGone_isNamedAndGoesOnWhenItIsBack()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reachesStep(5), window.story());
    QVERIFY(QDir().rename(m_pairs + "/condition", m_pairs + "/elsewhere"));
    QVERIFY2(window.reaches(RunState::Failed), window.story());
    const int64_t safe = window.history().lastCheckpoint();
    QVERIFY2(safe >= 4 && window.bar().contains("condition") && window.bar().contains(QString::number(safe)), window.story());
    QVERIFY(QDir().rename(m_pairs + "/elsewhere", m_pairs + "/condition"));
    window.edit("max_train_steps", QString::number(safe + 8)); // the button takes what is set when it is pressed
    QVERIFY2(window.goesOn(faultText("Try again")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.history().steps.size(), size_t(safe + 8));
}

void TrainFaultsTest::wholeFolderGone_isSurvivedByTheWindow()
{
    QFETCH(int, kind);
    makeTinyProject(m_pairs, 100000);
    const QString away = m_pairs + "-elsewhere";
    TrainWindow window(m_pairs, HostKind(kind));
    window.click("train.start");
    QVERIFY2(window.reachesStep(5), window.story());
    const size_t known = window.history().steps.size();
    QVERIFY(QDir().rename(m_pairs, away));
    QVERIFY2(window.ends(), window.story());
    QTRY_VERIFY2_WITH_TIMEOUT(window.bar().contains("/runs"), window.story(), kRunWait);
    QVERIFY(window.history().steps.size() >= known && window.page->plot().isVisible()); // the curves stay
    QVERIFY(!QFile::exists(m_pairs)); // nobody has made another in its place
    window.page->start();             // nor does the window
    QVERIFY2(window.bar().contains(m_pairs) && !QFile::exists(m_pairs), window.story());
    // With the folder back all is told.
    QCOMPARE(RunLock::holder((away + "/.armature/runs/run-1").toStdString()), int64_t(0));
    QVERIFY(QDir().rename(away, m_pairs));
    QTRY_VERIFY2_WITH_TIMEOUT(window.bar().contains(faultText("Step %1 is safe, and its curves and pictures are kept.").arg(window.history().lastCheckpoint())), window.story(), kRunWait);
    QCOMPARE(window.state(), RunState::Failed);
    const int64_t safe = window.history().lastCheckpoint();
    QVERIFY(safe >= 4);
    window.edit("max_train_steps", QString::number(safe + 4));
    QVERIFY2(window.goesOn(faultText("Try again")), window.story());
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QCOMPARE(window.history().steps.size(), size_t(safe + 4));
}

int main(int argc, char **argv)
{
    hasOwnMounts = takeOwnMounts();
    QApplication application(argc, argv);
    TrainFaultsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "train_faults_test.moc"
