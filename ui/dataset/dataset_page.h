#pragma once
// The dataset: its pairs as a grid, what is wrong with them in numbers that filter, and what mends it.

#include "core/data/dataset_scan.h"
#include "core/data/pair_filter.h"
#include "core/data/pair_table.h"
#include "ui/window/page.h"

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
class Job;
class PairDelegate;
class PairDetails;
class PairGrid;
class PairModel;
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

Q_SIGNALS:
    void scanFinished();

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
    void showSummary();

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
    ErrorBar *m_errors = nullptr;
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_splitter = nullptr;
    QComboBox *m_mode = nullptr;
    QSlider *m_size = nullptr;
    QLabel *m_summary = nullptr;
    Job *m_job = nullptr;
    QString m_wantedCurrent; // an id to make current once it is there
    int m_wantedScroll = -1;
};

} // namespace armature::ui
