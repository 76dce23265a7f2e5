#pragma once
// The dataset: its pairs as a grid, what is wrong with them in numbers that filter, and what mends it.

#include "core/data/caption_edit.h"
#include "core/data/dataset_scan.h"
#include "core/data/pair_filter.h"
#include "core/data/pair_table.h"
#include "core/data/repair.h"
#include "ui/window/page.h"

#include <QElapsedTimer>
#include <QList>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

class QComboBox;
class QMenu;
class QSlider;
class QSpinBox;
class QSplitter;
class QStackedWidget;

namespace armature::ui {

class ElidedLabel;
class ErrorBar;
class FacetPanel;
class FilterField;
class FolderScanner;
class FolderWatcher;
class FolderWork;
class ChangeRunner;
class ImportPanel;
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
    void readAgain(); // as rescan(), and the pictures may have changed
    const PairModel &model() const { return *m_model; }
    bool isScanning() const;
    void setResolution(int pixels);             // as if typed
    bool isChanging() const;                    // a repair, an edit or an undo goes on
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
    // A picture and a map, by table row, become a pair; a map that the picture has is moved aside.
    void offerPairing(uint32_t target, uint32_t condition);
    // Whichever of the two is the map; says so where neither is.
    void pairByHand(uint32_t first, uint32_t second);
    bool isImportShown() const; // what the names in a folder of no known layout tell
    ImportPanel *importPanel() const { return m_import; }
    // Asks, then deletes the originals that changes have kept; undo goes with them.
    void offerForgetting();
    // Asks for an edit of many captions, with a preview.
    void offerCaptionEdit();
    // Worked out and written in the background, shown as soon as it is known.
    void editCaptions(const std::vector<uint32_t> &rows, const CaptionEdit &edit);
    bool canClose(QString *whatGoesOn) override;

Q_SIGNALS:
    void openWanted(); // there is no project yet
    void scanFinished();
    void changeDone(); // a repair, an edit or an undo has reached the files

protected:
    void changeEvent(QEvent *event) override;

private:
    // What is to come back as soon as its rows are there; by ids, since rows move when files come and go.
    struct Wanted
    {
        std::string current;
        std::vector<std::pair<std::string, std::string>> selection; // first and last of each run
        int scroll = -1;
    };
    QWidget *makeToolBar();
    QWidget *makeCentre();
    void takeBatch(const std::shared_ptr<ScanBatch> &batch);
    void showStall();
    void guessResolution();
    Wanted placeNow() const;
    void rememberPlace();
    void bringBackPlace();
    void bringBackSelection();
    QWidget *makeBottomLine();
    QWidget *makeEmptyPage();
    void takeEnd(const std::shared_ptr<const Error> &error);
    void applyFilter(const PairFilter &filter);
    void setThumbSize(int side);
    void showSelection();
    void watchFolders();
    void takeNews();
    void showSummary();
    void connectChanges();
    void takeChange(const ChangeReport &report);
    void askForRepair(const std::shared_ptr<RepairPlan> &plan);
    void askForForgetting(uint64_t bytes);
    QMenu *makeMendMenu(QWidget *parent);
    void connectImport();
    void offerImport(const Error &otherwise);
    void showUnderstanding();
    void offerMaps(); // where every picture is still without one
    void showScanError(const Error &error);
    std::optional<std::pair<uint32_t, uint32_t>> pairableRows(uint32_t first, uint32_t second) const;
    Command pairingCommand();
    struct CaptionMemory;
    void changeCaptions(std::shared_ptr<CaptionOutcome> outcome);
    void showCaptions(const std::shared_ptr<CaptionMemory> &memory);
    void showRepeated(uint64_t change, bool forward);
    void remember(std::shared_ptr<CaptionMemory> memory);
    std::shared_ptr<CaptionMemory> knownEdit(uint64_t change) const; // null where it is not remembered
    // Calls take(first, last) with a slice of `count` at a time, so that the window stays quick, and
    // then(false) where the table started over in between.
    void inSlices(size_t count, size_t slice, std::function<void(size_t, size_t)> take,
                  std::function<void(bool)> then);
    std::shared_ptr<CaptionMemory> writeCaptions(CaptionChanges changes,
                                                 std::shared_ptr<const CaptionOutcome> outcome,
                                                 bool overwritesOthers);
    // False where the table does not show the change yet.
    bool takeCaptionChange(const ChangeReport &report, std::vector<CaptionChange> &conflicts);
    void askAboutConflicts(const std::vector<CaptionChange> &conflicts);
    void countTokens(const std::shared_ptr<CaptionMemory> &memory);
    void forgetCaptions();
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
    ImportPanel *m_import = nullptr;
    ErrorBar *m_errors = nullptr;
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_splitter = nullptr;
    QComboBox *m_mode = nullptr;
    QSlider *m_size = nullptr;
    ElidedLabel *m_summary = nullptr;
    Job *m_job = nullptr, *m_changeJob = nullptr;
    ChangeRunner *m_changes;
    std::string m_listing; // below the root; empty where captions are text files
    // What runs or waits in m_changes: null where it is no caption edit.
    std::deque<std::shared_ptr<CaptionMemory>> m_expected;
    std::shared_ptr<CaptionMemory> m_nextExpected;
    std::deque<std::shared_ptr<CaptionMemory>> m_captionMemory; // the last edits, for a quick undo
    int m_pendingEdits = 0;  // that are being worked out or shown, before m_changes gets them
    uint64_t m_tableAge = 0; // counts the times that the table started over
    QElapsedTimer m_sinceChange, m_sinceNews, m_sinceScan;
    FolderWatcher *m_watcher;
    std::unique_ptr<FolderWork> m_work; // plans of repairs, names of loose files
    QList<QPointer<Job>> m_workJobs;    // that tell of it
    bool m_isUnwatched = false; // the system refused: looked at again when the window comes to the front
    QTimer m_settled;           // runs while the folder is changing
    QString m_layoutText;       // what the folder was understood as
    Wanted m_wanted;
    bool m_isBringingBack = false;
    bool m_isStallShown = false, m_isScanErrorShown = false;
    bool m_isFirstLook = false; // at this folder: it is said what it was understood as
    // Short edge in px that the audit reckons with. Until one is chosen it follows pictures of one small
    // size.
    bool m_isResolutionChosen = false, m_isResolutionGuessed = false;
    QSpinBox *m_resolution = nullptr;
    QWidget *m_empty = nullptr;
    std::optional<uint32_t> m_shownRow; // in the pair view
    std::filesystem::path m_tourFolder;
};

} // namespace armature::ui
