// Event-loop gaps of the training room while a run trains, samples and saves, with either host: make bench-train-room. Trains
// on the starter's base model and painted pairs.
#include "core/base/resources.h"
#include "core/config/train_config.h"
#include "core/scenes/scene_dataset.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/train/option_form.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/widgets/ask.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace armature;
using namespace armature::ui;

namespace {

constexpr int kSteps = 60, kLongestWait = 600000;

class FirstAnswer final : public Asker
{
public:
    int ask(QWidget *, const Question &) override { return 0; }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override { return {}; }
};

// How long each turn of the event loop comes after the one before, a millisecond asked for.
class Gaps
{
public:
    Gaps()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { m_gaps.push_back(double(m_clock.nsecsElapsed()) / 1e6), m_clock.restart(); });
        m_clock.start();
        m_timer.start();
    }
    void report(const char *what)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        if (!m_gaps.empty())
            std::printf("%-28s gaps p99 %.1f ms, worst %.1f ms, of %zu\n", what, m_gaps[m_gaps.size() * 99 / 100], m_gaps.back(), m_gaps.size());
        m_gaps.clear();
        m_clock.restart();
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    std::vector<double> m_gaps;
};

bool waitFor(const std::function<bool()> &isDone)
{
    QElapsedTimer clock;
    clock.start();
    while (!isDone() && clock.elapsed() < kLongestWait)
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return isDone();
}

int measure(HostKind kind, const char *name)
{
    const QTemporaryDir folder;
    const std::filesystem::path pairs = pathFromQt(folder.filePath(QStringLiteral("pairs")));
    SceneDataset scenes;
    scenes.pairs = 60;
    if (!writeSceneDataset(scenes, pairs, {}))
        return 1;
    auto project = Project::open(pairs);
    const auto model = resourcePath("starter/model");
    if (!project || !model)
        return 1;
    Theme theme(*qApp, ThemeChoice::Dark);
    JobList jobs;
    FirstAnswer asker;
    EngineLink engine;
    TrainPage page(PageServices{theme, jobs, asker, engine});
    page.hosts().setKind(kind);
    page.resize(1280, 800);
    page.openProject(**project);
    page.show();
    TrainOptions options = page.form().options();
    options.pretrained_model_name_or_path = model->string();
    options.resolution = 128;
    options.train_batch_size = 2;
    options.max_train_steps = kSteps;
    options.checkpointing_steps = 20;
    options.validation_steps = 20;
    options.validation_inference_steps = 8;
    page.form().setOptions(options);
    Gaps gaps;
    page.start();
    waitFor([&] { return page.watcher().state() == RunState::Running || !isAliveState(page.watcher().state()); });
    gaps.report((std::string(name) + ", preparing").c_str());
    waitFor([&] { return !isAliveState(page.watcher().state()); });
    gaps.report((std::string(name) + ", training").c_str());
    return page.watcher().state() == RunState::Finished ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    return measure(HostKind::Process, "process") + measure(HostKind::Thread, "thread");
}
