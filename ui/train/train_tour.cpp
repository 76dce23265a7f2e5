// The states of the page that --tour photographs: a run of a few steps on the starter's model, trained once, and copies of it
// that end in the middle, with the last words of each kind of end.
#include "core/base/fs.h"
#include "core/base/resources.h"
#include "core/config/train_config.h"
#include "ui/train/add_prompt_dialog.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_stage.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_comparison.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_watcher.h"
#include "ui/train/sleep_watch.h"
#include "ui/train/suggest_validation.h"
#include "ui/train/train_page.h"
#include "ui/widgets/error_bar.h"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include <functional>
#include <sstream>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kSteps = 40, kCutAt = 27;
constexpr int kLongestWait = 240000; // milliseconds
constexpr int kMeasured = 8000;      // for the adherence of its few pictures
constexpr const char *kWhole = "edges, first try";

bool waitFor(const std::function<bool()> &isDone, int longest = kLongestWait)
{
    QElapsedTimer clock;
    clock.start();
    while (!isDone() && clock.elapsed() < longest)
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    return isDone();
}

// A copy's lock, as a living run would hold it.
std::optional<RunLock> &heldLock()
{
    static std::optional<RunLock> lock;
    return lock;
}

} // namespace

QStringList TrainPage::tourStates() const
{
    return {QStringLiteral("empty"),        QStringLiteral("checking"),        QStringLiteral("running"),     QStringLiteral("saving"),      QStringLiteral("pausing"),
            QStringLiteral("stopping"),     QStringLiteral("paused"),          QStringLiteral("interrupted"), QStringLiteral("failed"),      QStringLiteral("slept"),
            QStringLiteral("finished"),     QStringLiteral("wall-grid"),       QStringLiteral("wall"),            QStringLiteral("wall-several"), QStringLiteral("wall-slider"), QStringLiteral("wall-onion"),
            QStringLiteral("wall-blink"),   QStringLiteral("wall-difference"), QStringLiteral("prompt"),      QStringLiteral("curves"),      QStringLiteral("table"),       QStringLiteral("compare"),
            QStringLiteral("queue"),        QStringLiteral("forecast-red"),    QStringLiteral("problem"),   QStringLiteral("expert"),      QStringLiteral("forecast")};
}

bool TrainPage::makeTourRun(const std::string &name)
{
    const RunPlace place{m_runs, name};
    std::error_code error;
    if (fs::exists(place.options(), error))
        return true;
    const auto model = resourcePath("starter/model");
    if (!model)
        return false;
    TrainOptions options = suggestedOptions();
    options.pretrained_model_name_or_path = model->string();
    options.resolution = 128;
    options.train_batch_size = 1;
    options.max_train_steps = kSteps;
    options.checkpointing_steps = 20;
    options.validation_steps = 10;
    options.validation_inference_steps = 6;
    options.learning_rate = 1e-4;
    m_form->setOptions(options);
    options.output_dir = place.folder().string();
    options.single_file = place.result().string();
    launch(place, options);
    return waitFor([this] { return !isAliveState(m_watcher->state()); });
}

// The whole run up to the cut, and then what such an end says.
void TrainPage::showTourRun(const std::string &name, const char *lastWords)
{
    const RunPlace whole{m_runs, kWhole}, place{m_runs, name};
    std::error_code error;
    if (!fs::exists(place.options(), error)) {
        const auto told = readText(whole.events());
        std::istringstream lines(told ? *told : std::string());
        std::string kept;
        for (std::string line; std::getline(lines, line);) {
            kept += line + "\n";
            if (!lastWords && line.find("\"cache_progress\",\"done\":20") != std::string::npos)
                break; // while the pictures are being prepared
            if (line.find("\"event\":\"step\",\"step\":" + std::to_string(kCutAt) + ",") != std::string::npos)
                break;
        }
        fs::create_directories(place.folder(), error);
        fs::copy(whole.folder() / "samples", place.folder() / "samples", fs::copy_options::recursive, error);
        fs::copy_file(whole.options(), place.options(), error);
        (void)writeFileAtomically(place.events(), kept + (lastWords ? lastWords : ""));
    }
    openRun(place);
    showRuns();
    m_watcher->refresh();
}

// One picture beside its condition and target, or three of a prompt in each way of comparing them.
void TrainPage::showTourWall(const QString &state)
{
    const ReviewModel &model = m_wall->model();
    if (state == QLatin1String("wall-grid")) { // much room, the best step marked and remarked on
        m_views->setSizes({160, m_views->height()});
        m_wall->table()->setCurrentIndex(model.index(1, model.columnOf(30)));
        if (m_wall->notes().pinned != 30)
            m_wall->pin();
        m_wall->setRemark(tr("the first that keeps to its lines"));
        return;
    }
    QItemSelectionModel &selection = *m_wall->table()->selectionModel();
    selection.setCurrentIndex(model.index(1, model.columnCount() - 1), QItemSelectionModel::ClearAndSelect);
    if (state != QLatin1String("wall"))
        for (const int64_t step : {int64_t(0), int64_t(20)})
            selection.select(model.index(1, model.columnOf(step)), QItemSelectionModel::Select);
    m_wall->showLarge(true);
    const std::pair<const char *, StageMode> ways[] = {{"wall", StageMode::Beside},    {"wall-several", StageMode::Beside}, {"wall-slider", StageMode::Slider},
                                                       {"wall-onion", StageMode::Onion}, {"wall-blink", StageMode::Blink},    {"wall-difference", StageMode::Difference}};
    for (const auto &[name, way] : ways)
        if (state == QLatin1String(name))
            m_wall->findChild<QToolButton *>(QStringLiteral("train.way.%1").arg(int(way)))->click();
    (void)waitFor([this] { return !m_wall->stage()->isLoading(); });
}

void TrainPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    heldLock().reset();
    m_comparison->clear();
    for (const std::string &name : std::vector<std::string>(m_queue.names()))
        report(m_queue.remove(name));
    m_errors->clear();
    m_form->setExpert(is("expert"));
    m_stack->setCurrentIndex(is("empty") || m_runs.empty() ? 0 : 1);
    if (is("empty") || m_runs.empty())
        return;
    if (!makeTourRun(kWhole))
        return;
    const auto wholeRun = [this] {
        openRun({m_runs, kWhole});
        showRuns();
        (void)waitFor([this] { return m_adherence->points().size() >= m_watcher->history().rounds.size(); }, kMeasured);
    };
    const auto living = [this] {
        showTourRun("edges, warmer", "");
        if (auto lock = RunLock::acquire(RunPlace{m_runs, "edges, warmer"}.folder()))
            heldLock().emplace(std::move(*lock));
        m_watcher->refresh();
    };
    const std::pair<const char *, RunCommand> asked[] = {{"saving", RunCommand::Save}, {"pausing", RunCommand::Pause}, {"stopping", RunCommand::Stop}};
    if (is("running") || is("slept"))
        living();
    for (const auto &[name, command] : asked)
        if (is(name)) {
            living();
            m_watcher->assume(command);
        }
    if (is("slept"))
        Q_EMIT m_sleep->woke(3.5 * 3600);
    if (is("checking")) {
        const RunPlace place{m_runs, "edges, more pairs"};
        showTourRun(place.name, nullptr);
        if (auto lock = RunLock::acquire(place.folder()))
            heldLock().emplace(std::move(*lock));
        m_watcher->refresh();
    }
    if (is("paused"))
        showTourRun("edges, soft", "{\"event\":\"run_paused\",\"step\":27}\n{\"event\":\"run_finished\",\"outcome\":\"interrupted\",\"step\":27}\n");
    else if (is("interrupted"))
        showTourRun("edges, bold", "");
    else if (is("failed"))
        showTourRun("edges, large", "{\"event\":\"run_failed\",\"code\":\"out_of_memory\",\"message\":\"Memory ran out at step 27 on cuda:0.\","
                              "\"remedy\":\"Use a smaller --resolution.\",\"kept\":\"everything up to step 20\"}\n");
    else if (is("finished") || is("curves") || is("table") || is("prompt") || is("compare") || state.startsWith(QLatin1String("wall")))
        wholeRun();
    m_detail->setCurrentIndex(int(is("curves") ? LossPlot::Detail::GradientNorm : LossPlot::Detail::None));
    m_views->setSizes(is("curves") ? QList<int>{m_views->height(), 0} : QList<int>{260, 400});
    if (state.startsWith(QLatin1String("wall")))
        showTourWall(state);
    if (is("table"))
        showTable();
    if (is("prompt")) {
        askForPrompt();
        auto *dialog = findChild<AddPromptDialog *>();
        dialog->findChild<QPushButton *>(QStringLiteral("train.added.fromPairs"))->click();
        (void)waitFor([dialog] { return dialog->findChild<QPushButton *>(QStringLiteral("train.added.add"))->isEnabled(); });
    }
    if (is("compare")) {
        m_comparison->add({m_runs, "edges, soft"});
        m_comparison->add({m_runs, "edges, bold"});
    }
    if (is("queue")) {
        living();
        const RunPlace next{m_runs, "edges, slow"};
        queueRun(next, m_form->options());
    }
    if (is("forecast") || is("forecast-red") || is("expert") || is("problem")) {
        beginNew();
        TrainOptions options = suggestedOptions();
        if (const auto model = resourcePath("starter/model"); model && !is("forecast-red"))
            options.pretrained_model_name_or_path = model->string();
        options.holdout_share = is("forecast-red") ? 0 : 0.05;
        options.resolution = 128;
        options.max_train_steps = is("forecast-red") ? 2'000'000'000 : 500;
        if (is("forecast-red"))
            options.pretrained_model_name_or_path = "/media/models/stable-diffusion-v1-5";
        m_form->setOptions(options);
        if (is("problem"))
            static_cast<QLineEdit *>(m_form->editor("learning_rate"))->setText(QStringLiteral("fast"));
        (void)waitFor([this] { return !m_forecast->isWaiting(); });
        auto *settings = findChild<QScrollArea *>(QStringLiteral("train.settings"));
        const QWidget *fold = findChild<QToolButton *>(QStringLiteral("train.expert"));
        settings->verticalScrollBar()->setValue(is("expert") ? fold->mapTo(settings->widget(), QPoint()).y() : 0);
    }
}

} // namespace armature::ui
