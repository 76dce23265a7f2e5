// The training room with a real trainer behind it: armature-cli in a process of its own, on the tiny model.
#include "tests/ui/train_window.h"
#include "ui/train/loss_plot.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QTableView>

#include <csignal>

using namespace armature;
using namespace armature::ui;
using namespace testing;

class TrainPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void wrongText_isSaidBelowItsFieldAndStartWaits();
    void resetButton_bringsTheDefaultBack();
    void byMouseAlone_startPauseResumeStopResumeFinish_data() { bothHosts(); }
    void byMouseAlone_startPauseResumeStopResumeFinish();
    void saveAndSampleNow_areDoneWhenTheRunSaysSo_data() { bothHosts(); }
    void saveAndSampleNow_areDoneWhenTheRunSaysSo();
    void windowClosedInTheMiddle_losesNothing_data() { bothHosts(); }
    void windowClosedInTheMiddle_losesNothing();
    void runThatIsKilled_isInterruptedNotRunning();
    void missingModel_isToldInTheBarAndNothingIsLeft_data() { bothHosts(); }
    void missingModel_isToldInTheBarAndNothingIsLeft();
    void renamedRun_goesOnUnderItsName();
    void queuedRun_startsWhenTheOtherIsDone();

private:
    void click(const char *name) { m_window->click(name); }
    QPushButton *button(const char *name) { return m_window->button(name); }
    RunState state() { return m_window->state(); }
    const RunHistory &history() { return m_window->history(); }
    void openWindow()
    {
        m_window = std::make_unique<TrainWindow>(m_folder->filePath("pairs"), m_kind);
        QVERIFY(QTest::qWaitForWindowExposed(m_window->page.get()));
    }
    void fetchHost()
    {
        QFETCH(int, kind);
        m_kind = HostKind(kind);
        m_window->page->hosts().setKind(m_kind);
    }
    void setSteps(int64_t steps) { m_window->edit("max_train_steps", QString::number(steps)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TrainWindow> m_window;
    HostKind m_kind = HostKind::Process;
};

void TrainPageTest::init()
{
    m_kind = HostKind::Process;
    m_folder = std::make_unique<QTemporaryDir>();
    // A project may carry its own settings, as the starter does.
    makeTinyProject(m_folder->filePath("pairs"), 12, {{"validation_steps", 4}});
    openWindow();
}

void TrainPageTest::cleanup()
{
    m_window.reset();
    m_folder.reset();
}

void TrainPageTest::wrongText_isSaidBelowItsFieldAndStartWaits()
{
    auto *rate = qobject_cast<QLineEdit *>(m_window->page->form().editor("learning_rate"));
    QVERIFY(button("train.start")->isEnabled());
    rate->setText("fast");
    QVERIFY(!button("train.start")->isEnabled());
    QVERIFY(m_window->page->form().problems().contains("learning_rate"));
    rate->setText("1e-4");
    QVERIFY(button("train.start")->isEnabled());
    QCOMPARE(m_window->page->form().options().learning_rate, 1e-4);
}

void TrainPageTest::resetButton_bringsTheDefaultBack()
{
    m_window->page->form().setExpert(true);
    auto *epsilon = qobject_cast<QLineEdit *>(m_window->page->form().editor("adam_epsilon"));
    epsilon->setText("0.5");
    QCOMPARE(m_window->page->form().options().adam_epsilon, 0.5);
    const auto buttons = epsilon->parentWidget()->findChildren<QAbstractButton *>();
    QVERIFY(!buttons.isEmpty() && buttons.back()->isVisible());
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    QCOMPARE(m_window->page->form().options().adam_epsilon, TrainOptions().adam_epsilon);
    QVERIFY(!buttons.back()->isVisible());
}

void TrainPageTest::byMouseAlone_startPauseResumeStopResumeFinish()
{
    fetchHost();
    QAbstractItemModelTester tester(&m_window->page->wall().model());
    setSteps(100000);
    QCOMPARE(state(), RunState::Ready);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, kRunWait);
    QVERIFY(!m_window->page->form().isEnabled());
    QCOMPARE(m_window->jobs.jobs().size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page->wall().model().columnCount() >= 3, kRunWait); // condition, before training, step 4
    click("train.pause");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Paused, kRunWait);
    QCOMPARE(RunLock::holder(m_window->place().folder()), 0); // nothing is left that could hold memory
    const int64_t pausedAt = history().lastCheckpoint();
    QCOMPARE(pausedAt, history().lastStep());
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(state() == RunState::Running && history().lastStep() > pausedAt, kRunWait);
    click("train.stop");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Interrupted, kRunWait);
    const int64_t stoppedAt = history().lastCheckpoint();
    QVERIFY(stoppedAt > 0); // success is told by the run, after it has verified what it saved
    QVERIFY(m_window->jobs.jobs().isEmpty());
    QVERIFY(m_window->page->plot().pointCount() >= int(stoppedAt));
    QCOMPARE(button("train.start")->text(), TrainPage::tr("Resume"));
    setSteps(stoppedAt + 3);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kRunWait);
    QCOMPARE(history().lastStep(), stoppedAt + 3);
    QCOMPARE(history().steps.size(), size_t(stoppedAt + 3)); // no gap, nothing twice
    const std::string runs = (m_window->project->folder() / "runs").string();
    QVERIFY(QFile::exists(QString::fromStdString(runs + "/run-1/diffusion_pytorch_model.safetensors")));
    QVERIFY(QFile::exists(QString::fromStdString(runs + "/run-1.safetensors")));
    // Any picture large, beside its condition.
    m_window->page->wall().table()->setCurrentIndex(m_window->page->wall().model().index(1, 1));
    m_window->page->wall().showLarge(true);
    QVERIFY(m_window->page->wall().isLarge());
    QTest::keyClick(&m_window->page->wall(), Qt::Key_Escape);
    QVERIFY(!m_window->page->wall().isLarge());
}

void TrainPageTest::saveAndSampleNow_areDoneWhenTheRunSaysSo()
{
    fetchHost();
    TrainOptions options = m_window->page->form().options();
    options.max_train_steps = 100000;
    options.checkpointing_steps = 100000;
    options.validation_steps = 100000;
    m_window->page->form().setOptions(options);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(state() == RunState::Running && history().lastStep() > 0, kRunWait);
    click("train.saveNow");
    QCOMPARE(state(), RunState::Saving);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, kRunWait);
    const auto &saved = history().checkpoints;
    QVERIFY(!saved.empty() && saved.back().verified);
    const size_t rounds = history().rounds.size();
    click("train.sampleNow");
    QTRY_VERIFY_WITH_TIMEOUT(history().rounds.size() > rounds, kRunWait);
}

void TrainPageTest::windowClosedInTheMiddle_losesNothing()
{
    fetchHost();
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(history().lastStep() >= 2, kRunWait);
    QString what;
    QVERIFY(m_window->page->canClose(&what)); // asked, and the first answer is to close
    m_window->page.reset();
    m_window.reset();
    openWindow();
    if (m_kind == HostKind::Thread) {
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Interrupted, kRunWait);
        QVERIFY(history().lastCheckpoint() >= 2);
        QCOMPARE(button("train.start")->text(), TrainPage::tr("Resume"));
        return;
    }
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, kRunWait);
    const int64_t before = history().lastStep();
    QTRY_VERIFY_WITH_TIMEOUT(history().lastStep() > before, kRunWait);
}

void TrainPageTest::runThatIsKilled_isInterruptedNotRunning()
{
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(history().lastCheckpoint() >= 4, kRunWait);
    const int64_t process = RunLock::holder(m_window->place().folder());
    QVERIFY(process > 0);
    ::kill(pid_t(process), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Interrupted, kRunWait);
    QVERIFY(button("train.start")->isVisible());
    setSteps(history().lastStep() + 2);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kRunWait);
}

void TrainPageTest::missingModel_isToldInTheBarAndNothingIsLeft()
{
    fetchHost();
    qobject_cast<QLineEdit *>(m_window->page->form().editor("pretrained_model_name_or_path"))->setText("/nowhere/model");
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, kRunWait);
    QVERIFY2(m_window->page->errors().text().contains("/nowhere/model"), qPrintable(m_window->page->errors().text()));
    QVERIFY(!QFile::exists(QString::fromStdString((m_window->project->folder() / "runs/run-1").string())));
    // The same run starts once its setting is right.
    qobject_cast<QLineEdit *>(m_window->page->form().editor("pretrained_model_name_or_path"))->setText(golden("pipeline/sd1/model"));
    setSteps(2);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kRunWait);
}

void TrainPageTest::renamedRun_goesOnUnderItsName()
{
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(history().lastStep() >= 2, kRunWait);
    click("train.pause");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Paused, kRunWait);
    const int64_t pausedAt = history().lastStep();
    m_window->page->renameRunTo("edges");
    QCOMPARE(m_window->place().name, std::string("edges"));
    QCOMPARE(state(), RunState::Paused);
    setSteps(pausedAt + 2);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kRunWait);
    QCOMPARE(history().steps.size(), size_t(pausedAt + 2));
    // Its last checkpoint becomes the result of a step.
    const auto &model = m_window->page->wall().model();
    m_window->page->wall().table()->setCurrentIndex(model.index(0, model.columnCount() - 1));
    QSignalSpy said(&m_window->page->wall(), &ReviewWall::said);
    m_window->page->wall().makeResult();
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, kRunWait);
    const std::filesystem::path runs = m_window->project->folder() / "runs";
    const std::string made = "edges-step-" + std::to_string(pausedAt + 2);
    QVERIFY(std::filesystem::exists(runs / (made + ".safetensors")) && std::filesystem::exists(runs / made / "diffusion_pytorch_model.safetensors"));
    const auto bytes = [&](const std::filesystem::path &file) { return readFile(QString::fromStdString(file.string())).size(); };
    QCOMPARE(bytes(runs / made / "diffusion_pytorch_model.safetensors") / 1000, bytes(runs / "edges/diffusion_pytorch_model.safetensors") / 1000);
}

void TrainPageTest::queuedRun_startsWhenTheOtherIsDone()
{
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(history().lastStep() >= 1, kRunWait);
    const RunPlace first = m_window->place();
    m_window->page->beginNew();
    setSteps(2);
    click("train.start"); // the first answer: after the other
    QCOMPARE(m_window->page->queue().names(), std::vector<std::string>{"run-2"});
    QTest::qWait(1500);
    QCOMPARE(state(), RunState::Ready);
    QVERIFY(m_window->page->hosts().ask(first, RunHost::Ask::Stop));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kRunWait);
    QCOMPARE(m_window->place().name, std::string("run-2"));
    QVERIFY(m_window->page->queue().names().empty());
}

QTEST_MAIN(TrainPageTest)
#include "train_page_test.moc"
