#pragma once
// The preprocessing room: an annotator and its parameters, its map of the picture at hand at once, nine
// random pictures, then the folder.

#include "ui/preprocess/batch_runner.h"
#include "ui/preprocess/map_place.h"
#include "ui/preprocess/map_worker.h"
#include "ui/window/page.h"

#include <optional>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTabBar;

namespace armature::ui {

class BatchPanel;
class ContactSheet;
class ElidedLabel;
class ErrorBar;
class Job;
class PairCanvas;
class ParameterForm;
class WeightsPanel;

class PreprocessPage : public Page
{
    Q_OBJECT

public:
    explicit PreprocessPage(PageServices services, QWidget *parent = nullptr);
    ~PreprocessPage() override;

    void openProject(Project &project) override;
    void closeProject() override;
    QList<Command> commands() override;
    bool canClose(QString *whatGoesOn) override;
    QJsonObject saveView() const override;
    void restoreView(const QJsonObject &view) override;
    QStringList tourStates() const override;
    void showTourState(const QString &state) override;

    enum Tab { Preview, Sheet, Batch, Weights };
    void showTab(Tab tab);
    void setAnnotator(const QString &id);
    QString annotator() const;
    void setPicture(int index); // of the sorted list
    int pictureCount() const { return int(m_pictures.size()); }
    void makeSheet();
    void run();
    void stop();
    void useVersion(int number);
    ParameterForm *form() const { return m_form; }
    PairCanvas *canvas() const { return m_canvas; }
    ContactSheet *sheet() const { return m_sheet; }
    BatchPanel *batch() const { return m_batch; }
    ErrorBar *errors() const { return m_errors; }
    bool isRunning() const { return m_runner->isRunning(); }

Q_SIGNALS:
    void previewed();
    void picturesListed();
    void batchEnded();
    void versionUsed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeLeft();
    QWidget *makeRight();
    QWidget *makePreviewBar();
    void connectWorkers();
    void showAnnotator();
    void requestPreview();
    void takePreview(const MadeMap &made);
    void takeError(const Error &error);
    void showState();
    void listPictures();
    void readVersions();
    void chooseFile(const QString &source);
    void takeEnd(const Result<BatchSummary> &summary);
    std::optional<Recipe> recipe() const;
    std::optional<MapMakerOptions> makerOptions(); // none while the engine starts
    void savePreset();
    void usePreset(const QString &name);
    void keepInProject();
    void readFromProject();

    PageServices m_services;
    MapWorker *m_previewer, *m_sheeter;
    BatchRunner *m_runner;
    ErrorBar *m_errors;
    QComboBox *m_annotators = nullptr, *m_presets = nullptr, *m_existing = nullptr;
    QLabel *m_help = nullptr, *m_status = nullptr;
    ParameterForm *m_form = nullptr;
    QPushButton *m_run = nullptr, *m_sheetButton = nullptr;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_stack = nullptr;
    PairCanvas *m_canvas = nullptr;
    QButtonGroup *m_modes = nullptr;
    QCheckBox *m_asTrained = nullptr;
    QSpinBox *m_trainingSize = nullptr;
    ElidedLabel *m_name = nullptr;
    QLabel *m_note = nullptr;
    ContactSheet *m_sheet = nullptr;
    BatchPanel *m_batch = nullptr;
    WeightsPanel *m_weights = nullptr;
    Job *m_job = nullptr;
    Project *m_project = nullptr;
    OpenNetwork m_openNetwork;
    MapPlace m_place;
    std::vector<std::string> m_pictures; // below m_place.pictures
    QJsonObject m_presetRecipes;
    int m_current = 0;
    quint64 m_age = 0; // counts the projects
    bool m_isFailedByWeights = false;
};

} // namespace armature::ui
