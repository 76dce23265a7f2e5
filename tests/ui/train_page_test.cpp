// The training room with a real trainer behind it: armature-cli in a process of its own, on the tiny model.
#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "tests/support/cli.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace armature;
using namespace armature::ui;

namespace {

class SilentAsker final : public Asker
{
public:
    int ask(QWidget *, const Question &) override { return 0; }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override { return {}; }
};

constexpr int kWait = 120000;

} // namespace

class TrainPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void wrongText_isSaidBelowItsFieldAndStartWaits();
    void resetButton_bringsTheDefaultBack();
    void byMouseAlone_startPauseResumeStopResumeFinish_data() { hosts(); }
    void byMouseAlone_startPauseResumeStopResumeFinish();
    void saveAndSampleNow_areDoneWhenTheRunSaysSo_data() { hosts(); }
    void saveAndSampleNow_areDoneWhenTheRunSaysSo();
    void windowClosedInTheMiddle_losesNothing_data() { hosts(); }
    void windowClosedInTheMiddle_losesNothing();
    void runThatIsKilled_isInterruptedNotRunning();
    void missingModel_isToldInTheBarAndNothingIsLeft_data() { hosts(); }
    void missingModel_isToldInTheBarAndNothingIsLeft();
    void renamedRun_goesOnUnderItsName();
    void queuedRun_startsWhenTheOtherIsDone();

private:
    QPushButton *button(const char *name) { return m_page->findChild<QPushButton *>(QLatin1String(name)); }
    void click(const char *name) { QTest::mouseClick(button(name), Qt::LeftButton); }
    RunState state() { return m_page->watcher().state(); }
    void openPage();
    // What holds for one way of carrying a run holds for the other.
    void hosts()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("process") << int(HostKind::Process);
        QTest::newRow("thread") << int(HostKind::Thread);
    }
    void fetchHost()
    {
        QFETCH(int, kind);
        m_kind = HostKind(kind);
        m_page->hosts().setKind(m_kind);
    }
    void setSteps(int steps);

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    JobList m_jobs;
    SilentAsker m_asker;
    EngineLink m_engine;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<TrainPage> m_page;
    HostKind m_kind = HostKind::Process;
};

void TrainPageTest::initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }

void TrainPageTest::init()
{
    m_kind = HostKind::Process;
    m_folder = std::make_unique<QTemporaryDir>();
    const QString pairs = m_folder->filePath("pairs");
    testing::writeCircles(pairs, 8);
    // A project may carry its own settings, as the starter does.
    const QString condition = pairs + "/condition/0003.png";
    const QByteArray settings = R"({"pretrained_model_name_or_path": "%1", "resolution": 64, "train_batch_size": 2, "max_train_steps": 12,
        "checkpointing_steps": 4, "validation_steps": 4, "holdout_share": 0.25, "mixed_precision": "no", "num_validation_images": 1,
        "validation_inference_steps": 2, "validation_prompt": ["a red star", "a circle"], "validation_image": ["%2"]})";
    QVERIFY(testing::writeFile(pairs + "/train.json", QString::fromUtf8(settings).arg(testing::golden("pipeline/sd1/model"), condition).toUtf8()));
    auto project = Project::open(pairs.toStdString());
    QVERIFY(project.has_value());
    m_project = std::move(*project);
    openPage();
}

void TrainPageTest::openPage()
{
    m_page = std::make_unique<TrainPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine}, nullptr,
                                         std::make_unique<RunHosts>(m_engine, std::filesystem::path(ARMATURE_BIN_DIR) / "armature-cli"));
    m_page->hosts().setKind(m_kind);
    m_page->resize(1100, 700);
    m_page->openProject(*m_project);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TrainPageTest::cleanup()
{
    if (m_page && m_page->watcher().isAlive()) {
        m_page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->watcher().isAlive(), kWait);
    }
    m_page.reset();
    m_project.reset();
    m_folder.reset();
}

void TrainPageTest::setSteps(int steps) { qobject_cast<QLineEdit *>(m_page->form().editor("max_train_steps"))->setText(QString::number(steps)); }

void TrainPageTest::wrongText_isSaidBelowItsFieldAndStartWaits()
{
    auto *rate = qobject_cast<QLineEdit *>(m_page->form().editor("learning_rate"));
    QVERIFY(button("train.start")->isEnabled());
    rate->setText("fast");
    QVERIFY(!button("train.start")->isEnabled());
    QVERIFY(m_page->form().problems().contains("learning_rate"));
    rate->setText("1e-4");
    QVERIFY(button("train.start")->isEnabled());
    QCOMPARE(m_page->form().options().learning_rate, 1e-4);
}

void TrainPageTest::resetButton_bringsTheDefaultBack()
{
    m_page->form().setExpert(true);
    auto *epsilon = qobject_cast<QLineEdit *>(m_page->form().editor("adam_epsilon"));
    epsilon->setText("0.5");
    QCOMPARE(m_page->form().options().adam_epsilon, 0.5);
    const auto buttons = epsilon->parentWidget()->findChildren<QAbstractButton *>();
    QVERIFY(!buttons.isEmpty() && buttons.back()->isVisible());
    QTest::mouseClick(buttons.back(), Qt::LeftButton);
    QCOMPARE(m_page->form().options().adam_epsilon, TrainOptions().adam_epsilon);
    QVERIFY(!buttons.back()->isVisible());
}

void TrainPageTest::byMouseAlone_startPauseResumeStopResumeFinish()
{
    fetchHost();
    QAbstractItemModelTester tester(&m_page->wall().model());
    setSteps(100000);
    QCOMPARE(state(), RunState::Ready);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, kWait);
    QVERIFY(!m_page->form().isEnabled());
    QCOMPARE(m_jobs.jobs().size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->wall().model().columnCount() >= 3, kWait); // condition, before training, step 4
    click("train.pause");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Paused, kWait);
    QCOMPARE(RunLock::holder(m_page->watcher().place()->folder()), 0); // nothing is left that could hold memory
    const int64_t pausedAt = m_page->watcher().history().lastCheckpoint();
    QCOMPARE(pausedAt, m_page->watcher().history().lastStep());
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(state() == RunState::Running && m_page->watcher().history().lastStep() > pausedAt, kWait);
    click("train.stop");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Interrupted, kWait);
    const int64_t stoppedAt = m_page->watcher().history().lastCheckpoint();
    QVERIFY(stoppedAt > 0); // success is told by the run, after it has verified what it saved
    QVERIFY(m_jobs.jobs().isEmpty());
    QVERIFY(m_page->plot().pointCount() >= int(stoppedAt));
    QCOMPARE(button("train.start")->text(), TrainPage::tr("Resume"));
    setSteps(int(stoppedAt) + 3);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kWait);
    QCOMPARE(m_page->watcher().history().lastStep(), stoppedAt + 3);
    QCOMPARE(m_page->watcher().history().steps.size(), size_t(stoppedAt + 3)); // no gap, nothing twice
    const std::string runs = (m_project->folder() / "runs").string();
    QVERIFY(QFile::exists(QString::fromStdString(runs + "/run-1/diffusion_pytorch_model.safetensors")));
    QVERIFY(QFile::exists(QString::fromStdString(runs + "/run-1.safetensors")));
    // Any picture large, beside its condition.
    m_page->wall().table()->setCurrentIndex(m_page->wall().model().index(1, 1));
    m_page->wall().showLarge(true);
    QVERIFY(m_page->wall().isLarge());
    QTest::keyClick(&m_page->wall(), Qt::Key_Escape);
    QVERIFY(!m_page->wall().isLarge());
}

void TrainPageTest::saveAndSampleNow_areDoneWhenTheRunSaysSo()
{
    fetchHost();
    TrainOptions options = m_page->form().options();
    options.max_train_steps = 100000;
    options.checkpointing_steps = 100000;
    options.validation_steps = 100000;
    m_page->form().setOptions(options);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(state() == RunState::Running && m_page->watcher().history().lastStep() > 0, kWait);
    click("train.saveNow");
    QCOMPARE(state(), RunState::Saving);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, kWait);
    const auto &saved = m_page->watcher().history().checkpoints;
    QVERIFY(!saved.empty() && saved.back().verified);
    const size_t rounds = m_page->watcher().history().rounds.size();
    click("train.sampleNow");
    QTRY_VERIFY_WITH_TIMEOUT(m_page->watcher().history().rounds.size() > rounds, kWait);
}

void TrainPageTest::windowClosedInTheMiddle_losesNothing()
{
    fetchHost();
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(m_page->watcher().history().lastStep() >= 2, kWait);
    QString what;
    QVERIFY(m_page->canClose(&what)); // asked, and the first answer is to close
    m_page.reset();
    openPage();
    if (m_kind == HostKind::Thread) {
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Interrupted, kWait);
        QVERIFY(m_page->watcher().history().lastCheckpoint() >= 2);
        QCOMPARE(button("train.start")->text(), TrainPage::tr("Resume"));
        return;
    }
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, kWait);
    const int64_t before = m_page->watcher().history().lastStep();
    QTRY_VERIFY_WITH_TIMEOUT(m_page->watcher().history().lastStep() > before, kWait);
}

void TrainPageTest::runThatIsKilled_isInterruptedNotRunning()
{
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(m_page->watcher().history().lastCheckpoint() >= 4, kWait);
    const int64_t process = RunLock::holder(m_page->watcher().place()->folder());
    QVERIFY(process > 0);
    ::kill(pid_t(process), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Interrupted, kWait);
    QVERIFY(button("train.start")->isVisible());
    setSteps(int(m_page->watcher().history().lastStep()) + 2);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kWait);
}

void TrainPageTest::missingModel_isToldInTheBarAndNothingIsLeft()
{
    fetchHost();
    qobject_cast<QLineEdit *>(m_page->form().editor("pretrained_model_name_or_path"))->setText("/nowhere/model");
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, kWait);
    QVERIFY2(m_page->errors().text().contains("/nowhere/model"), qPrintable(m_page->errors().text()));
    QVERIFY(!QFile::exists(QString::fromStdString((m_project->folder() / "runs/run-1").string())));
    // The same run starts once its setting is right.
    qobject_cast<QLineEdit *>(m_page->form().editor("pretrained_model_name_or_path"))->setText(testing::golden("pipeline/sd1/model"));
    setSteps(2);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kWait);
}

void TrainPageTest::renamedRun_goesOnUnderItsName()
{
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(m_page->watcher().history().lastStep() >= 2, kWait);
    click("train.pause");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Paused, kWait);
    const int64_t pausedAt = m_page->watcher().history().lastStep();
    m_page->renameRunTo("edges");
    QCOMPARE(m_page->watcher().place()->name, std::string("edges"));
    QCOMPARE(state(), RunState::Paused);
    setSteps(int(pausedAt) + 2);
    click("train.start");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kWait);
    QCOMPARE(m_page->watcher().history().steps.size(), size_t(pausedAt + 2));
    // Its last checkpoint becomes the result of a step.
    const auto &model = m_page->wall().model();
    m_page->wall().table()->setCurrentIndex(model.index(0, model.columnCount() - 1));
    QSignalSpy said(&m_page->wall(), &ReviewWall::said);
    m_page->wall().makeResult();
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, kWait);
    const std::filesystem::path runs = m_project->folder() / "runs";
    const std::string made = "edges-step-" + std::to_string(pausedAt + 2);
    QVERIFY(std::filesystem::exists(runs / (made + ".safetensors")) && std::filesystem::exists(runs / made / "diffusion_pytorch_model.safetensors"));
    const auto bytes = [&](const std::filesystem::path &file) { return testing::readFile(QString::fromStdString(file.string())).size(); };
    QCOMPARE(bytes(runs / made / "diffusion_pytorch_model.safetensors") / 1000, bytes(runs / "edges/diffusion_pytorch_model.safetensors") / 1000);
}

void TrainPageTest::queuedRun_startsWhenTheOtherIsDone()
{
    setSteps(100000);
    click("train.start");
    QTRY_VERIFY_WITH_TIMEOUT(m_page->watcher().history().lastStep() >= 1, kWait);
    const RunPlace first = *m_page->watcher().place();
    m_page->beginNew();
    setSteps(2);
    click("train.start"); // the first answer: after the other
    QCOMPARE(m_page->queue().names(), std::vector<std::string>{"run-2"});
    QTest::qWait(1500);
    QCOMPARE(state(), RunState::Ready);
    QVERIFY(m_page->hosts().ask(first, RunHost::Ask::Stop));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, kWait);
    QCOMPARE(m_page->watcher().place()->name, std::string("run-2"));
    QVERIFY(m_page->queue().names().empty());
}

QTEST_MAIN(TrainPageTest)
#include "train_page_test.moc"
