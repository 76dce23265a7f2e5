#include "ui/dataset/dataset_page.h"

#include "ui/dataset/change_runner.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/folder_scanner.h"
#include "ui/dataset/folder_watcher.h"
#include "ui/dataset/import_panel.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_delegate.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/folder_work.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kResolution = 512, kLeastResolution = 64, kMostResolution = 4096;
constexpr int kLookAgain = 30'000; // milliseconds between two looks at a folder that cannot be watched
constexpr int kSettle = 1500;      // milliseconds without a change in the folder, before it is read again

std::filesystem::path thumbnailFolder()
{
    const auto cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return cache.isEmpty() ? std::filesystem::path() : pathFromQt(cache) / "armature" / "thumbnails";
}

} // namespace

DatasetPage::DatasetPage(PageServices services, QWidget *parent)
    : Page(parent), m_services(services), m_model(new PairModel(this)), m_scanner(new FolderScanner(this)),
      m_thumbnails(new Thumbnails(thumbnailFolder(), this)),
      m_delegate(new PairDelegate(*m_model, *m_thumbnails, this)), m_changes(new ChangeRunner(this)),
      m_watcher(new FolderWatcher(this)), m_work(std::make_unique<FolderWork>())
{
    m_facets = new FacetPanel(*m_model, this);
    m_facets->setMinimumWidth(200);
    m_details = new PairDetails(*m_model, this);
    m_details->setMinimumWidth(240);
    m_errors = new ErrorBar(this);
    m_splitter = new QSplitter(this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_facets);
    m_splitter->addWidget(makeCentre());
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({224, 700, 288});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_errors);
    layout->addWidget(m_splitter, 1);

    connect(m_scanner, &FolderScanner::batch, this, &DatasetPage::takeBatch);
    connect(m_scanner, &FolderScanner::finished, this, &DatasetPage::takeEnd);
    connect(m_scanner, &FolderScanner::stalled, this, &DatasetPage::showStall);
    connect(m_thumbnails, &Thumbnails::ready, m_grid->viewport(), qOverload<>(&QWidget::update));
    connect(m_filter, &FilterField::filterChanged, this, &DatasetPage::applyFilter);
    connect(m_facets, &FacetPanel::filterChosen, m_filter, &FilterField::setText);
    connect(m_grid, &PairGrid::zoomRequested, this,
            [this](int steps) { m_size->setValue(m_size->value() + 16 * steps); });
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_isBringingBack && m_grid->selectionModel()->hasSelection())
            m_wanted.selection.clear(); // another one has been made
        showSelection();
    });
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DatasetPage::showSelection);
    connect(m_model, &PairModel::modelReset, this, &DatasetPage::showSelection);
    connect(m_grid->verticalScrollBar(), &QScrollBar::valueChanged, this, &Page::viewChanged);
    m_settled.setSingleShot(true);
    m_settled.setInterval(kSettle);
    connect(m_watcher, &FolderWatcher::changed, this, &DatasetPage::takeNews);
    connect(m_watcher, &FolderWatcher::refused, this, [this] { m_isUnwatched = true; });
    connect(&m_settled, &QTimer::timeout, this, [this] {
        if (isChanging())
            m_settled.start();
        else
            readAgain();
    });
    connectChanges();
    setThumbSize(size::kDefaultThumb);
    m_facets->showFilter({});
    showSummary();
}

DatasetPage::~DatasetPage() = default;

QWidget *DatasetPage::makeCentre()
{
    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeToolBar());
    m_stack = new QStackedWidget(centre);
    m_grid = new PairGrid(m_stack);
    m_grid->setAccessibleName(tr("Pairs"));
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(m_delegate);
    m_stack->addWidget(m_grid);
    m_view = new PairView(*m_model, m_stack);
    m_stack->addWidget(m_view);
    m_import = new ImportPanel(*m_thumbnails, m_stack);
    m_stack->addWidget(m_import);
    connectImport();
    connect(m_grid, &PairGrid::droppedOnto, this, [this](const QModelIndex &from, const QModelIndex &onto) {
        pairByHand(m_model->tableRow(from), m_model->tableRow(onto));
    });
    connect(m_grid, &PairGrid::activated, this, [this] { showPair(true); });
    connect(m_view, &PairView::closeWanted, this, [this] { showPair(false); });
    connect(m_view, &PairView::stepWanted, this, [this](int by) {
        const int row =
            std::clamp(m_grid->currentIndex().row() + by, 0, std::max(0, m_model->rowCount() - 1));
        if (m_model->rowCount() > 0)
            m_grid->setCurrentIndex(m_model->index(row));
    });
    column->addWidget(m_stack, 1);
    m_empty = makeEmptyPage();
    m_stack->addWidget(m_empty);
    column->addWidget(makeBottomLine());
    return centre;
}

QWidget *DatasetPage::makeEmptyPage()
{
    auto *page = new EmptyState(QStringLiteral("images"), tr("No folder is open"),
                                tr("Drop a folder of pictures on the window."), m_stack);
    auto *open = page->addButton(tr("Open a folder…"), QStringLiteral("folder2-open"));
    connect(open, &QPushButton::clicked, this, &DatasetPage::openWanted);
    return page;
}

QWidget *DatasetPage::makeBottomLine()
{
    auto *line = new QWidget(this);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    row->setSpacing(space::kSmall);
    m_summary = new ElidedLabel(Qt::ElideRight, line);
    m_summary->setRole(QPalette::PlaceholderText);
    row->addWidget(m_summary, 1);
    auto *label = new QLabel(tr("Check for training at"), line);
    label->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(label);
    m_resolution = new QSpinBox(line);
    m_resolution->setRange(kLeastResolution, kMostResolution);
    m_resolution->setSingleStep(64);
    m_resolution->setSuffix(tr(" px"));
    m_resolution->setValue(kResolution);
    m_resolution->setKeyboardTracking(false);
    m_resolution->setAccessibleName(tr("Resolution to check for"));
    m_resolution->setToolTip(
        tr("Pictures whose short edge is below this are marked as too small, and the crop is drawn for it"));
    m_resolution->findChild<QLineEdit *>()->setAccessibleName(m_resolution->accessibleName());
    label->setBuddy(m_resolution);
    connect(m_resolution, &QSpinBox::valueChanged, this, [this] {
        m_isResolutionChosen = true;
        rescan();
        Q_EMIT viewChanged();
    });
    m_resolution->setFixedHeight(size::kControl);
    row->addWidget(m_resolution);
    m_size = new QSlider(Qt::Horizontal, line);
    m_size->setAccessibleName(tr("Size of the cells"));
    m_size->setToolTip(tr("Size of the cells (Ctrl and wheel)"));
    m_size->setRange(size::kThumbs.front(), size::kThumbs.back());
    m_size->setValue(size::kDefaultThumb);
    m_size->setFixedSize(120, size::kControl); // as high as its neighbours in the row
    connect(m_size, &QSlider::valueChanged, this, &DatasetPage::setThumbSize);
    row->addSpacing(space::kMedium);
    row->addWidget(m_size);
    return line;
}

void DatasetPage::setResolution(int pixels)
{
    m_isResolutionChosen = true;
    m_resolution->setValue(pixels);
}

// Pictures that all have one small size are meant to be trained at it: calling each of them too small helps
// nobody.
void DatasetPage::guessResolution()
{
    const auto &table = m_model->table();
    int edge = 0;
    for (uint32_t row = 0; row < table.size(); ++row) {
        const auto size = table.facts(row).target;
        const int shorter = std::min(size.width, size.height);
        if (shorter == 0)
            continue; // unpaired or unreadable
        if (edge != 0 && shorter != edge)
            return;
        edge = shorter;
    }
    if (edge < kLeastResolution || edge >= kResolution || edge == m_resolution->value())
        return;
    const QSignalBlocker quiet(m_resolution);
    m_resolution->setValue(edge);
    rescan();
}

void DatasetPage::openProject(Project &project) { openFolder(project.pictures()); }

void DatasetPage::closeProject()
{
    m_details->commitCaption();
    m_settled.stop();
    m_watcher->watch({});
    m_work = std::make_unique<FolderWork>();
    for (const auto &job : std::exchange(m_workJobs, {})) {
        if (job)
            job->finish();
    }
    m_view->canvas()->leaveFolder();
    m_details->leaveFolder();
    m_changes->close();
    m_expected.clear();
    forgetCaptions();
    m_listing.clear();
    m_layoutText.clear();
    if (isImportShown())
        showPair(false);
    m_scanner->stop();
    if (m_job)
        m_job->finish();
    m_job = nullptr;
    m_root.clear();
    m_thumbnails->clear();
    m_model->clear();
    m_wanted = {};
    m_isScanErrorShown = false;
    m_facets->countNow(); // at once: an empty page must not count what was there
    m_errors->clear();
    showSummary();
}

void DatasetPage::openFolder(const std::filesystem::path &folder)
{
    closeProject();
    m_root = folder;
    m_delegate->setRoot(folder);
    m_isResolutionChosen = m_isResolutionGuessed = false;
    m_isFirstLook = true;
    {
        const QSignalBlocker quiet(m_resolution);
        m_resolution->setValue(kResolution);
    }
    m_changes->open(folder);
    rescan();
}

void DatasetPage::rescan()
{
    if (m_root.empty())
        return;
    if (m_job)
        m_job->finish();
    m_job = m_services.jobs.start(tr("Reading %1").arg(displayName(m_root)), CanCancel::Yes);
    connect(m_job, &Job::cancelRequested, this, [this] {
        m_scanner->stop();
        takeEnd(nullptr);
    });
    m_settled.stop();
    if (std::exchange(m_isScanErrorShown, false))
        m_errors->clear(); // a question that another change has left open stays
    m_sinceScan.start();
    m_scanner->start(m_root, m_resolution->value());
    showSummary();
}

bool DatasetPage::isScanning() const { return m_scanner->isRunning(); }

bool DatasetPage::isChanging() const { return m_pendingEdits > 0 || m_changes->isBusy(); }

void DatasetPage::showStall()
{
    ErrorReport note;
    note.message = tr("%1 does not answer at the moment.").arg(displayName(m_root));
    note.kept = tr("What was read so far stays, and reading goes on as soon as the folder answers.");
    note.buttonText = tr("Stop reading");
    note.onButton = [this] {
        m_scanner->stop();
        takeEnd(nullptr);
    };
    m_errors->show(note, ErrorBar::Kind::Warning);
    m_isStallShown = true;
}

void DatasetPage::takeBatch(const std::shared_ptr<ScanBatch> &batch)
{
    if (std::exchange(m_isStallShown, false))
        m_errors->clear();
    if (m_job)
        m_job->setProgress(qint64(batch->done), qint64(batch->total));
    if (batch->isPreview && m_model->table().size() > 0)
        return; // what is shown is better than a first look
    if (batch->startsOver)
        rememberPlace();
    const bool hasRows = !batch->rows.empty(), isListed = batch->isListed;
    const bool isHeadersRead = batch->stage == ScanStage::Pixels || batch->stage == ScanStage::Done;
    if (batch->startsOver)
        forgetCaptions();
    if (!batch->layoutText.empty()) {
        m_listing = batch->listing;
        m_layoutText = QString::fromStdString(batch->layoutText);
        if (isImportShown())
            showPair(false);
    }
    m_model->apply(std::move(*batch));
    if (hasRows)
        bringBackPlace();
    if (isListed) {
        bringBackSelection();
        if (std::exchange(m_isFirstLook, false) && m_errors->isHidden()) // else there is more urgent news
            showUnderstanding();
    }
    if (isHeadersRead && !m_isResolutionChosen && !std::exchange(m_isResolutionGuessed, true))
        guessResolution();
    showSummary();
}

void DatasetPage::takeEnd(const std::shared_ptr<const Error> &error)
{
    if (std::exchange(m_isStallShown, false)) // it has come to its end after all, or was told to
        m_errors->clear();
    if (m_job)
        m_job->finish();
    m_job = nullptr;
    m_model->refilter();
    bringBackPlace();
    bringBackSelection();
    m_wanted = {};
    m_facets->countNow();
    if (error && error->code == ErrorCode::NotFound)
        offerImport(*error);
    else if (error && error->code != ErrorCode::Interrupted)
        showScanError(*error);
    else if (!error)
        offerMaps();
    watchFolders();
    showSummary();
    showSelection();
    Q_EMIT scanFinished();
}

void DatasetPage::applyFilter(const PairFilter &filter)
{
    const auto current = m_grid->currentIndex();
    const std::optional<uint32_t> row =
        current.isValid() ? std::optional(m_model->tableRow(current)) : std::nullopt;
    m_facets->showFilter(m_filter->text());
    m_model->setFilter(filter);
    if (row && m_model->indexOf(*row).isValid())
        m_grid->setCurrentIndex(m_model->indexOf(*row));
    showSummary();
    Q_EMIT viewChanged();
}

void DatasetPage::setThumbSize(int side)
{
    m_grid->setCellSize(m_delegate->cellSize(side, m_grid->font()));
    Q_EMIT viewChanged();
}

std::vector<uint32_t> DatasetPage::selectedRows() const
{
    std::vector<uint32_t> rows;
    for (const auto &range : m_grid->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(m_model->tableRow(m_model->index(row)));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void DatasetPage::showSelection()
{
    int selected = 0;
    for (const auto &range : m_grid->selectionModel()->selection())
        selected += range.height();
    const auto current = m_grid->currentIndex();
    const auto row = current.isValid() ? std::optional(m_model->tableRow(current)) : std::nullopt;
    m_details->show(row, selected, m_root, m_resolution->value());
    if (isPairShown() && row != m_shownRow) {
        m_shownRow = row;
        m_view->show(row, m_root, m_resolution->value());
    }
    showSummary();
    Q_EMIT viewChanged();
}

void DatasetPage::showPair(bool isLarge)
{
    m_shownRow.reset();
    m_stack->setCurrentIndex(isLarge ? 1 : 0);
    if (isLarge && !m_grid->currentIndex().isValid() && m_model->rowCount() > 0)
        m_grid->setCurrentIndex(m_model->index(0));
    showSelection();
    (isLarge ? static_cast<QWidget *>(m_view) : m_grid)->setFocus();
}

bool DatasetPage::isPairShown() const { return m_stack->currentIndex() == 1; }

void DatasetPage::showSummary()
{
    const auto all = qint64(m_model->table().size());
    const int shown = m_model->rowCount();
    if (m_root.empty() != (m_stack->currentWidget() == m_empty))
        m_stack->setCurrentWidget(m_root.empty() ? m_empty : m_grid);
    m_grid->setEmptyText(isScanning() ? tr("Reading the folder…")
                         : all == 0   ? tr("There is no picture in this folder.")
                                      : tr("No pair fits the filter. Clear it to see all."));
    QString text = shown == all ? tr("%Ln rows", nullptr, int(all))
                                : tr("%1 of %2").arg(locale().toString(shown), locale().toString(all));
    int selected = 0;
    for (const auto &range : m_grid->selectionModel()->selection())
        selected += range.height();
    if (selected > 1)
        text += tr(", %Ln selected", nullptr, selected);
    if (!m_layoutText.isEmpty())
        text += QStringLiteral(" · ") + m_layoutText;
    m_summary->setText(m_root.empty() ? QString() : text);
}

bool DatasetPage::canClose(QString *whatGoesOn)
{
    m_details->commitCaption();
    if (isChanging() && whatGoesOn)
        *whatGoesOn = tr("a change to the dataset");
    return !isChanging();
}

void DatasetPage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_size)
        setThumbSize(m_size->value());
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && m_isUnwatched &&
        m_sinceScan.hasExpired(kLookAgain))
        takeNews();
}

} // namespace armature::ui
