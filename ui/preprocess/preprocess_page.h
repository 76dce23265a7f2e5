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
class QMenu;
class QPushButton;
class QSlider;
class QSpinBox;
class QStackedWidget;
class QTabBar;

namespace armature::ui {

class BatchPanel;
class BusyStrip;
class ChainPanel;
class ContactSheet;
class ElidedLabel;
class ErrorBar;
class Job;
class PairCanvas;
class ParameterForm;
class PoseEditor;
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
    ChainPanel *chain() const { return m_chain; }
    ParameterForm *form() const;
    PairCanvas *canvas() const { return m_canvas; }
    ContactSheet *sheet() const { return m_sheet; }
    BatchPanel *batch() const { return m_batch; }
    ErrorBar *errors() const { return m_errors; }
    bool isRunning() const { return m_runner->isRunning(); }
    // The people of the picture at hand, as the recipe finds them or as they were edited before.
    void editPose();
    void closePoseEditor(); // asks where something was changed
    PoseEditor *poseEditor() const { return m_poses; }
    bool isEditing() const;
    // What opens networks in place of the engine.
    void setNetworks(OpenNetwork open) { m_openNetwork = std::move(open); }

Q_SIGNALS:
    void previewed();
    void picturesListed();
    void batchEnded();
    void versionUsed();
    void poseKept(bool isKept);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeLeft();
    QWidget *makePresets(QWidget *parent);
    QWidget *makeRight();
    QWidget *makePreview();
    QWidget *makePreviewBar();
    QWidget *makePreviewFoot();
    QWidget *makeSheetTab();
    void connectWorkers();
    void setMode(int mode);
    void requestPreview();
    void requestFound(); // without what was edited
    void takePreview(const MadeMap &made);
    void showNote(const MadeMap &made);
    static QString noMapText(const QString &nothing);
    void takeError(const Error &error);
    void showState();
    void listPictures();
    void readVersions();
    void chooseFile(const QString &source);
    void takeEnd(const Result<BatchSummary> &summary);
    Recipe recipe() const;
    std::optional<MapMakerOptions> makerOptions(); // none while the engine starts
    bool hasNetworks() const;
    MapRequest previewRequest(const MapMakerOptions &options) const;
    void openPoseEditor();
    void showPlain(const Recipe &recipe); // for the tour
    void keepPose();
    bool hasPoseStep() const;
    void savePreset();
    void usePreset(const QString &name);
    void deletePreset();
    void openWorkflow();
    void saveWorkflow();
    void fillPresets();
    void keepInProject();
    void readFromProject();

    PageServices m_services;
    MapWorker *m_previewer, *m_sheeter;
    BatchRunner *m_runner;
    ErrorBar *m_errors;
    QComboBox *m_presets = nullptr, *m_existing = nullptr;
    QMenu *m_presetMenu = nullptr;
    QLabel *m_status = nullptr;
    ChainPanel *m_chain = nullptr;
    QPushButton *m_run = nullptr, *m_sheetButton = nullptr, *m_editPose = nullptr;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_stack = nullptr, *m_previewStack = nullptr;
    PairCanvas *m_canvas = nullptr;
    PoseEditor *m_poses = nullptr;
    QButtonGroup *m_modes = nullptr;
    QSlider *m_opacity = nullptr;
    QCheckBox *m_asTrained = nullptr;
    QSpinBox *m_trainingSize = nullptr;
    ElidedLabel *m_name = nullptr, *m_note = nullptr;
    QLabel *m_noteIcon = nullptr;
    BusyStrip *m_previewBusy = nullptr, *m_sheetBusy = nullptr;
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
    MadeMap m_shown;   // of the preview
    enum class Wanted { Nothing, Editor, Found } m_wanted = Wanted::Nothing;
    bool m_isFailedByWeights = false;
};

} // namespace armature::ui
