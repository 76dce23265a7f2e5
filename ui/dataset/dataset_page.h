#pragma once
// The dataset: its pairs as a grid, what is wrong with them in numbers that filter, and what mends it.

#include "core/data/caption_edit.h"
#include "core/data/dataset_scan.h"
#include "core/data/pair_filter.h"
#include "core/data/pair_table.h"
#include "core/data/repair.h"
#include "ui/window/page.h"

#include <QFileSystemWatcher>
#include <QTimer>

#include <filesystem>
#include <optional>

class QComboBox;
class QLabel;
class QSlider;
class QSplitter;
class QStackedWidget;

namespace armature::ui {

class ErrorBar;
class FacetPanel;
class FilterField;
class FolderScanner;
class ChangeRunner;
class Job;
class PairDelegate;
class PairDetails;
class PairGrid;
class PairModel;
class PairView;
class Thumbnails;

class DatasetPage : public Page
{
    Q_OBJECT

public:
    explicit DatasetPage(PageServices services, QWidget *parent = nullptr);
    ~DatasetPage() override;

    void openProject(Project &project) override;
    void closeProject() override;
    QList<Command> commands() override;
    QJsonObject saveView() const override;
    void restoreView(const QJsonObject &view) override;
    QStringList tourStates() const override;
    void showTourState(const QString &state) override;

    // A folder without a project, for tests and for looking at what is about to be imported.
    void openFolder(const std::filesystem::path &folder);
    void rescan();
    const PairModel &model() const { return *m_model; }
    bool isScanning() const;
    std::vector<uint32_t> selectedRows() const; // of the table, ascending

    ChangeRunner &changes() { return *m_changes; }

    // The current pair, large; the grid again.
    void showPair(bool isLarge);
    bool isPairShown() const;
    PairView *pairView() const { return m_view; }
    PairGrid *grid() const { return m_grid; }
    FilterField *filterField() const { return m_filter; }
    FacetPanel *facets() const { return m_facets; }
    PairDetails *details() const { return m_details; }
    ErrorBar *errors() const { return m_errors; }

    // Asks with a preview, then repairs the selected rows.
    void offerRepair(Repair repair);
    // A picture and a map without partners, by table row, become a pair.
    void offerPairing(uint32_t target, uint32_t condition);
    // Shown at once, written in the background.
    void editCaptions(const std::vector<uint32_t> &rows, const CaptionEdit &edit);
    bool canClose(QString *whatGoesOn) override;

Q_SIGNALS:
    void scanFinished();
    void changeDone(); // a repair, an edit or an undo has reached the files

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeToolBar();
    QWidget *makeCentre();
    void takeBatch(const std::shared_ptr<ScanBatch> &batch);
    void takeEnd(const std::shared_ptr<const Error> &error);
    void applyFilter(const PairFilter &filter);
    void setThumbSize(int side);
    void showSelection();
    void watchFolders();
    void showSummary();
    void connectChanges();
    void takeChange(const ChangeReport &report);
    void askForRepair(const std::shared_ptr<RepairPlan> &plan);
    static QString repairTitle(Repair repair, int count);

    PageServices m_services;
    std::filesystem::path m_root;
    PairModel *m_model;
    FolderScanner *m_scanner;
    Thumbnails *m_thumbnails;
    PairDelegate *m_delegate;
    PairGrid *m_grid = nullptr;
    FacetPanel *m_facets = nullptr;
    FilterField *m_filter = nullptr;
    PairDetails *m_details = nullptr;
    PairView *m_view = nullptr;
    ErrorBar *m_errors = nullptr;
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_splitter = nullptr;
    QComboBox *m_mode = nullptr;
    QSlider *m_size = nullptr;
    QLabel *m_summary = nullptr;
    Job *m_job = nullptr, *m_changeJob = nullptr;
    ChangeRunner *m_changes;
    std::string m_listing;  // below the root; empty where captions are text files
    int m_captionEdits = 0; // that the table shows and the files do not yet
    QFileSystemWatcher m_watcher;
    QTimer m_settled;        // runs while the folder is changing
    QString m_wantedCurrent; // an id to make current once it is there
    int m_wantedScroll = -1;
    std::optional<uint32_t> m_shownRow; // in the pair view
    std::filesystem::path m_tourFolder;
};

} // namespace armature::ui
