// How the training room keeps up: event-loop gaps while a run trains, samples and saves in either host, a plot of a million
// points, a wall of five thousand pictures. make bench-train-room; prints the tables of docs/numbers.md. An argument chooses one
// part: gaps, plot or wall; "curves PROJECT FILE" writes what "Save the curves" would of a project's newest run, for
// train_room_truth.py.
#include "core/base/resources.h"
#include "core/config/train_config.h"
#include "core/scenes/scene_dataset.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_stage.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/widgets/ask.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <random>
#include <string>

#include <ctime>

using namespace armature;
using namespace armature::ui;

namespace fs = std::filesystem;

namespace {

constexpr int kLongestWait = 600000;

class FirstAnswer final : public Asker
{
public:
    int ask(QWidget *, const Question &) override { return 0; }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override { return {}; }
};

// How long each turn of the event loop comes after the one before, a millisecond asked for; and how much of that the window's
// thread has worked, the rest being the others' that share the processors.
class Gaps
{
public:
    Gaps()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { take(); });
        begin();
        m_timer.start();
    }
    void begin()
    {
        m_gaps.clear();
        m_own.clear();
        m_clock.start();
        m_worked = worked();
    }
    std::string told()
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        std::sort(m_own.begin(), m_own.end());
        if (m_gaps.empty())
            return "none";
        char text[160];
        std::snprintf(text, sizeof text, "p99 %.1f ms, worst %.1f ms; own work p99 %.1f ms, worst %.1f ms; of %zu", m_gaps[m_gaps.size() * 99 / 100], m_gaps.back(),
                      m_own[m_own.size() * 99 / 100], m_own.back(), m_gaps.size());
        return text;
    }

private:
    static double worked() // ms of this thread on a processor
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }
    void take()
    {
        m_gaps.push_back(double(m_clock.nsecsElapsed()) / 1e6);
        m_clock.restart();
        const double now = worked();
        m_own.push_back(now - m_worked);
        m_worked = now;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_worked = 0;
    std::vector<double> m_gaps, m_own;
};

// "median 1.2 ms, worst 3.4 ms"
std::string times(std::vector<double> all)
{
    std::sort(all.begin(), all.end());
    char text[100];
    std::snprintf(text, sizeof text, "median %.1f ms, worst %.1f ms, of %zu", all[all.size() / 2], all.back(), all.size());
    return text;
}

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer clock;
    clock.start();
    work();
    return double(clock.nsecsElapsed()) / 1e6;
}

void row(const std::string &what, const std::string &result) { std::printf("| %s | %s |\n", what.c_str(), result.c_str()), std::fflush(stdout); }

double load()
{
    double one = 0;
    std::ifstream("/proc/loadavg") >> one;
    return one;
}

void tellMachine()
{
    std::string model, flags, line;
    int processors = 0;
    for (std::ifstream file("/proc/cpuinfo"); std::getline(file, line);) {
        processors += line.starts_with("processor");
        if (line.starts_with("model name") && model.empty())
            model = line.substr(line.find(':') + 2);
        if (line.starts_with("flags") && flags.empty())
            for (const char *one : {"avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_tile"})
                if ((line + " ").find(std::string(" ") + one + " ") != std::string::npos)
                    flags += std::string(flags.empty() ? "" : " ") + one;
    }
    std::printf("%d processors, %s (%s), platform %s, load %.1f\n", processors, model.c_str(), flags.c_str(), qPrintable(QGuiApplication::platformName()), load());
}

bool waitFor(const std::function<bool()> &isDone)
{
    QElapsedTimer clock;
    clock.start();
    while (!isDone() && clock.elapsed() < kLongestWait)
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return isDone();
}

void wait(int duration)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < duration)
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

// --- gaps ---------------------------------------------------------------------------------------------------------------

enum class Busy { Training, Sampling, Saving };

TrainOptions optionsFor(TrainOptions options, Busy busy)
{
    options.pretrained_model_name_or_path = resourcePath("starter/model")->string();
    options.resolution = 128;
    options.train_batch_size = 2;
    options.threads = 2;
    options.device = "cpu";
    options.holdout_share = 0.1;
    options.checkpoints_total_limit = 2;
    options.max_train_steps = busy == Busy::Training ? 60 : 24;
    options.checkpointing_steps = busy == Busy::Saving ? 2 : 1000;
    options.validation_steps = busy == Busy::Sampling ? 4 : 1000;
    options.validation_inference_steps = 10;
    return options;
}

// Someone is at the window meanwhile: the cursor goes along the curves, they are zoomed, the wall scrolls.
void useWindow(TrainPage &page, int turn)
{
    QWidget *plot = page.plot().findChild<QWidget *>();
    const QPointF at(60 + turn * 7 % std::max(1, plot->width() - 80), plot->height() / 2.0);
    QMouseEvent move(QEvent::MouseMove, at, plot->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(plot, &move);
    if (turn % 10 == 0) {
        QWheelEvent wheel(at, plot->mapToGlobal(at), {}, {0, turn % 20 == 0 ? 120 : -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(plot, &wheel);
    }
    QScrollBar *bar = page.wall().table()->verticalScrollBar();
    bar->setValue(turn * 13 % std::max(1, bar->maximum()));
}

int measureHost(const fs::path &pairs, HostKind kind, const std::string &name, Busy busy)
{
    auto project = Project::open(pairs);
    if (!project)
        return std::fprintf(stderr, "%s\n", project.error().message.c_str()), 1;
    Theme theme(*qApp, ThemeChoice::Dark);
    JobList jobs;
    FirstAnswer asker;
    EngineLink engine;
    TrainPage page(PageServices{theme, jobs, asker, engine});
    page.hosts().setKind(kind);
    page.resize(1280, 800);
    page.openProject(**project);
    if (page.watcher().place())
        page.beginNew();
    page.show();
    page.form().setOptions(optionsFor(page.form().options(), busy));
    wait(600); // the forecast
    QTimer person;
    int turn = 0;
    QObject::connect(&person, &QTimer::timeout, [&] { useWindow(page, ++turn); });
    person.start(50);
    Gaps gaps;
    page.start();
    waitFor([&] { return page.watcher().state() == RunState::Running || !isAliveState(page.watcher().state()); });
    if (busy == Busy::Training)
        row(name + ": made ready", gaps.told());
    gaps.begin();
    const double before = load();
    waitFor([&] { return !isAliveState(page.watcher().state()); });
    const char *words[] = {": trains", ": trains and samples every 4 steps", ": trains and saves every 2 steps"};
    char loads[60];
    std::snprintf(loads, sizeof loads, "; load %.1f to %.1f", before, load());
    row(name + words[int(busy)], gaps.told() + loads);
    const bool isFinished = page.watcher().state() == RunState::Finished;
    if (!isFinished)
        std::fprintf(stderr, "%s did not finish\n", name.c_str());
    page.closeProject();
    wait(1000); // what ends in the background
    return isFinished ? 0 : 1;
}

int measureGaps()
{
    const QTemporaryDir folder;
    const fs::path pairs = pathFromQt(folder.filePath(QStringLiteral("pairs")));
    SceneDataset scenes;
    scenes.pairs = 60;
    if (!writeSceneDataset(scenes, pairs, {}) || !resourcePath("starter/model"))
        return std::fprintf(stderr, "there is no starter model or no room for pairs\n"), 1;
    int failed = 0;
    for (const auto &[kind, name] : {std::pair(HostKind::Process, "process"), std::pair(HostKind::Thread, "thread")})
        for (const Busy busy : {Busy::Training, Busy::Sampling, Busy::Saving})
            failed += measureHost(pairs, kind, name, busy);
    return failed;
}

// --- a million points -----------------------------------------------------------------------------------------------------

RunHistory millionSteps()
{
    RunHistory history;
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 0.05);
    history.steps.reserve(1'001'000);
    for (int64_t step = 1; step <= 1'000'000; ++step)
        history.steps.push_back({step, 0.12 + 0.1 / (1 + double(step) / 5e4) + std::abs(noise(random)), 0.2, 1e-5, 1 + noise(random), 0.5, 1.7e9 + double(step) / 2, int64_t(8e9)});
    for (int64_t step = 0; step <= 1'000'000; step += 1000)
        history.gains.push_back({step, 0.1, 0.1 + 0.05 * double(step) / 1e6, 0.12});
    return history;
}

int measurePlot()
{
    RunHistory history = millionSteps();
    Theme theme(*qApp, ThemeChoice::Dark);
    LossPlot plot;
    plot.resize(900, 400);
    static_cast<QWidget &>(plot).show();
    QWidget *drawing = plot.findChild<QWidget *>();
    const auto draw = [&] { QMetaObject::invokeMethod(drawing, "replot"); };
    row("first taken in and drawn", times({milliseconds([&] {
            plot.show(history);
            draw();
        })}));
    const auto repeat = [&](const std::string &what, int count, const std::function<void(int)> &work) {
        std::vector<double> all;
        for (int i = 0; i < count; ++i)
            all.push_back(milliseconds([&] {
                work(i);
                draw();
            }));
        row(what, times(std::move(all)));
    };
    repeat("drawn anew, all of it", 100, [&](int) { plot.fitAll(); });
    repeat("ten more steps come in, smoothed and drawn", 100, [&](int) {
        for (int i = 0; i < 10; ++i) {
            StepPoint next = history.steps.back();
            ++next.step;
            next.time += 0.5;
            history.steps.push_back(next);
        }
        plot.show(history);
    });
    const QPointF middle(450, 300);
    repeat("zoomed with the wheel, 20 notches in and out", 80, [&](int i) {
        QWheelEvent wheel(middle, drawing->mapToGlobal(middle), {}, {0, i / 20 % 2 == 0 ? 120 : -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(drawing, &wheel);
    });
    const auto mouse = [&](QEvent::Type type, const QPointF &at) {
        QMouseEvent event(type, at, drawing->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(drawing, &event);
    };
    mouse(QEvent::MouseButtonPress, middle);
    repeat("dragged", 80, [&](int i) { mouse(QEvent::MouseMove, middle + QPointF(2 * i, 0)); });
    mouse(QEvent::MouseButtonRelease, middle + QPointF(160, 0));
    plot.fitAll();
    plot.setDetail(LossPlot::Detail::GradientNorm);
    repeat("drawn anew with the gradient beside it", 50, [&](int) { plot.fitAll(); });
    plot.setOther(QStringLiteral("another"), history);
    repeat("drawn anew with another run of a million over it", 50, [&](int) { plot.fitAll(); });
    repeat("steps to hours and back, all placed anew", 6, [&](int i) { plot.setAcross(i % 2 ? LossPlot::Across::Steps : LossPlot::Across::Hours); });
    return 0;
}

// --- a wall of pictures -----------------------------------------------------------------------------------------------------

// 512 px with grain, so that each is some 400 kB to read and unpack; a few different ones, each under many names.
void makePictures(const fs::path &samples, int rounds, int each)
{
    constexpr int kDifferent = 12, kSide = 512;
    std::mt19937 random(1);
    fs::create_directories(samples);
    for (int i = 0; i < kDifferent; ++i) {
        QImage image(kSide, kSide, QImage::Format_RGB888);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide * 3; ++x)
                image.scanLine(y)[x] = uchar(std::clamp(100 + 8 * i + (x / 6 + y / 3) % 60 + int(random() % 24), 0, 255));
        image.save(QString::fromStdString((samples / (std::to_string(i) + ".png")).string()));
    }
    std::error_code error;
    for (int round = 0; round < rounds; ++round) {
        char name[40];
        std::snprintf(name, sizeof name, "step-%06d", round * 10);
        fs::create_directories(samples / name);
        for (int image = 0; image < each; ++image)
            fs::create_hard_link(samples / (std::to_string((round + image) % kDifferent) + ".png"), samples / name / ("prompt-0-image-" + std::to_string(image) + ".png"), error);
    }
}

int measureWall()
{
    constexpr int kRounds = 1250, kEach = 4;
    const QTemporaryDir folder;
    const RunPlace place{pathFromQt(folder.path()), "run-1"};
    makePictures(place.folder() / "samples", kRounds, kEach);
    TrainOptions options;
    options.validation_prompt = {"a wide river in the evening"};
    options.validation_image = {(place.folder() / "samples/0.png").string()};
    options.num_validation_images = kEach;
    RunHistory history;
    for (int i = 0; i < kRounds; ++i)
        history.rounds.push_back({i * 10, {}, {}, 1});
    Theme theme(*qApp, ThemeChoice::Dark);
    ReviewWall wall;
    wall.resize(1280, 800);
    wall.QWidget::show();
    wait(200);
    Gaps gaps;
    row("opened", times({milliseconds([&] {
            wall.open(place, options);
            wall.show(history);
            QApplication::processEvents();
        })}));
    wait(1500);
    row("opened, gaps until its first pictures are there", gaps.told());
    gaps.begin();
    QScrollBar *bar = wall.table()->horizontalScrollBar();
    for (int i = 0; i <= 600; ++i) { // from end to end in ten seconds
        bar->setValue(bar->maximum() * i / 600);
        wait(16);
    }
    row("scrolled from end to end in ten seconds, pictures loading", gaps.told());
    gaps.begin();
    for (int i = 0; i < 60; ++i) {
        bar->setValue(bar->maximum() * (i * 37 % 60) / 60);
        wait(50);
    }
    row("jumped to and fro, 20 times a second", gaps.told());
    gaps.begin();
    std::vector<double> taken, painted;
    for (int i = 0; i < 100; ++i) { // a round comes in
        history.rounds.push_back({(kRounds + i) * 10, {}, {}, 1});
        taken.push_back(milliseconds([&] { wall.show(history); }));
        painted.push_back(milliseconds([&] { wall.table()->viewport()->repaint(); }));
        wait(20);
    }
    row("a round taken in", times(taken));
    row("the steps painted", times(painted));
    row("a hundred rounds come in while it is looked at", gaps.told());
    wall.table()->setCurrentIndex(wall.model().index(0, wall.model().columnOf(0)));
    wall.showLarge(true);
    gaps.begin();
    for (int i = 0; i < 200; ++i) {
        wall.moveBy(0, 1);
        wait(25);
    }
    row("large, 40 steps a second", gaps.told());
    return 0;
}

int writeCurves(const fs::path &pairs, const QString &file)
{
    auto project = Project::open(pairs);
    if (!project)
        return std::fprintf(stderr, "%s\n", project.error().message.c_str()), 1;
    Theme theme(*qApp, ThemeChoice::Dark);
    JobList jobs;
    FirstAnswer asker;
    EngineLink engine;
    TrainPage page(PageServices{theme, jobs, asker, engine});
    page.openProject(**project);
    QElapsedTimer clock;
    clock.start();
    const auto isMeasured = [&] { return page.adherence().points().size() == page.watcher().history().rounds.size() && !page.watcher().history().rounds.empty(); };
    while (!isMeasured() && clock.elapsed() < 30000)
        wait(100);
    return isMeasured() && LossPlot::saveTable(page.watcher().history(), file, page.adherence().points()) ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const std::string part = argc > 1 ? argv[1] : "";
    if (part == "curves" && argc == 4)
        return writeCurves(argv[2], QString::fromLocal8Bit(argv[3]));
    tellMachine();
    int failed = 0;
    if (part.empty() || part == "plot")
        failed += measurePlot();
    if (part.empty() || part == "wall")
        failed += measureWall();
    if (part.empty() || part == "gaps")
        failed += measureGaps();
    std::printf("load at the end %.1f\n", load());
    return failed ? 1 : 0;
}
