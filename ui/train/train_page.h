#pragma once
// The training room: settings on the left, curves and validation pictures on the right, one line that says in plain words
// what the run does and whether it learns. The page only reads run folders; a RunHost carries the runs.

#include "ui/train/run_host.h"
#include "ui/window/page.h"

#include <filesystem>
#include <memory>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace armature::ui {

class EmptyState;
class ErrorBar;
class Job;
class LossPlot;
class OptionForm;
class ReviewWall;
class RunWatcher;

class TrainPage : public Page
{
    Q_OBJECT

public:
    // Without a host: armature-cli beside the studio.
    explicit TrainPage(PageServices services, QWidget *parent = nullptr, std::unique_ptr<RunHost> host = {});
    ~TrainPage() override;

    void openProject(Project &project) override;
    void closeProject() override;
    QList<Command> commands() override;
    QJsonObject saveView() const override;
    void restoreView(const QJsonObject &view) override;
    QStringList tourStates() const override;
    void showTourState(const QString &state) override;

    void start(); // what is set in the form, or the run that is shown, further
    void stop();
    void saveNow();
    void sampleNow();
    void beginNew(); // another run with the same settings

    RunWatcher &watcher() { return *m_watcher; }
    OptionForm &form() { return *m_form; }
    ReviewWall &wall() { return *m_wall; }
    LossPlot &plot() { return *m_plot; }
    ErrorBar &errors() { return *m_errors; }

private:
    QWidget *makeHeader();
    QWidget *makeSettings();
    QWidget *makeViews();
    TrainOptions suggestedOptions() const;
    void showRuns();
    void chooseRun(int index);
    void openRun(const RunPlace &place);
    void refresh();
    void updateButtons();
    void updateJob();
    void applyGoal(int goal);
    void applyMemory(int memory);
    void exportCurves();
    void openFolder();

    PageServices m_services;
    std::unique_ptr<RunHost> m_host;
    RunWatcher *m_watcher;
    std::filesystem::path m_pictures, m_runs;
    QString m_wantedRun;

    ErrorBar *m_errors = nullptr;
    QComboBox *m_choice = nullptr, *m_goal = nullptr, *m_memory = nullptr;
    QLabel *m_state = nullptr, *m_progressText = nullptr, *m_learning = nullptr, *m_pointed = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_start = nullptr, *m_stop = nullptr, *m_save = nullptr, *m_sample = nullptr, *m_new = nullptr;
    OptionForm *m_form = nullptr;
    LossPlot *m_plot = nullptr;
    ReviewWall *m_wall = nullptr;
    QSplitter *m_splitter = nullptr, *m_views = nullptr;
    QStackedWidget *m_stack = nullptr;
    Job *m_job = nullptr;
    QString m_shownFailure;
};

} // namespace armature::ui
