#pragma once
// The test room: any prompt, any condition, the trained ControlNet, at once.

#include "ui/test_room/compare_view.h"
#include "ui/test_room/grid_dialog.h"
#include "ui/test_room/test_form.h"
#include "ui/test_room/test_plans.h"
#include "ui/test_room/test_runner.h"
#include "ui/window/page.h"

#include <memory>
#include <optional>
#include <vector>

class QButtonGroup;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace armature::ui {

class ElidedLabel;
class EngineLink;
class ErrorBar;
class Job;
class RecallZones;
class ResultStrip;
class SeenPanel;
class TrainingDoor;
class TrainingHold;

struct Shown
{
    std::filesystem::path file;
    QImage image, condition;
    QString words, facts;
};

class TestPage : public Page
{
    Q_OBJECT

public:
    explicit TestPage(PageServices services, QWidget *parent = nullptr);
    ~TestPage() override;

    void openProject(Project &project) override;
    void closeProject() override;
    QList<Command> commands() override;
    bool canClose(QString *whatGoesOn) override;
    QJsonObject saveView() const override;
    void restoreView(const QJsonObject &view) override;
    QStringList tourStates() const override;
    void showTourState(const QString &state) override;

    // Instead of the engine's, for tests.
    void setSessionFactory(SessionFactory factory);
    // What may have to pause for a picture; outlives the page. Null: there is no training.
    void setTraining(TrainingDoor *door);
    void generate();
    void makeProof();
    void makeGrid(const AxisChoice &across, const AxisChoice &down);
    // Settings from a picture's own text.
    void recall(const std::filesystem::path &png, Recall what);
    TestForm *form() const { return m_form; }
    TestRunner *runner() const { return m_runner; }
    ResultStrip *strip() const { return m_strip; }
    CompareView *stage() const { return m_stage; }
    ErrorBar *errors() const { return m_errors; }
    ErrorBar *holdBar() const { return m_holdBar; } // says that a training is paused
    TrainingHold *hold() const { return m_hold; }
    RecallZones *zones() const { return m_zones; }
    SeenPanel *seen() const { return m_seen; }
    std::filesystem::path resultFolder() const { return m_folder; }

Q_SIGNALS:
    void pictureMade(const std::filesystem::path &file);
    void sheetMade(const std::filesystem::path &file);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct DatasetPair
    {
        std::filesystem::path condition;
        QString caption;
    };
    struct Sheet
    {
        SheetPlan plan;
        std::vector<quint64> ids;
        std::vector<QImage> pictures;
    };

    QWidget *makeLeft();
    QWidget *makeRight();
    void connectRunner();
    void openModels();
    void startEngine();
    void takeEngine();
    void showState();
    void showSeen();
    void showSelected(const std::vector<std::filesystem::path> &files);
    void takeShown(const Shown &first, const Shown &second);
    void takeMade(quint64 id, const std::shared_ptr<TestResult> &result);
    void takeFailed(quint64 id, const Error &error);
    void startSheet(SheetPlan plan);
    void finishSheet(Sheet sheet);
    bool isReady(); // else says what is missing
    // test_conditions.cpp
    void pickFromDataset(ControlBox *box); // whichever
    void pickByEye(ControlBox *box);
    void takePair(ControlBox *box, size_t pair);
    void updateMaker();
    void draw(ControlBox *box);
    void takeDrawn(ControlBox *box, const QImage &drawn);
    void readSurroundings();
    void offerGrid();
    AxisOffers gridOffers() const;
    void offerExport();
    void exportNet(const std::filesystem::path &net);
    void fillQueue(QMenu &menu);
    void takeOut(quint64 id); // of the queue
    void showHold();
    void showPaused(const QString &name);
    void offerRecall();
    void stop();

    PageServices m_services;
    TestRunner *m_runner;
    TrainingHold *m_hold;
    std::shared_ptr<ConditionMaker> m_maker;
    OpenNetwork m_openNetwork;
    Project *m_project = nullptr;
    TestForm *m_form = nullptr;
    CompareView *m_stage = nullptr;
    ResultStrip *m_strip = nullptr;
    RecallZones *m_zones = nullptr;
    SeenPanel *m_seen = nullptr;
    ErrorBar *m_errors = nullptr, *m_holdBar = nullptr;
    QToolButton *m_queue = nullptr;
    QButtonGroup *m_modes = nullptr;
    QPushButton *m_generate = nullptr, *m_stop = nullptr;
    QLabel *m_status = nullptr;
    ElidedLabel *m_facts = nullptr;
    Job *m_job = nullptr;
    std::filesystem::path m_pictures, m_folder; // of the project; of results
    std::vector<DatasetPair> m_pairs;
    std::optional<Sheet> m_sheet;
    TestSettings m_running; // of the picture that is being made
    bool m_isModelsOpenWanted = false, m_isEngineWanted = false, m_isDatasetRead = false;
    int m_step = 0, m_stepCount = 0;
    quint64 m_surroundings = 0; // counts the projects
    quint64 m_shownAge = 0;
};

} // namespace armature::ui
