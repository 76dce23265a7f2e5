#include "ui/train/train_page.h"

#include "core/config/train_config.h"
#include "core/config/train_validate.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_watcher.h"
#include "ui/train/run_words.h"
#include "ui/train/suggest_validation.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

// Decided by the page: where pairs and results lie, and how it goes on.
const std::set<std::string> kHidden{"train_data_dir", "output_dir", "resume_from_checkpoint", "single_file", "progress", "num_train_epochs"};

struct Goal
{
    const char *title;
    int64_t steps, validation, checkpointing;
};
constexpr Goal kGoals[] = {{QT_TRANSLATE_NOOP("armature::ui::TrainPage", "A first look, 500 steps"), 500, 100, 250},
                           {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "Ordinary, 5,000 steps"), 5000, 250, 500},
                           {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "Thorough, 20,000 steps"), 20000, 1000, 1000}};

struct Memory
{
    const char *title;
    int64_t batch, accumulation;
    bool isCheckpointing;
};
constexpr Memory kMemories[] = {{QT_TRANSLATE_NOOP("armature::ui::TrainPage", "24 GB and more"), 4, 1, false},
                                {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "12 to 16 GB"), 2, 2, true},
                                {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "8 GB"), 1, 4, true}};

bool isAliveState(RunState state)
{
    return state == RunState::Checking || state == RunState::Running || state == RunState::Saving || state == RunState::Stopping ||
           state == RunState::Pausing || state == RunState::Paused;
}

} // namespace

TrainPage::TrainPage(PageServices services, QWidget *parent, std::unique_ptr<RunHost> host)
    : Page(parent), m_services(services), m_host(host ? std::move(host) : makeProcessHost()), m_watcher(new RunWatcher(*m_host, this))
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
    connect(m_form, &OptionForm::changed, this, &TrainPage::updateButtons);
    refresh();
}

TrainPage::~TrainPage() = default;

QWidget *TrainPage::makeHeader()
{
    auto *header = new QWidget(this);
    auto *column = new QVBoxLayout(header);
    column->setContentsMargins(space::kPage, space::kMedium, space::kPage, space::kSmall);
    column->setSpacing(space::kTiny);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    m_choice = new QComboBox(header);
    m_choice->setAccessibleName(tr("Run"));
    m_choice->setMinimumWidth(140);
    connect(m_choice, &QComboBox::activated, this, &TrainPage::chooseRun);
    row->addWidget(m_choice);
    m_state = new QLabel(header);
    m_state->setFont(sectionFont(font()));
    row->addWidget(m_state);
    row->addStretch(1);
    const auto button = [&](const char *name, const char *iconName, const QString &text, void (TrainPage::*action)()) {
        auto *made = new QPushButton(icon(QLatin1String(iconName)), text, header);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, action);
        row->addWidget(made);
        return made;
    };
    m_sample = button("train.sampleNow", "images", tr("Pictures now"), &TrainPage::sampleNow);
    m_save = button("train.saveNow", "box-arrow-in-down", tr("Save now"), &TrainPage::saveNow);
    m_stop = button("train.stop", "stop-fill", tr("Stop"), &TrainPage::stop);
    m_new = button("train.new", "plus-lg", tr("New run"), &TrainPage::beginNew);
    m_start = button("train.start", "play-fill", tr("Start"), &TrainPage::start);
    makePrimary(m_start);
    column->addLayout(row);
    m_progressText = new QLabel(header);
    m_progressText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_progressText);
    m_progress = new QProgressBar(header);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(size::kProgress);
    column->addWidget(m_progress);
    m_learning = new QLabel(header);
    m_learning->setForegroundRole(QPalette::PlaceholderText);
    m_learning->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_learning->setWordWrap(true);
    column->addWidget(m_learning);
    return header;
}

QWidget *TrainPage::makeSettings()
{
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(280);
    area->setAccessibleName(tr("Settings"));
    auto *inner = new QWidget(area);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(space::kPage, space::kSmall, space::kMedium, space::kPage);
    column->setSpacing(space::kTiny);
    const auto presets = [&](const QString &title, const QString &name, const auto &rows) {
        auto *label = new QLabel(title, inner);
        auto *list = new QComboBox(inner);
        list->setObjectName(name);
        list->setAccessibleName(title);
        list->addItem(tr("As set below"));
        for (const auto &one : rows)
            list->addItem(tr(one.title));
        label->setBuddy(list);
        column->addWidget(label);
        column->addWidget(list);
        return list;
    };
    m_goal = presets(tr("Goal"), QStringLiteral("train.goal"), kGoals);
    m_memory = presets(tr("Memory of the device"), QStringLiteral("train.memory"), kMemories);
    connect(m_goal, &QComboBox::activated, this, &TrainPage::applyGoal);
    connect(m_memory, &QComboBox::activated, this, &TrainPage::applyMemory);
    column->addSpacing(space::kSmall);
    m_form = new OptionForm(kHidden, inner);
    column->addWidget(m_form, 1);
    area->setWidget(inner);
    return area;
}

QWidget *TrainPage::makeViews()
{
    m_views = new QSplitter(Qt::Vertical, this);
    m_views->setChildrenCollapsible(false);
    auto *curves = new QWidget(m_views);
    auto *column = new QVBoxLayout(curves);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_plot = new LossPlot(curves);
    m_plot->setMinimumHeight(160);
    column->addWidget(m_plot, 1);
    m_pointed = new QLabel(curves);
    m_pointed->setFont(captionFont(font()));
    m_pointed->setForegroundRole(QPalette::PlaceholderText);
    m_pointed->setContentsMargins(space::kMedium, 0, space::kMedium, space::kTiny);
    m_pointed->setText(QStringLiteral(" "));
    column->addWidget(m_pointed);
    connect(m_plot, &LossPlot::pointed, this, [this](const QString &values) { m_pointed->setText(values.isEmpty() ? QStringLiteral(" ") : values); });
    m_views->addWidget(curves);
    m_wall = new ReviewWall(m_views);
    m_views->addWidget(m_wall);
    m_views->setStretchFactor(0, 2);
    m_views->setStretchFactor(1, 3);
    m_views->setSizes({260, 400});
    return m_views;
}

void TrainPage::openProject(Project &project)
{
    m_pictures = project.pictures();
    m_runs = project.folder() / "runs";
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
    m_watcher->leave();
    m_errors->clear();
    m_plot->clear();
    m_wall->clear();
    m_pictures.clear();
    m_runs.clear();
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
    if (!name.isEmpty())
        openRun({m_runs, name.toStdString()});
    showRuns();
}

void TrainPage::openRun(const RunPlace &place)
{
    GivenTrainOptions given;
    if (const Status read = applyTrainConfigFile(place.options(), given); !read)
        m_errors->show(ErrorReport::from(read.error()));
    m_errors->clear();
    m_shownFailure.clear();
    m_plot->clear();
    m_form->setOptions(given.options);
    m_wall->open(place, given.options);
    m_watcher->watch(place);
    Q_EMIT viewChanged();
}

void TrainPage::start()
{
    TrainOptions options = m_form->options();
    options.train_data_dir = m_pictures.string();
    const RunPlace place = m_watcher->place() ? *m_watcher->place() : newRun(m_runs);
    options.output_dir = place.folder().string();
    options.single_file = (m_runs / (place.name + ".safetensors")).string();
    if (const Status valid = validate(options); !valid) {
        m_errors->show(ErrorReport::from(valid.error()));
        return;
    }
    // A run that failed before it made anything starts afresh; its diary would only tell the old story.
    const bool resume = m_watcher->history().lastCheckpoint() >= 0;
    std::error_code error;
    if (!resume) {
        fs::remove(place.events(), error);
        if (m_watcher->place() && fs::exists(place.folder(), error)) {
            m_errors->show({tr("%1 was interrupted before its first checkpoint.").arg(QString::fromStdString(place.name)),
                            tr("Its folder is kept."), {}, tr("New run"), [this] { beginNew(); }});
            return;
        }
    }
    m_errors->clear();
    m_shownFailure.clear();
    if (const Status started = m_host->start(place, options, resume); !started) {
        m_errors->show(ErrorReport::from(started.error()));
        return;
    }
    m_wall->open(place, options);
    m_watcher->watch(place);
    showRuns();
}

void TrainPage::stop() { m_watcher->ask(RunHost::Ask::Stop); }
void TrainPage::saveNow() { m_watcher->ask(RunHost::Ask::Save); }
void TrainPage::sampleNow()
{
    m_watcher->ask(RunHost::Ask::Sample);
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
    m_state->setText(stateWord(state));
    m_progressText->setText(progressWords(history, state));
    m_learning->setText(learningWords(history, state));
    m_learning->setVisible(!m_learning->text().isEmpty());
    const bool isPreparing = state == RunState::Checking;
    const int64_t total = isPreparing ? history.caching.total : history.started ? history.started->totalSteps : 1;
    const int64_t done = isPreparing ? history.caching.done : history.lastStep();
    m_progress->setRange(0, isPreparing && total == 0 ? 0 : int(std::max<int64_t>(1, total)));
    m_progress->setValue(int(done));
    m_progress->setVisible(state != RunState::Ready);
    m_plot->show(history);
    m_wall->show(history);
    // Once for each failure; closing the bar is the person's answer to it.
    if (state == RunState::Failed && history.failure) {
        const QString message = QString::fromStdString(history.failure->message);
        if (message != m_shownFailure) {
            m_shownFailure = message;
            m_errors->show(ErrorReport::from(*history.failure));
        }
    }
    updateButtons();
    updateJob();
}

void TrainPage::updateButtons()
{
    const RunState state = m_watcher->state();
    const bool isAlive = isAliveState(state), canSteer = state == RunState::Running;
    const bool goesOn = m_watcher->place() && m_watcher->history().lastCheckpoint() >= 0;
    m_start->setText(goesOn ? tr("Resume") : tr("Start"));
    m_start->setVisible(!isAlive && state != RunState::Finished);
    m_start->setEnabled(m_form->problems().empty() && !m_pictures.empty());
    m_new->setVisible(!isAlive && m_watcher->place().has_value());
    m_stop->setVisible(isAlive);
    m_stop->setEnabled(state == RunState::Running || state == RunState::Checking);
    m_save->setVisible(isAlive);
    m_save->setEnabled(canSteer);
    m_sample->setVisible(isAlive);
    m_sample->setEnabled(canSteer);
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
    if (m_job)
        m_job->setProgress(m_progress->value(), m_progress->maximum());
}

void TrainPage::applyGoal(int goal)
{
    if (goal == 0)
        return;
    TrainOptions options = m_form->options();
    options.max_train_steps = kGoals[goal - 1].steps;
    options.validation_steps = kGoals[goal - 1].validation;
    options.checkpointing_steps = kGoals[goal - 1].checkpointing;
    m_form->setOptions(options);
}

void TrainPage::applyMemory(int memory)
{
    if (memory == 0)
        return;
    TrainOptions options = m_form->options();
    options.train_batch_size = kMemories[memory - 1].batch;
    options.gradient_accumulation_steps = kMemories[memory - 1].accumulation;
    options.gradient_checkpointing = kMemories[memory - 1].isCheckpointing;
    m_form->setOptions(options);
}

void TrainPage::exportCurves()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the curves"), tr("curves.png"), tr("Picture or table (*.png *.pdf *.csv)"));
    if (file.isEmpty())
        return;
    const bool isTable = file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive);
    if (!(isTable ? LossPlot::saveTable(m_watcher->history(), file) : m_plot->savePicture(file)))
        m_errors->show({tr("%1 cannot be written.").arg(file), {}, {}, {}, {}});
}

void TrainPage::openFolder()
{
    if (m_watcher->place())
        QDesktopServices::openUrl(QUrl::fromLocalFile(displayPath(m_watcher->place()->folder())));
}

QList<Command> TrainPage::commands()
{
    const auto state = [this] { return m_watcher->state(); };
    const auto canStart = [this] { return m_start->isVisibleTo(this) && m_start->isEnabled(); };
    return {
        {QStringLiteral("train.start"), tr("Start or resume training"), QStringLiteral("play-fill"), {}, [this] { start(); }, canStart},
        {QStringLiteral("train.stop"), tr("Stop training and save"), QStringLiteral("stop-fill"), {}, [this] { stop(); },
         [this] { return m_watcher->isAlive(); }},
        {QStringLiteral("train.saveNow"), tr("Save a checkpoint now"), QStringLiteral("box-arrow-in-down"), {}, [this] { saveNow(); },
         [state] { return state() == RunState::Running; }},
        {QStringLiteral("train.sampleNow"), tr("Make validation pictures now"), QStringLiteral("images"), {}, [this] { sampleNow(); },
         [state] { return state() == RunState::Running; }},
        {QStringLiteral("train.new"), tr("New training run"), QStringLiteral("plus-lg"), {}, [this] { beginNew(); },
         [this] { return m_new->isVisibleTo(this); }},
        {QStringLiteral("train.curves"), tr("Save the training curves"), QStringLiteral("download"), {}, [this] { exportCurves(); },
         [this] { return !m_watcher->history().steps.empty(); }},
        {QStringLiteral("train.folder"), tr("Open the run's folder"), QStringLiteral("folder2-open"), {}, [this] { openFolder(); },
         [this] { return m_watcher->place().has_value(); }},
    };
}

QStringList TrainPage::tourStates() const { return {QStringLiteral("empty"), QStringLiteral("settings"), QStringLiteral("expert")}; }

void TrainPage::showTourState(const QString &state)
{
    m_stack->setCurrentIndex(state == QStringLiteral("empty") ? 0 : 1);
    m_form->setExpert(state == QStringLiteral("expert"));
}

QJsonObject TrainPage::saveView() const
{
    return {{QStringLiteral("run"), m_watcher->place() ? QString::fromStdString(m_watcher->place()->name) : QString()}};
}

void TrainPage::restoreView(const QJsonObject &view)
{
    m_wantedRun = view[QStringLiteral("run")].toString();
    const int index = m_choice->findData(m_wantedRun);
    if (index >= 0 && !m_wantedRun.isEmpty())
        chooseRun(index);
}

} // namespace armature::ui
