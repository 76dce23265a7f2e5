#pragma once
// The training room: settings on the left, curves and validation pictures on the right, one line that says in plain words
// what the run does and whether it learns. The page only reads run folders; a RunHost carries the runs.

#include "core/config/added_validation.h"
#include "ui/preprocess/located_weights.h"
#include "ui/train/run_host.h"
#include "ui/train/run_shelf.h"
#include "ui/widgets/folder_work.h"
#include "ui/window/page.h"

#include <QTimer>

#include <filesystem>
#include <memory>

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace armature::ui {

class AdherenceMeter;
class ElidedLabel;
class EmptyState;
class ErrorBar;
class ForecastPanel;
class Job;
class LossPlot;
class OptionForm;
class ReviewWall;
class RunComparison;
class RunWatcher;
class TrainingDoor;
class TrainingPause;
class SleepWatch;
enum class ForecastAction;

class TrainPage : public Page
{
    Q_OBJECT

public:
    // Without a host: armature-cli beside the studio.
    explicit TrainPage(PageServices services, QWidget *parent = nullptr, std::unique_ptr<RunHosts> hosts = {});
    ~TrainPage() override;

    void openProject(Project &project) override;
    void closeProject() override;
    bool canClose(QString *whatGoesOn) override;
    QList<Command> commands() override;
    QJsonObject saveView() const override;
    void restoreView(const QJsonObject &view) override;
    QStringList tourStates() const override;
    void showTourState(const QString &state) override;

    void start(); // what is set in the form, or the run that is shown, further
    void pause(); // saved exactly, memory given back; start() carries on
    void stop();
    void saveNow();
    void sampleNow();
    void renameRunTo(const QString &name); // the shown one
    void duplicateShown();
    void archiveShown();
    void beginNew(); // another run with the same settings
    // Of the shown run, from its next pictures on, which are asked for at once where it trains; where no run is shown yet, a
    // line in the settings.
    void addPrompt(const ShownPrompt &added);
    // A picture or, where the name ends in .csv, a table. Told when it is written.
    void exportCurvesTo(const QString &file);

    RunHosts &hosts() { return *m_host; }
    TrainingDoor &door(); // for rooms that need the device
    RunComparison &comparison() { return *m_comparison; }
    const RunQueue &queue() const { return m_queue; }
    RunWatcher &watcher() { return *m_watcher; }
    OptionForm &form() { return *m_form; }
    ReviewWall &wall() { return *m_wall; }
    LossPlot &plot() { return *m_plot; }
    ForecastPanel &forecastPanel() { return *m_forecast; }
    ErrorBar &errors() { return *m_errors; }
    SleepWatch &sleepWatch() { return *m_sleep; }
    AdherenceMeter &adherence() { return *m_adherence; }

private:
    QWidget *makeHeader();
    QWidget *makeSettings();
    QWidget *makeViews();
    QWidget *makePlotBar(QWidget *parent);
    QToolButton *makePlotMenu(QWidget *parent);
    void showLegend();
    // train_adherence.cpp
    void updateMaps();
    void measureAdherence();
    void showEvent(QShowEvent *event) override;
    void showTable();
    TrainOptions suggestedOptions() const;
    void showRuns();
    bool isDiskThere();
    void chooseRun(int index);
    void openRun(const RunPlace &place);
    void refresh();
    void updateButtons();
    void showFault();
    void mendFault();
    Result<TrainOptions> optionsFor(const RunPlace &place) const; // of the form, checked
    void launch(const RunPlace &place, const TrainOptions &options);
    // train_runs.cpp
    void fillRunMenu();
    void renameShown();
    void queueRun(const RunPlace &place, const TrainOptions &options);
    void startQueued();
    void startNextQueued();
    // train_tour.cpp
    bool makeTourRun(const std::string &name);
    void showTourRun(const std::string &name, const char *lastWords); // without any: it is still preparing
    void showTourWall(const QString &state);
    bool report(const Status &status); // false, and it is shown, where it failed
    void formChanged();
    void updateForecast();
    void mendForecast(ForecastAction action);
    void askForPrompt(); // for the wall
    void askForSetting(); // for the settings
    void showNumbers();
    void watchSleep();
    RunPlace nextPlace() const; // of the run that Start would start
    void updateJob();
    void applyGoal(int goal);
    void applyMemory(int memory);
    void exportCurves();
    void restoreComparison(const QJsonObject &compared);
    void openFolder();
    void setHost(HostKind kind);

    PageServices m_services;
    std::unique_ptr<RunHosts> m_host;
    std::unique_ptr<TrainingPause> m_forOthers;
    RunWatcher *m_watcher;
    Project *m_project = nullptr;
    std::filesystem::path m_pictures, m_runs;
    std::filesystem::path m_measuredIn; // what the adherence meter knows
    WeightFiles m_measuredWith;
    bool m_hasMeasuringEngine = false;
    RunPlace m_next; // of a new run, as the disk was when it was last looked at
    QString m_wantedRun;
    std::string m_resumeFrom; // a checkpoint; empty: the newest

    ErrorBar *m_errors = nullptr;
    QComboBox *m_choice = nullptr, *m_goal = nullptr, *m_memory = nullptr, *m_where = nullptr, *m_detail = nullptr;
    QLabel *m_state = nullptr, *m_progressText = nullptr, *m_learning = nullptr, *m_numbers = nullptr, *m_pointed = nullptr, *m_legend = nullptr;
    QProgressBar *m_progress = nullptr;
    QAction *m_logarithmic = nullptr, *m_outliers = nullptr, *m_hours = nullptr; // of the curves
    QPushButton *m_start = nullptr, *m_pause = nullptr, *m_stop = nullptr, *m_save = nullptr, *m_sample = nullptr, *m_new = nullptr;
    OptionForm *m_form = nullptr;
    LossPlot *m_plot = nullptr;
    ReviewWall *m_wall = nullptr;
    QSplitter *m_splitter = nullptr, *m_views = nullptr;
    QStackedWidget *m_stack = nullptr, *m_right = nullptr;
    ForecastPanel *m_forecast = nullptr;
    RunComparison *m_comparison = nullptr;
    AdherenceMeter *m_adherence = nullptr;
    SleepWatch *m_sleep = nullptr;
    ElidedLabel *m_dataset = nullptr;
    bool m_isFallingAsleep = false;
    RunQueue m_queue;
    std::unique_ptr<FolderWork> m_queueLook;  // under way
    std::optional<RunPlace> m_startedBeside; // by the queue, while another run or none was shown
    QTimer m_tick;
    QMenu *m_runMenu = nullptr;
    Job *m_job = nullptr;
    QString m_shownFailure;
};

} // namespace armature::ui
