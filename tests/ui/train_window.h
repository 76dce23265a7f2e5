#pragma once
// A window with the training room in it, over pairs of its own on the tiny model: what the tests of whole runs share.
#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "core/events/run_history.h"
#include "tests/support/cli.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QApplication>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

namespace testing {

constexpr int kRunWait = 120000;

// Takes the first answer, and counts the questions.
class FirstAnswer final : public armature::ui::Asker
{
public:
    int ask(QWidget *, const armature::ui::Question &question) override
    {
        questions += question.text;
        return 0;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override { return {}; }
    QStringList questions;
};

// Pairs with settings that train `steps` steps in a moment, saving every fourth and drawing every eighth, unless `others` say
// otherwise.
inline void makeTinyProject(const QString &pairs, int64_t steps, const QJsonObject &others = {})
{
    writeCircles(pairs, 8);
    QJsonObject settings{{"pretrained_model_name_or_path", golden("pipeline/sd1/model")},
                         {"resolution", 64},
                         {"train_batch_size", 2},
                         {"max_train_steps", qint64(steps)},
                         {"checkpointing_steps", 4},
                         {"checkpoints_total_limit", 3},
                         {"validation_steps", 8},
                         {"holdout_share", 0.25},
                         {"mixed_precision", "no"},
                         {"threads", 1},
                         {"num_validation_images", 1},
                         {"validation_inference_steps", 2},
                         {"validation_prompt", QJsonArray{"a red star", "a circle"}},
                         {"validation_image", QJsonArray{pairs + "/condition/0003.png"}},
                         {"device", "cpu"}};
    for (auto one = others.begin(); one != others.end(); ++one)
        settings[one.key()] = one.value();
    writeFile(pairs + "/train.json", QJsonDocument(settings).toJson());
}

// The result of the same settings on the command line, undisturbed.
inline QByteArray undisturbedResult(const QString &pairs, const QString &output)
{
    const CliResult run = runCli({"train", "--config", pairs + "/train.json", "--train_data_dir", pairs, "--output_dir", output, "--progress", "none"});
    if (run.exitCode != 0)
        qWarning("%s", qPrintable(run.err));
    return readFile(output + "/diffusion_pytorch_model.safetensors");
}

// A row for each way of carrying a run: what holds for one holds for the other.
inline void bothHosts()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("process") << int(armature::ui::HostKind::Process);
    QTest::newRow("thread") << int(armature::ui::HostKind::Thread);
}

// A program that stands between the window and the trainer; %1 in its text is the trainer.
inline std::filesystem::path trainerBehind(const QString &file, const QString &script)
{
    const bool isWritten = writeFile(file, (QStringLiteral("#!/bin/bash\n") + script.arg(cliPath())).toUtf8());
    if (!isWritten || !QFile(file).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        qFatal("%s cannot be written", qPrintable(file));
    return file.toStdString();
}

struct TrainWindow
{
    TrainWindow(const QString &pairs, armature::ui::HostKind kind, const armature::EngineDoor *door = nullptr,
                const std::filesystem::path &program = std::filesystem::path(ARMATURE_BIN_DIR) / "armature-cli")
    {
        using namespace armature::ui;
        if (door)
            engine = std::make_unique<EngineLink>(*door);
        else
            engine = std::make_unique<EngineLink>();
        auto opened = Project::open(pairs.toStdString());
        if (!opened)
            qFatal("%s", opened.error().message.c_str());
        project = std::move(*opened);
        page = std::make_unique<TrainPage>(PageServices{theme, jobs, asker, *engine}, nullptr, std::make_unique<RunHosts>(*engine, program));
        page->hosts().setKind(kind);
        page->resize(1100, 700);
        page->openProject(*project);
        page->show();
        (void)QTest::qWaitFor([this] { return page->watcher().isCaughtUp(); }, kRunWait);
    }
    ~TrainWindow() { stop(); }
    void stop()
    {
        if (page && page->watcher().isAlive()) {
            page->stop();
            (void)QTest::qWaitFor([this] { return !page->watcher().isAlive(); }, kRunWait);
        }
    }

    armature::RunState state() const { return page->watcher().state(); }
    const armature::RunHistory &history() const { return page->watcher().history(); }
    QPushButton *button(const char *name) const { return page->findChild<QPushButton *>(QLatin1String(name)); }
    void click(const char *name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    void edit(const char *key, const QString &text) const { qobject_cast<QLineEdit *>(page->form().editor(key))->setText(text); }
    QString bar() const { return page->errors().isVisible() ? page->errors().text() : QString(); }
    // Of the error bar; null where it has none now.
    QPushButton *mendButton() const
    {
        for (QPushButton *one : page->errors().findChildren<QPushButton *>())
            if (one->isVisible())
                return one;
        return nullptr;
    }
    bool reaches(armature::RunState wanted) const
    {
        return QTest::qWaitFor([&] { return state() == wanted; }, kRunWait);
    }
    bool reachesStep(int64_t step) const
    {
        return QTest::qWaitFor([&] { return history().lastStep() >= step || !armature::isAliveState(state()); }, kRunWait) && history().lastStep() >= step;
    }
    bool ends() const
    {
        return QTest::qWaitFor([&] { return !armature::isAliveState(state()); }, kRunWait);
    }
    // Presses the bar's one button once it says so, and waits until the run lives again or has finished already.
    bool goesOn(const QString &text) const
    {
        if (!QTest::qWaitFor([&] { return mendButton() && mendButton()->text() == text; }, kRunWait))
            return false;
        QTest::mouseClick(mendButton(), Qt::LeftButton);
        return QTest::qWaitFor([&] { return armature::isAliveState(state()) || state() == armature::RunState::Finished; }, kRunWait);
    }
    armature::ui::RunPlace place() const { return *page->watcher().place(); }
    QByteArray result() const { return readFile(QString::fromStdString((place().folder() / "diffusion_pytorch_model.safetensors").string())); }
    // For a failure's message.
    QByteArray story() const
    {
        return QStringLiteral("state %1, step %2, checkpoint %3, phase %4, bar: %5, button: %6").arg(int(state())).arg(history().lastStep()).arg(history().lastCheckpoint())
            .arg(QString::fromStdString(history().phase), page->errors().text(), mendButton() ? mendButton()->text() : QString()).toUtf8();
    }

    armature::ui::Theme theme{*qApp, armature::ui::ThemeChoice::Dark};
    armature::ui::JobList jobs;
    FirstAnswer asker;
    std::unique_ptr<armature::ui::EngineLink> engine;
    std::unique_ptr<armature::ui::Project> project;
    std::unique_ptr<armature::ui::TrainPage> page;
};

} // namespace testing
