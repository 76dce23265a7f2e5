#include "ui/train/review_wall.h"

#include "ui/dataset/thumbnails.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/review_grid.h"
#include "ui/train/review_stage.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kPlayInterval = 500; // milliseconds a picture

QToolButton *makeTool(QWidget *parent, QHBoxLayout &row, const char *iconName, const QString &text)
{
    auto *made = new QToolButton(parent);
    made->setIcon(icon(QLatin1String(iconName)));
    made->setToolTip(text);
    made->setAccessibleName(text);
    made->setAutoRaise(true);
    row.addWidget(made);
    return made;
}

} // namespace

ReviewWall::ReviewWall(QWidget *parent) : QWidget(parent), m_model(new ReviewModel(this)), m_thumbnails(new Thumbnails({}, this))
{
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(makeWall());
    m_stack->addWidget(makeLarge());
    m_stack->addWidget(new EmptyState(QStringLiteral("images"), tr("Validation pictures"),
                                      tr("Pictures of your validation prompts hang here step by step, the first before training."), this));
    connect(m_model, &QAbstractItemModel::modelReset, this, &ReviewWall::showWhatThereIs);
    connect(m_model, &QAbstractItemModel::columnsInserted, this, &ReviewWall::showWhatThereIs);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ReviewWall::showWhatThereIs);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(makeNotes());
    column->addWidget(makeFoot());
    showWhatThereIs();
}

QWidget *ReviewWall::makeWall()
{
    m_grid = new ReviewGrid(*m_model, *m_thumbnails, this);
    m_table = m_grid->steps();
    connect(m_grid, &ReviewGrid::opened, this, [this] { showLarge(true); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &, const QModelIndex &before) {
        if (before.isValid() && m_remark->isModified()) // typed, and not finished: it belongs to the step that is left
            remarkOn(m_model->step(before.column()), m_remark->text());
        m_remark->setModified(false);
        showNotes();
        showStep();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ReviewWall::showChoice);
    return m_grid;
}

QWidget *ReviewWall::makeLarge()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    bar->setSpacing(space::kTiny);
    connect(makeTool(page, *bar, "grid-3x3-gap", tr("Back to the wall (Esc)")), &QToolButton::clicked, this, [this] { showLarge(false); });
    connect(makeTool(page, *bar, "chevron-left", tr("The step before (Left)")), &QToolButton::clicked, this, [this] { moveBy(0, -1); });
    connect(makeTool(page, *bar, "chevron-right", tr("The next step (Right)")), &QToolButton::clicked, this, [this] { moveBy(0, 1); });
    connect(makeTool(page, *bar, "chevron-up", tr("The prompt before (Up)")), &QToolButton::clicked, this, [this] { moveBy(-1, 0); });
    connect(makeTool(page, *bar, "chevron-down", tr("The next prompt (Down)")), &QToolButton::clicked, this, [this] { moveBy(1, 0); });
    m_what = new ElidedLabel(Qt::ElideRight, page);
    bar->addWidget(m_what, 1);
    const auto slider = [&](const char *name, int low, int high, int value, const QString &words) {
        auto *made = new QSlider(Qt::Horizontal, page);
        made->setObjectName(QLatin1String(name));
        made->setRange(low, high);
        made->setValue(value);
        made->setFixedWidth(100);
        made->setAccessibleName(words);
        made->setToolTip(words);
        made->hide();
        bar->addWidget(made);
        return made;
    };
    m_opacity = slider("train.opacity", 0, 100, 50, tr("How much of the condition is seen"));
    m_strength = slider("train.strength", 1, 16, 4, tr("How much the difference is amplified"));
    m_stage = new ReviewStage(page);
    m_stage->installEventFilter(this);
    connect(m_opacity, &QSlider::valueChanged, m_stage, [this](int percent) { m_stage->setOpacity(percent / 100.0); });
    connect(m_strength, &QSlider::valueChanged, m_stage, &ReviewStage::setStrength);
    m_stage->setStrength(m_strength->value());
    auto *modes = new QButtonGroup(page);
    const std::pair<const char *, QString> ways[] = {{"images", tr("Beside each other")},
                                                     {"layout-split", tr("With a slider")},
                                                     {"layers-half", tr("Onion skin: the condition over each")},
                                                     {"eye", tr("In turn")},
                                                     {"circle-half", tr("Difference from the first")}};
    for (int way = 0; way < int(std::size(ways)); ++way) {
        QToolButton *made = makeTool(page, *bar, ways[way].first, ways[way].second);
        made->setObjectName(QStringLiteral("train.way.%1").arg(way));
        made->setCheckable(true);
        modes->addButton(made, way);
    }
    modes->button(0)->setChecked(true);
    connect(modes, &QButtonGroup::idClicked, this, [this](int way) { setMode(StageMode(way)); });
    column->addLayout(bar);
    column->addWidget(m_stage, 1);
    return page;
}

QWidget *ReviewWall::makeFoot()
{
    m_foot = new QWidget(this);
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    m_play = makeTool(m_foot, *foot, "play-fill", tr("Play through the steps"));
    m_play->setObjectName(QStringLiteral("train.play"));
    m_play->setCheckable(true);
    connect(m_play, &QToolButton::toggled, this, &ReviewWall::play);
    m_steps = new QSlider(Qt::Horizontal, m_foot);
    m_steps->setObjectName(QStringLiteral("train.steps"));
    m_steps->setAccessibleName(tr("Step"));
    m_steps->setToolTip(tr("Goes through the steps, on the wall and large"));
    connect(m_steps, &QSlider::valueChanged, this, [this](int chosen) {
        if (!m_isMoving && chosen >= 0 && chosen < int(m_model->steps().size()))
            setStep(m_model->steps()[size_t(chosen)]);
    });
    foot->addWidget(m_steps, 1);
    m_step = new QLabel(m_foot);
    m_step->setMinimumWidth(fontMetrics().horizontalAdvance(tr("Before training")));
    foot->addWidget(m_step);
    m_size = new QSlider(Qt::Horizontal, m_foot);
    m_size->setRange(size::kThumbs.front(), size::kThumbs.back());
    m_size->setValue(size::kDefaultThumb);
    m_size->setFixedWidth(100);
    m_size->setAccessibleName(tr("Size of the pictures"));
    m_size->setToolTip(m_size->accessibleName());
    connect(m_size, &QSlider::valueChanged, m_grid, &ReviewGrid::setSide);
    foot->addWidget(m_size);
    m_player.setInterval(kPlayInterval);
    connect(&m_player, &QTimer::timeout, this, [this] {
        const auto &steps = m_model->steps();
        if (steps.empty() || m_stage->isLoading()) // a slow disk shows every picture, later
            return;
        const auto now = std::ranges::upper_bound(steps, chosenStep());
        setStep(now == steps.end() ? steps.front() : *now);
    });
    return m_foot;
}

void ReviewWall::open(const RunPlace &place, const TrainOptions &options)
{
    showLarge(false);
    m_place = place;
    m_notes = RunNotes::load(place);
    m_remark->setModified(false);
    m_thumbnails->clear();
    const auto added = readAddedValidation(place.folder());
    m_model->open(place.folder() / "samples", options, added ? *added : std::vector<ShownPrompt>());
    m_knownCheckpoints = 0;
    showNotes();
}

void ReviewWall::clear()
{
    showLarge(false);
    m_place.reset();
    m_notes = {};
    m_model->clear();
    m_thumbnails->clear();
}

void ReviewWall::show(const RunHistory &history)
{
    m_model->setRounds(history.rounds);
    const size_t known = std::min(m_knownCheckpoints, history.checkpoints.size());
    if (history.checkpoints.size() != m_knownCheckpoints) {
        // The best step may have been marked before its checkpoint was there.
        for (size_t i = known; m_place && i < history.checkpoints.size(); ++i)
            if (history.checkpoints[i].step == m_notes.pinned)
                keepCheckpoint(*m_place, m_notes.pinned, true);
        m_knownCheckpoints = history.checkpoints.size();
        showNotes(); // another one may be made the result
    }
    showStep();
}

void ReviewWall::addPrompt(const ShownPrompt &added) { m_model->addPrompts({added}); }

void ReviewWall::setMode(StageMode mode)
{
    m_stage->setMode(mode);
    m_opacity->setVisible(mode == StageMode::Onion);
    m_strength->setVisible(mode == StageMode::Difference);
}

bool ReviewWall::isLarge() const { return m_stack->currentIndex() == 1; }

void ReviewWall::showWhatThereIs()
{
    const bool hasPictures = m_model->columnCount() > 1;
    if (!hasPictures)
        showLarge(false);
    else if (!isLarge())
        m_stack->setCurrentIndex(0);
    m_bar->setVisible(hasPictures);
    m_foot->setVisible(hasPictures);
    showChoice();
    showStep();
}

void ReviewWall::showLarge(bool isLarge)
{
    m_chosen.clear();
    const QModelIndex current = m_table->currentIndex();
    if (isLarge && current.isValid()) {
        QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
        if (!chosen.contains(current))
            chosen = {current};
        std::ranges::sort(chosen, [](const QModelIndex &a, const QModelIndex &b) { return std::pair(a.column(), a.row()) < std::pair(b.column(), b.row()); });
        m_chosen.assign(chosen.begin(), chosen.end());
    }
    const bool canShow = !m_chosen.empty();
    if (m_play && !canShow)
        m_play->setChecked(false);
    m_stack->setCurrentIndex(canShow ? 1 : m_model->columnCount() > 1 ? 0 : 2);
    if (m_size)
        m_size->setVisible(!canShow);
    if (canShow)
        showChosen();
    showChoice();
    (canShow ? static_cast<QWidget *>(m_stage) : m_table)->setFocus();
}

QString ReviewWall::nameOf(const QModelIndex &index) const
{
    const QString name = m_model->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString();
    const bool isOfAnother = std::ranges::any_of(m_chosen, [&](const QPersistentModelIndex &other) { return other.row() != index.row(); });
    return isOfAnother ? QStringLiteral("%1 · %2").arg(name, m_model->prompt(index.row())) : name;
}

void ReviewWall::showChosen()
{
    std::erase_if(m_chosen, [](const QPersistentModelIndex &index) { return !index.isValid(); });
    if (m_chosen.empty())
        return;
    std::vector<StagePicture> pictures;
    for (const QPersistentModelIndex &index : m_chosen)
        pictures.push_back({m_model->file(index), m_model->condition(index.row()), nameOf(index), index.column() < m_model->leadColumns() && m_chosen.size() > 1});
    if (m_chosen.size() == 1 && m_chosen.front().column() >= m_model->leadColumns()) {
        const int row = m_chosen.front().row();
        pictures.push_back({m_model->condition(row), {}, tr("Condition"), true});
        if (!m_model->target(row).empty())
            pictures.push_back({m_model->target(row), {}, tr("Target"), true});
    }
    QStringList names;
    for (const StagePicture &one : pictures)
        if (!one.isReference)
            names += one.name;
    m_what->setText(names.join(QStringLiteral(" · ")) + QStringLiteral(" · ") + m_model->prompt(m_chosen.front().row()));
    m_stage->show(std::move(pictures));
    showStep();
}

void ReviewWall::showStep()
{
    const auto &steps = m_model->steps();
    m_isMoving = true;
    m_steps->setRange(0, std::max(0, int(steps.size()) - 1));
    const int64_t step = chosenStep();
    const auto found = std::ranges::lower_bound(steps, step);
    if (step >= 0 && found != steps.end())
        m_steps->setValue(int(found - steps.begin()));
    m_isMoving = false;
    m_step->setText(step >= 0 ? m_model->headerData(m_model->columnOf(step), Qt::Horizontal, Qt::DisplayRole).toString() : QString());
}

void ReviewWall::setStep(int64_t step)
{
    const int column = m_model->columnOf(step);
    if (column < 0)
        return;
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        m_table->setCurrentIndex(m_model->index(0, column));
        return;
    }
    moveBy(0, column - current.column());
}

// The one that is looked at goes along the steps, all that are chosen go along the prompts.
void ReviewWall::moveBy(int rows, int columns)
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    if (!isLarge() || m_chosen.size() < 2) {
        const int row = std::clamp(current.row() + rows, 0, std::max(0, m_model->rowCount() - 1));
        const int column = std::clamp(current.column() + columns, 0, std::max(0, m_model->columnCount() - 1));
        m_table->setCurrentIndex(m_model->index(row, column));
        if (isLarge()) {
            m_chosen = {m_table->currentIndex()};
            showChosen();
        }
        return;
    }
    const bool staysInside = std::ranges::all_of(m_chosen, [&](const auto &index) { return index.row() + rows >= 0 && index.row() + rows < m_model->rowCount(); });
    QModelIndex next = current;
    for (QPersistentModelIndex &index : m_chosen) {
        const bool isCurrent = index == current;
        const int column = isCurrent ? std::clamp(index.column() + columns, m_model->leadColumns(), m_model->columnCount() - 1) : index.column();
        index = m_model->index(index.row() + (staysInside ? rows : 0), column);
        if (isCurrent)
            next = index;
    }
    m_table->selectionModel()->clearSelection();
    for (const QPersistentModelIndex &index : m_chosen)
        m_table->selectionModel()->select(index, QItemSelectionModel::Select);
    m_table->selectionModel()->setCurrentIndex(next, QItemSelectionModel::NoUpdate);
    showChosen();
}

bool ReviewWall::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_stage && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Escape) {
            keyPressEvent(static_cast<QKeyEvent *>(event));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ReviewWall::keyPressEvent(QKeyEvent *event)
{
    if (!isLarge())
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Escape: return showLarge(false);
    case Qt::Key_Left: return moveBy(0, -1);
    case Qt::Key_Right: return moveBy(0, 1);
    case Qt::Key_Up: return moveBy(-1, 0);
    case Qt::Key_Down: return moveBy(1, 0);
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace armature::ui
