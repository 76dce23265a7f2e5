#include "ui/dataset/dataset_page.h"

#include "ui/dataset/change_runner.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/folder_scanner.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_delegate.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QEvent>
#include <QEventLoop>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace armature::ui {

namespace {

constexpr int kResolution = 512;
constexpr int kSettle = 1500;       // milliseconds without a change in the folder, before it is read again
constexpr size_t kMaxWatched = 200; // folders

std::filesystem::path thumbnailFolder()
{
    const auto cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return cache.isEmpty() ? std::filesystem::path() : pathFromQt(cache) / "armature" / "thumbnails";
}

} // namespace

DatasetPage::DatasetPage(PageServices services, QWidget *parent)
    : Page(parent), m_services(services), m_model(new PairModel(this)), m_scanner(new FolderScanner(this)),
      m_thumbnails(new Thumbnails(thumbnailFolder(), this)),
      m_delegate(new PairDelegate(*m_model, *m_thumbnails, this)), m_changes(new ChangeRunner(this))
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
    connect(m_thumbnails, &Thumbnails::ready, m_grid->viewport(), qOverload<>(&QWidget::update));
    connect(m_filter, &FilterField::filterChanged, this, &DatasetPage::applyFilter);
    connect(m_facets, &FacetPanel::filterChosen, m_filter, &FilterField::setText);
    connect(m_grid, &PairGrid::zoomRequested, this,
            [this](int steps) { m_size->setValue(m_size->value() + 16 * steps); });
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &DatasetPage::showSelection);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DatasetPage::showSelection);
    connect(m_model, &PairModel::modelReset, this, &DatasetPage::showSelection);
    connect(m_grid->verticalScrollBar(), &QScrollBar::valueChanged, this, &Page::viewChanged);
    m_settled.setSingleShot(true);
    m_settled.setInterval(kSettle);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settled, qOverload<>(&QTimer::start));
    connect(&m_settled, &QTimer::timeout, this, [this] {
        if (m_changes->isBusy() || isScanning())
            m_settled.start();
        else
            rescan();
    });
    connectChanges();
    setThumbSize(size::kDefaultThumb);
    m_facets->showFilter({});
    showSummary();
}

DatasetPage::~DatasetPage() = default;

QWidget *DatasetPage::makeToolBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    row->setSpacing(space::kSmall);
    m_filter = new FilterField(bar);
    row->addWidget(m_filter, 1, Qt::AlignTop);
    m_mode = new QComboBox(bar);
    m_mode->setAccessibleName(tr("What the cells show"));
    m_mode->addItem(icon(QStringLiteral("file-earmark-image")), tr("Picture"));
    m_mode->addItem(icon(QStringLiteral("bounding-box")), tr("Map"));
    m_mode->addItem(icon(QStringLiteral("layers-half")), tr("Both"));
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this](int mode) {
        m_delegate->setMode(ThumbMode(mode));
        m_grid->viewport()->update();
        Q_EMIT viewChanged();
    });
    row->addWidget(m_mode, 0, Qt::AlignTop);
    m_size = new QSlider(Qt::Horizontal, bar);
    m_size->setAccessibleName(tr("Size of the cells"));
    m_size->setToolTip(tr("Size of the cells (Ctrl and wheel)"));
    m_size->setRange(size::kThumbs.front(), size::kThumbs.back());
    m_size->setValue(size::kDefaultThumb);
    m_size->setFixedSize(120, size::kControl); // as high as its neighbours in the row
    connect(m_size, &QSlider::valueChanged, this, &DatasetPage::setThumbSize);
    row->addWidget(m_size, 0, Qt::AlignTop);
    return bar;
}

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
    connect(m_grid, &PairGrid::activated, this, [this] { showPair(true); });
    connect(m_view, &PairView::closeWanted, this, [this] { showPair(false); });
    connect(m_view, &PairView::stepWanted, this, [this](int by) {
        const int row =
            std::clamp(m_grid->currentIndex().row() + by, 0, std::max(0, m_model->rowCount() - 1));
        if (m_model->rowCount() > 0)
            m_grid->setCurrentIndex(m_model->index(row));
    });
    column->addWidget(m_stack, 1);
    m_summary = new QLabel(centre);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    column->addWidget(m_summary);
    return centre;
}

void DatasetPage::openProject(Project &project) { openFolder(project.pictures()); }

void DatasetPage::closeProject()
{
    m_details->commitCaption();
    m_settled.stop();
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    m_changes->close();
    m_captionEdits = 0;
    m_listing.clear();
    m_scanner->stop();
    if (m_job)
        m_job->finish();
    m_job = nullptr;
    m_root.clear();
    m_thumbnails->clear();
    m_model->clear();
    m_errors->clear();
    showSummary();
}

void DatasetPage::openFolder(const std::filesystem::path &folder)
{
    closeProject();
    m_root = folder;
    m_delegate->setRoot(folder);
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
    if (m_model->rowCount() > 0)
        m_wantedScroll = m_grid->verticalScrollBar()->value();
    m_errors->clear();
    m_scanner->start(m_root, kResolution);
    showSummary();
}

bool DatasetPage::isScanning() const { return m_scanner->isRunning(); }

void DatasetPage::takeBatch(const std::shared_ptr<ScanBatch> &batch)
{
    if (m_job)
        m_job->setProgress(qint64(batch->done), qint64(batch->total));
    if (batch->startsOver && m_grid->currentIndex().isValid() && m_wantedCurrent.isEmpty())
        m_wantedCurrent = m_grid->currentIndex().data().toString();
    const bool hasRows = !batch->rows.empty();
    if (!batch->layoutText.empty())
        m_listing = batch->listing;
    m_model->apply(std::move(*batch));
    if (hasRows && !m_wantedCurrent.isEmpty()) {
        const size_t row = m_model->table().find(m_wantedCurrent.toStdString());
        const auto index = row < m_model->table().size() ? m_model->indexOf(uint32_t(row)) : QModelIndex();
        if (index.isValid()) {
            m_grid->setCurrentIndex(index);
            m_wantedCurrent.clear();
        }
    }
    if (hasRows && m_wantedScroll >= 0 && m_grid->verticalScrollBar()->maximum() >= m_wantedScroll) {
        m_grid->verticalScrollBar()->setValue(m_wantedScroll);
        m_wantedScroll = -1;
    }
    showSummary();
}

void DatasetPage::takeEnd(const std::shared_ptr<const Error> &error)
{
    if (m_job)
        m_job->finish();
    m_job = nullptr;
    m_wantedCurrent.clear();
    m_model->refilter();
    m_facets->countNow();
    if (error && error->code != ErrorCode::Interrupted)
        m_errors->show(ErrorReport::from(*error, tr("Read again"), [this] { rescan(); }));
    watchFolders();
    showSummary();
    showSelection();
    Q_EMIT scanFinished();
}

// The folders that hold pictures: a new file there is taken in.
void DatasetPage::watchFolders()
{
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    const auto &table = m_model->table();
    std::set<std::string_view> names;
    for (uint32_t row = 0; row < table.size() && names.size() < kMaxWatched; ++row) {
        for (const auto name : {table.target(row), table.condition(row)}) {
            if (const auto slash = name.rfind('/'); slash != std::string_view::npos)
                names.insert(name.substr(0, slash));
        }
    }
    QStringList folders;
    for (const auto name : names)
        folders << QString::fromStdString((m_root / name).string());
    if (!folders.isEmpty())
        m_watcher.addPaths(folders);
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
    m_details->show(row, selected, m_root);
    if (isPairShown() && row != m_shownRow) {
        m_shownRow = row;
        m_view->show(row, m_root, kResolution);
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
    m_grid->setEmptyText(m_root.empty() ? tr("No folder is open. Drop a folder of pairs on the window.")
                         : isScanning() ? tr("Reading the folder…")
                         : all == 0     ? tr("There is no pair in this folder.")
                                        : tr("No pair fits the filter. Clear it to see all."));
    QString text = shown == all ? tr("%Ln rows", nullptr, int(all))
                                : tr("%1 of %2").arg(locale().toString(shown), locale().toString(all));
    int selected = 0;
    for (const auto &range : m_grid->selectionModel()->selection())
        selected += range.height();
    if (selected > 1)
        text += tr(", %Ln selected", nullptr, selected);
    m_summary->setText(m_root.empty() ? QString() : text);
}

QList<Command> DatasetPage::commands()
{
    const auto isOpen = [this] { return !m_root.empty(); };
    const auto hasSelection = [this] {
        return m_grid->selectionModel()->hasSelection() && !m_changes->isBusy();
    };
    QList<Command> list = {
        {QStringLiteral("dataset.filter"), tr("Filter the pairs"), QStringLiteral("funnel"),
         QKeySequence(QStringLiteral("Ctrl+F")),
         [this] { m_filter->edit()->setFocus(Qt::ShortcutFocusReason); }, isOpen},
        {QStringLiteral("dataset.rescan"), tr("Read the folder again"), QStringLiteral("arrow-clockwise"),
         QKeySequence(QStringLiteral("F5")), [this] { rescan(); }, isOpen},
        {QStringLiteral("dataset.undo"), tr("Undo the last change"), QStringLiteral("arrow-counterclockwise"),
         QKeySequence(QStringLiteral("Ctrl+Z")), [this] { m_changes->undo(); },
         [this] { return m_changes->canUndo(); }},
        {QStringLiteral("dataset.redo"), tr("Redo the last change"), QStringLiteral("arrow-clockwise"),
         QKeySequence(QStringLiteral("Ctrl+Shift+Z")), [this] { m_changes->redo(); },
         [this] { return m_changes->canRedo(); }},
    };
    const auto show = [&](const char *id, const QString &title, const char *iconName, const char *key,
                          int mode) {
        list.append({QLatin1String(id), title, QLatin1String(iconName), QKeySequence(QLatin1String(key)),
                     [this, mode] { m_mode->setCurrentIndex(mode); }, isOpen});
    };
    show("dataset.show-picture", tr("Show the pictures"), "file-earmark-image", "Alt+1", 0);
    show("dataset.show-map", tr("Show the maps"), "bounding-box", "Alt+2", 1);
    show("dataset.show-both", tr("Show the maps over the pictures"), "layers-half", "Alt+3", 2);
    const auto mend = [&](const QString &title, const char *iconName, const char *key, Repair repair) {
        const auto name = repairName(repair);
        list.append({QStringLiteral("dataset.repair.") + QLatin1String(name.data(), qsizetype(name.size())),
                     title, QLatin1String(iconName), QKeySequence(QLatin1String(key)),
                     [this, repair] { offerRepair(repair); }, hasSelection});
    };
    mend(tr("Resize maps to their pictures"), "arrows-fullscreen", "", Repair::ResizeMap);
    mend(tr("Crop maps to their pictures"), "crop", "", Repair::CropMap);
    mend(tr("Turn pictures upright by EXIF"), "arrow-clockwise", "", Repair::ApplyExif);
    mend(tr("Lay transparent pictures on white"), "layers-half", "", Repair::FlattenAlpha);
    mend(tr("Pair pictures and maps by name"), "link-45deg", "", Repair::PairByName);
    mend(tr("Quarantine the selected pairs"), "archive", "Del", Repair::Quarantine);
    mend(tr("Exclude the selected pairs from training"), "slash-circle", "X", Repair::Exclude);
    mend(tr("Include the selected pairs again"), "check-circle", "Shift+X", Repair::Include);
    return list;
}

bool DatasetPage::canClose(QString *whatGoesOn)
{
    m_details->commitCaption();
    if (m_changes->isBusy() && whatGoesOn)
        *whatGoesOn = tr("a change to the dataset");
    return !m_changes->isBusy();
}

QJsonObject DatasetPage::saveView() const
{
    const auto current = m_grid->currentIndex();
    return {{QStringLiteral("filter"), m_filter->text()},
            {QStringLiteral("mode"), m_mode->currentIndex()},
            {QStringLiteral("size"), m_size->value()},
            {QStringLiteral("current"), current.isValid() ? current.data().toString() : QString()},
            {QStringLiteral("scroll"), m_grid->verticalScrollBar()->value()}};
}

void DatasetPage::restoreView(const QJsonObject &view)
{
    m_filter->setText(view[QStringLiteral("filter")].toString());
    m_mode->setCurrentIndex(std::clamp(view[QStringLiteral("mode")].toInt(), 0, 2));
    m_size->setValue(view[QStringLiteral("size")].toInt(size::kDefaultThumb));
    m_wantedCurrent = view[QStringLiteral("current")].toString();
    m_wantedScroll = view[QStringLiteral("scroll")].toInt(-1);
}

QStringList DatasetPage::tourStates() const
{
    return {QStringLiteral("empty"),   QStringLiteral("scanning"), QStringLiteral("grid"),
            QStringLiteral("both"),    QStringLiteral("faults"),   QStringLiteral("pair"),
            QStringLiteral("overlay"), QStringLiteral("error")};
}

void DatasetPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    const auto folder = m_tourFolder.empty() ? m_root : m_tourFolder;
    m_tourFolder = folder;
    if (is("empty")) {
        closeProject();
        return;
    }
    const bool isScanShown = is("scanning");
    if (m_root.empty() || isScanShown)
        openFolder(folder);
    if (isScanShown)
        return;
    QEventLoop loop;
    connect(this, &DatasetPage::scanFinished, &loop, &QEventLoop::quit);
    if (isScanning())
        loop.exec();
    m_errors->clear();
    m_mode->setCurrentIndex(is("both") ? 2 : 0);
    m_filter->setText(is("faults")                  ? QStringLiteral("issue:misaligned OR issue:unpaired")
                      : is("pair") || is("overlay") ? QStringLiteral("issue:misaligned")
                                                    : QString());
    // A dataset without such faults shows what it has.
    if (m_model->rowCount() == 0)
        m_filter->setText(is("faults") ? QStringLiteral("issue:duplicate") : QString());
    if (m_model->rowCount() == 0)
        m_filter->setText({});
    if (m_model->rowCount() > 0)
        m_grid->setCurrentIndex(m_model->index(0));
    showPair(is("pair") || is("overlay"));
    m_view->setMode(is("overlay") ? 1 : 0);
    if (m_view->canvas()->isLoading()) {
        connect(m_view->canvas(), &PairCanvas::loaded, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (is("error")) {
        Error error;
        error.message = tr("The disk is full: 12 maps could not be resized.").toStdString();
        error.kept = tr("Everything is as it was before.").toStdString();
        m_errors->show(ErrorReport::from(error, tr("Try again"), [] {}));
    }
}

void DatasetPage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_size)
        setThumbSize(m_size->value());
}

} // namespace armature::ui
