#include "ui/train/train_page.h"

#include "core/config/train_config.h"
#include "core/config/train_validate.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_comparison.h"
#include "ui/train/run_faults.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_watcher.h"
#include "ui/train/run_words.h"
#include "ui/train/sleep_watch.h"
#include "ui/train/suggest_validation.h"
#include "ui/train/train_presets.h"
#include "ui/train/training_pause.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr const char *kHostSetting = "train/host";
constexpr int kTick = 1000; // milliseconds: how soon the queue goes on

} // namespace

TrainPage::TrainPage(PageServices services, QWidget *parent, std::unique_ptr<RunHosts> hosts)
    : Page(parent), m_services(services), m_host(hosts ? std::move(hosts) : std::make_unique<RunHosts>(services.engine)), m_forOthers(std::make_unique<TrainingPause>(*m_host)), m_watcher(new RunWatcher(*m_host, this))
{
    m_errors = new ErrorBar(this);
    auto *room = new QWidget(this);
    auto *roomColumn = new QVBoxLayout(room);
    roomColumn->setContentsMargins(0, 0, 0, 0);
    roomColumn->setSpacing(0);
    roomColumn->addWidget(makeHeader());
    m_splitter = new QSplitter(room);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeSettings());
    m_splitter->addWidget(makeViews());
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({300, 900});
    roomColumn->addWidget(m_splitter, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyState(QStringLiteral("graph-up"), tr("Train"), tr("Open a folder of pairs; a ControlNet is trained on them and watched here."), this));
    m_stack->addWidget(room);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_errors);
    column->addWidget(m_stack, 1);
    connect(m_watcher, &RunWatcher::changed, this, &TrainPage::refresh);
    connect(m_form, &OptionForm::changed, this, &TrainPage::formChanged);
    connect(m_form, &OptionForm::validationWanted, this, &TrainPage::askForSetting);
    connect(m_wall, &ReviewWall::promptWanted, this, &TrainPage::askForPrompt);
    connect(m_forecast, &ForecastPanel::actionWanted, this, &TrainPage::mendForecast);
    watchSleep();
    if (m_services.settings)
        m_host->setKind(HostKind(m_services.settings->value(kHostSetting).toInt() == int(HostKind::Thread)));
    m_where->setCurrentIndex(int(m_host->kind()));
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &TrainPage::startQueued);
    m_tick.start();
    refresh();
}

TrainPage::~TrainPage() = default;

TrainingDoor &TrainPage::door() { return *m_forOthers; }

void TrainPage::openProject(Project &project)
{
    m_project = &project;
    m_pictures = project.pictures();
    updateMaps();
    m_dataset->setText(displayPath(m_pictures));
    m_runs = project.folder() / "runs";
    m_next = newRun(m_runs);
    m_forOthers->open(m_runs);
    m_queue.open(m_runs);
    m_queueLook.reset();
    m_stack->setCurrentIndex(1);
    const std::vector<RunPlace> runs = findRuns(m_runs);
    const auto wanted = std::ranges::find(runs, m_wantedRun.toStdString(), &RunPlace::name);
    if (!runs.empty())
        openRun(wanted != runs.end() ? *wanted : runs.front());
    else
        m_form->setOptions(suggestedOptions());
    showRuns();
    refresh();
}

void TrainPage::closeProject()
{
    if (const auto own = m_host->own())
        m_host->ask(*own, RunHost::Ask::Stop);
    m_pictures.clear(); // nothing is looked for in it any more
    m_runs.clear();
    m_watcher->leave();
    m_comparison->clear();
    m_queue.open({});
    m_queueLook.reset();
    m_errors->clear();
    m_plot->clear();
    m_wall->clear();
    m_project = nullptr;
    m_forOthers->open({});
    m_choice->clear();
    m_stack->setCurrentIndex(0);
    refresh();
}

// The project's own train.json where it has one (the starter does); else what suits a first run.
TrainOptions TrainPage::suggestedOptions() const
{
    GivenTrainOptions given;
    std::error_code error;
    if (fs::exists(m_pictures / "train.json", error) && applyTrainConfigFile(m_pictures / "train.json", given)) {
        given.options.train_data_dir = m_pictures.string();
        return given.options;
    }
    TrainOptions options;
    options.train_data_dir = m_pictures.string();
    options.conditioning_embedding_init = "calibrated"; // follows its maps many times sooner
    options.max_train_steps = kGoals[0].steps;
    options.validation_steps = kGoals[0].validation;
    options.checkpointing_steps = kGoals[0].checkpointing;
    options.checkpoints_total_limit = 3;
    options.learning_rate = 1e-5;
    options.holdout_share = 0.05;
    options.num_validation_images = 1;
    for (const SuggestedValidation &one : suggestValidation(m_pictures, 4)) {
        options.validation_prompt.push_back(one.prompt);
        options.validation_image.push_back(one.condition.string());
    }
    return options;
}

void TrainPage::showRuns()
{
    m_choice->clear();
    m_next = newRun(m_runs);
    for (const RunPlace &place : findRuns(m_runs))
        m_choice->addItem(QString::fromStdString(place.name), QString::fromStdString(place.name));
    if (!m_watcher->place())
        m_choice->insertItem(0, tr("New run"));
    const int shown = m_watcher->place() ? m_choice->findData(QString::fromStdString(m_watcher->place()->name)) : 0;
    m_choice->setCurrentIndex(std::max(0, shown));
}

void TrainPage::chooseRun(int index)
{
    const QString name = m_choice->itemData(index).toString();
    if (!isDiskThere()) {
        m_choice->setCurrentIndex(m_watcher->place() ? m_choice->findData(QString::fromStdString(m_watcher->place()->name)) : 0);
        return;
    }
    if (!name.isEmpty())
        openRun({m_runs, name.toStdString()});
    showRuns();
}

void TrainPage::openRun(const RunPlace &place)
{
    GivenTrainOptions given;
    m_errors->clear();
    m_shownFailure.clear();
    if (const Status read = applyTrainConfigFile(place.options(), given); !read)
        m_errors->show(ErrorReport::from(read.error()));
    m_comparison->remove(QString::fromStdString(place.name));
    m_adherence->clear();
    m_plot->clear();
    m_form->setOptions(given.options);
    m_wall->open(place, given.options);
    m_watcher->watch(place);
    Q_EMIT viewChanged();
}

// False, and it is said: nothing is begun that would keep the window waiting.
bool TrainPage::isDiskThere()
{
    if (m_watcher->isAnswering() && answersSoon(m_runs))
        return true;
    m_errors->show({tr("The disk of %1 does not answer.").arg(displayPath(m_runs)), tr("A run that trains goes on as soon as it does."), {}, {}, {}}, ErrorBar::Kind::Warning);
    return false;
}

void TrainPage::start()
{
    if (!isDiskThere())
        return;
    const RunPlace place = nextPlace();
    const Result<TrainOptions> options = optionsFor(place);
    if (!options) {
        m_errors->show(ErrorReport::from(options.error()));
        return;
    }
    if (const auto living = livingRun(m_runs)) {
        const int answer = m_services.asker.ask(this, {tr("A run is training"),
                                                       tr("%1 is training; two at once take turns at the same processor.").arg(QString::fromStdString(living->name)),
                                                       {},
                                                       {tr("Start after it"), tr("Start beside it"), tr("Back")},
                                                       false});
        if (answer == 0)
            return queueRun(place, *options);
        if (answer == 2)
            return;
    }
    launch(place, *options);
}

Result<TrainOptions> TrainPage::optionsFor(const RunPlace &place) const
{
    std::error_code error;
    if (!fs::is_directory(m_pictures, error)) // else a new one would be made in its place
        return fail(ErrorCode::NotFound, m_pictures.string() + " is not there.", "Bring it back, or open it where it is now.");
    TrainOptions options = m_form->options();
    options.train_data_dir = m_pictures.string();
    options.output_dir = place.folder().string();
    options.single_file = place.result().string();
    options.resume_from_checkpoint = m_resumeFrom;
    ARMATURE_CHECK(validate(options));
    return options;
}

void TrainPage::launch(const RunPlace &place, const TrainOptions &options)
{
    // What made no folder begins again; its diary would only tell the old story.
    std::error_code error;
    const bool isThere = fs::exists(place.folder(), error);
    if (!isThere)
        fs::remove(place.events(), error);
    m_errors->clear();
    m_shownFailure.clear();
    if (const Status removed = m_queue.remove(place.name); !removed)
        m_errors->show(ErrorReport::from(removed.error()));
    if (const Status started = m_host->start(place, options, isThere); !started) {
        m_errors->show(ErrorReport::from(started.error()));
        return;
    }
    m_comparison->remove(QString::fromStdString(place.name));
    m_wall->open(place, options);
    m_watcher->launched(place, isThere ? RunCommand::Resume : RunCommand::Start);
    showRuns();
}

void TrainPage::setHost(HostKind kind)
{
    m_host->setKind(kind);
    if (m_services.settings)
        m_services.settings->setValue(kHostSetting, int(kind));
}

bool TrainPage::canClose(QString *)
{
    if (const auto own = m_host->own()) {
        const int answer = m_services.asker.ask(this, {tr("Training goes on"),
                                                       tr("%1 trains in this window: closing saves it at the next step and stops it.").arg(QString::fromStdString(own->name)),
                                                       tr("It resumes from there to the same result."),
                                                       {tr("Stop and close"), tr("Keep working")},
                                                       false});
        return answer == 0;
    }
    std::optional<RunPlace> living;
    if (m_watcher->isAlive())
        living = m_watcher->place();
    else if (!m_runs.empty() && answersSoon(m_runs)) // also one that is not shown
        living = livingRun(m_runs);
    if (!living)
        return true;
    const QString waiting = m_queue.names().empty() ? QString() : QLatin1Char(' ') + tr("Queued runs wait until then.");
    const int answer = m_services.asker.ask(this, {tr("Training goes on"),
                                                   tr("%1 goes on training without the window.").arg(QString::fromStdString(living->name)),
                                                   tr("It is found again when this folder is opened.") + waiting,
                                                   {tr("Close, let it train"), tr("Stop and close"), tr("Keep working")},
                                                   false});
    if (answer == 1)
        m_host->ask(*living, RunHost::Ask::Stop);
    return answer != 2;
}

void TrainPage::pause() { m_watcher->ask(RunCommand::Pause); }
void TrainPage::stop() { m_watcher->ask(RunCommand::Stop); }
void TrainPage::saveNow() { m_watcher->ask(RunCommand::Save); }
void TrainPage::sampleNow()
{
    if (m_watcher->ask(RunCommand::Sample))
        Q_EMIT messageShown(tr("Pictures are made after this step."));
}

void TrainPage::beginNew()
{
    m_watcher->leave();
    m_errors->clear();
    m_plot->clear();
    m_wall->clear();
    TrainOptions options = m_form->options();
    options.resume_from_checkpoint.clear();
    m_form->setOptions(options);
    showRuns();
    refresh();
}

void TrainPage::refresh()
{
    const RunHistory &history = m_watcher->history();
    const RunState state = m_watcher->state();
    const int queued = m_watcher->place() && !isAliveState(state) ? m_queue.placeOf(m_watcher->place()->name) : 0;
    m_state->setText(queued > 0 ? tr("Waiting") : stateWord(state, m_watcher->history().finished.has_value()));
    m_progressText->setText(!m_watcher->isAnswering() ? tr("Its disk does not answer; what is shown was read before. It goes on by itself.") : queued > 0 ? tr("Place %1 in the queue: it starts when the others are done, while this window is open.").arg(queued) : progressWords(history, state));
    m_learning->setText(learningWords(history, state, m_adherence->points()));
    showNumbers();
    m_learning->setVisible(!m_learning->text().isEmpty());
    const bool isPreparing = state == RunState::Checking;
    const int64_t total = isPreparing ? history.caching.total : history.started ? history.started->totalSteps : 1;
    const int64_t done = isPreparing ? history.caching.done : history.lastStep();
    m_progress->setRange(0, isPreparing && total == 0 ? 0 : int(std::clamp<int64_t>(total, 1, std::numeric_limits<int>::max())));
    m_progress->setValue(int(std::min<int64_t>(done, std::numeric_limits<int>::max())));
    m_progress->setVisible(state != RunState::Ready);
    m_plot->show(history);
    m_wall->show(history);
    measureAdherence();
    showFault();
    updateButtons();
    updateForecast();
    updateJob();
    m_sleep->setWanted(isAliveState(state));
    if (m_isFallingAsleep && state != RunState::Saving) {
        m_isFallingAsleep = false;
        m_sleep->letSleep();
    }
}

RunPlace TrainPage::nextPlace() const { return m_watcher->place() ? *m_watcher->place() : newRun(m_runs); }

void TrainPage::formChanged()
{
    updateButtons();
    updateForecast();
}

// Stands where the curves will be, as long as there are none.
void TrainPage::updateForecast()
{
    const bool isBefore = m_watcher->allows(RunCommand::Start) && !m_pictures.empty();
    m_right->setCurrentIndex(isBefore ? 0 : 1);
    if (!isBefore)
        return;
    TrainOptions options = m_form->options();
    options.train_data_dir = m_pictures.string();
    m_forecast->ask(options, m_watcher->place() ? *m_watcher->place() : m_next);
}

// Once for each; closing the bar is the person's answer to it.
void TrainPage::showFault()
{
    const RunState state = m_watcher->state();
    if (isAliveState(state) && !m_shownFailure.isEmpty()) { // what was wrong with it is over
        m_shownFailure.clear();
        m_errors->clear();
    }
    if (!m_watcher->place())
        return;
    const auto fault = faultOf(state, *m_watcher->place(), m_watcher->history(), m_watcher->sight(), m_form->options());
    if (!fault || fault->message == m_shownFailure)
        return;
    m_shownFailure = fault->message;
    ErrorReport report{fault->message, fault->kept, fault->details, fault->buttonText, {}};
    switch (fault->help) {
    case Fault::Help::Mend: report.onButton = [this] { mendFault(); }; break;
    case Fault::Help::Resume: report.onButton = [this] { start(); }; break;
    case Fault::Help::LookAgain:
        report.onButton = [this] {
            m_shownFailure.clear();
            m_watcher->refresh();
            refresh();
        };
        break;
    }
    m_errors->show(report, fault->isFailure ? ErrorBar::Kind::Error : ErrorBar::Kind::Warning);
}

// With what is set by now: the settings may have been changed since the bar was shown.
void TrainPage::mendFault()
{
    const auto mend = m_watcher->history().failure ? mendFor(*m_watcher->history().failure, m_form->options()) : std::nullopt;
    if (!mend)
        return;
    if (mend->host) {
        setHost(*mend->host);
        m_where->setCurrentIndex(int(*mend->host));
    }
    const int64_t before = stepBefore(m_watcher->history(), m_watcher->sight());
    m_form->setOptions(mend->options);
    if (before == 0)
        beginNew(); // there is nothing sound to go on from
    m_resumeFrom = before > 0 ? "checkpoint-" + std::to_string(before) : std::string();
    start();
    m_resumeFrom.clear();
}

void TrainPage::watchSleep()
{
    m_sleep = new SleepWatch(this);
    // Saved before the lid closes: a card that loses its memory in its sleep takes nothing along.
    connect(m_sleep, &SleepWatch::aboutToSleep, this, [this] {
        m_isFallingAsleep = m_watcher->ask(RunCommand::Save);
        if (!m_isFallingAsleep)
            m_sleep->letSleep();
    });
    connect(m_sleep, &SleepWatch::woke, this, [this](double seconds) {
        m_watcher->refresh();
        if (!isAliveState(m_watcher->state())) // its end is told by itself
            return;
        ErrorReport report;
        report.message = wokeWords(*m_watcher->place(), m_watcher->history(), seconds);
        report.kept = safeWords(m_watcher->history());
        m_errors->show(report, ErrorBar::Kind::Note);
    });
}

void TrainPage::updateButtons()
{
    const RunState state = m_watcher->state();
    const bool isAlive = isAliveState(state);
    const auto allows = [this](RunCommand command) { return m_watcher->allows(command); };
    m_start->setText(allows(RunCommand::Resume) ? tr("Resume") : tr("Start"));
    m_start->setVisible(allows(RunCommand::Start) || allows(RunCommand::Resume));
    m_start->setEnabled(m_form->problems().empty() && !m_pictures.empty());
    m_new->setVisible(!isAlive && m_watcher->place().has_value());
    const std::pair<QPushButton *, RunCommand> steered[] = {
        {m_pause, RunCommand::Pause}, {m_stop, RunCommand::Stop}, {m_save, RunCommand::Save}, {m_sample, RunCommand::Sample}};
    for (const auto &[button, command] : steered) {
        button->setVisible(isAlive);
        button->setEnabled(allows(command));
    }
    m_form->setEnabled(!isAlive);
    m_goal->setEnabled(!isAlive);
    m_memory->setEnabled(!isAlive);
}

void TrainPage::updateJob()
{
    const bool isAlive = isAliveState(m_watcher->state());
    if (isAlive && !m_job) {
        m_job = m_services.jobs.start(tr("Training %1").arg(QString::fromStdString(m_watcher->place()->name)), CanCancel::Yes);
        connect(m_job, &Job::cancelRequested, this, &TrainPage::stop);
    }
    if (!isAlive && m_job) {
        m_job->finish();
        m_job = nullptr;
    }
    const std::optional<double> left = m_watcher->state() == RunState::Running ? m_watcher->history().secondsLeft : std::nullopt;
    if (m_job)
        m_job->setProgress(m_progress->value(), m_progress->maximum(), left ? std::optional(qint64(*left)) : std::nullopt);
}

} // namespace armature::ui
