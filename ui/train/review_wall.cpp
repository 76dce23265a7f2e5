#include "ui/train/review_wall.h"

#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/thumbnails.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/empty_state.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kPlayInterval = 500; // milliseconds a picture

class PictureDelegate final : public QStyledItemDelegate
{
public:
    PictureDelegate(const ReviewModel &model, Thumbnails &thumbnails, QObject *parent)
        : QStyledItemDelegate(parent), m_model(model), m_thumbnails(thumbnails)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const ThemeColors &colors = themeColors(option.palette);
        const bool isChosen = option.state.testFlag(QStyle::State_Selected);
        painter->fillRect(option.rect, color(isChosen ? colors.accent : colors.field));
        const QRect inner = option.rect.adjusted(size::kThumbPadding, size::kThumbPadding, -size::kThumbPadding, -size::kThumbPadding);
        const auto thumbnail = m_thumbnails.get(m_model.file(index));
        if (thumbnail.state == Thumbnails::State::Failed) {
            const QRect place(inner.center() - QPoint(size::kIcon / 2, size::kIcon / 2), QSize(size::kIcon, size::kIcon));
            armature::ui::paintIcon(*painter, QRectF(place), QStringLiteral("slash-circle"), colors.text2);
            return;
        }
        if (thumbnail.state != Thumbnails::State::Ready)
            return;
        const QSize shown = thumbnail.pixmap.size().scaled(inner.size(), Qt::KeepAspectRatio);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawPixmap(QRect(inner.topLeft() + QPoint((inner.width() - shown.width()) / 2, (inner.height() - shown.height()) / 2), shown), thumbnail.pixmap);
    }

private:
    const ReviewModel &m_model;
    Thumbnails &m_thumbnails;
};

} // namespace

ReviewWall::ReviewWall(QWidget *parent) : QWidget(parent), m_model(new ReviewModel(this)), m_thumbnails(new Thumbnails({}, this))
{
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(makeWall());
    m_stack->addWidget(makeLarge());
    m_stack->addWidget(new EmptyState(QStringLiteral("images"), tr("Validation pictures"),
                                      tr("Pictures of your validation prompts hang here step by step, the first before training."), this));
    const auto showWhatThereIs = [this] {
        if (!isLarge())
            m_stack->setCurrentIndex(m_model->columnCount() > 1 ? 0 : 2);
    };
    connect(m_model, &QAbstractItemModel::modelReset, this, showWhatThereIs);
    connect(m_model, &QAbstractItemModel::columnsInserted, this, showWhatThereIs);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(m_thumbnails, &Thumbnails::ready, m_table->viewport(), qOverload<>(&QWidget::update));
    setSide(size::kDefaultThumb);
    showWhatThereIs();
}

QWidget *ReviewWall::makeWall()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_table = new QTableView(page);
    m_table->setAccessibleName(tr("Validation pictures by step and prompt"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PictureDelegate(*m_model, *m_thumbnails, this));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_table, &QTableView::activated, this, [this] { showLarge(true); });
    connect(m_table, &QTableView::doubleClicked, this, [this] { showLarge(true); });
    // The newest round is followed as long as the last one was in view.
    connect(m_model, &QAbstractItemModel::columnsAboutToBeInserted, this, [this] {
        QScrollBar *bar = m_table->horizontalScrollBar();
        if (bar->value() >= bar->maximum())
            QMetaObject::invokeMethod(this, [bar] { bar->setValue(bar->maximum()); }, Qt::QueuedConnection);
    });
    column->addWidget(m_table, 1);
    column->addWidget(makeNotes());
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ReviewWall::showNotes);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    auto *hint = new QLabel(tr("Double click: large, beside its condition. Two chosen with Ctrl: compared."), page);
    hint->setForegroundRole(QPalette::PlaceholderText);
    foot->addWidget(hint, 1);
    m_size = new QSlider(Qt::Horizontal, page);
    m_size->setRange(size::kThumbs.front(), size::kThumbs.back());
    m_size->setValue(size::kDefaultThumb);
    m_size->setFixedWidth(120);
    m_size->setAccessibleName(tr("Size of the pictures"));
    m_size->setToolTip(m_size->accessibleName());
    connect(m_size, &QSlider::valueChanged, this, &ReviewWall::setSide);
    foot->addWidget(m_size);
    column->addLayout(foot);
    return page;
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
    const auto button = [&](const char *iconName, const QString &text) {
        auto *made = new QToolButton(page);
        made->setIcon(icon(QLatin1String(iconName)));
        made->setToolTip(text);
        made->setAccessibleName(text);
        made->setAutoRaise(true);
        bar->addWidget(made);
        return made;
    };
    connect(button("grid-3x3-gap", tr("Back to the wall (Esc)")), &QToolButton::clicked, this, [this] { showLarge(false); });
    connect(button("chevron-left", tr("The step before (Left)")), &QToolButton::clicked, this, [this] { moveBy(0, -1); });
    connect(button("chevron-right", tr("The next step (Right)")), &QToolButton::clicked, this, [this] { moveBy(0, 1); });
    m_what = new QLabel(page);
    m_what->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    bar->addWidget(m_what, 1);
    m_canvas = new PairCanvas(page);
    auto *modes = new QButtonGroup(page);
    const std::pair<const char *, QString> ways[] = {{"images", tr("Beside each other")},
                                                     {"layers-half", tr("Onion skin: one over the other")},
                                                     {"layout-split", tr("Split")},
                                                     {"eye", tr("In turn")},
                                                     {"circle-half", tr("Difference")}};
    for (int way = 0; way < 5; ++way) {
        QToolButton *made = button(ways[way].first, ways[way].second);
        made->setCheckable(true);
        modes->addButton(made, way);
    }
    modes->button(0)->setChecked(true);
    connect(modes, &QButtonGroup::idClicked, m_canvas, [this](int way) { m_canvas->setMode(PairMode(way)); });
    column->addLayout(bar);
    column->addWidget(m_canvas, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    m_play = new QToolButton(page);
    m_play->setObjectName(QStringLiteral("train.play"));
    m_play->setIcon(icon(QStringLiteral("play-fill")));
    m_play->setAutoRaise(true);
    m_play->setCheckable(true);
    m_play->setToolTip(tr("Play through the steps"));
    m_play->setAccessibleName(m_play->toolTip());
    connect(m_play, &QToolButton::toggled, this, &ReviewWall::play);
    foot->addWidget(m_play);
    m_steps = new QSlider(Qt::Horizontal, page);
    m_steps->setAccessibleName(tr("Step"));
    m_steps->setToolTip(tr("Step"));
    connect(m_steps, &QSlider::valueChanged, this, [this](int chosen) {
        if (isLarge() && chosen != m_table->currentIndex().column())
            moveBy(0, chosen - m_table->currentIndex().column());
    });
    foot->addWidget(m_steps, 1);
    column->addLayout(foot);
    m_player.setInterval(kPlayInterval);
    connect(&m_player, &QTimer::timeout, this, [this] {
        const bool isLast = m_table->currentIndex().column() + 1 >= m_model->columnCount();
        moveBy(0, isLast ? m_model->leadColumns() - m_table->currentIndex().column() : 1);
    });
    return page;
}

void ReviewWall::open(const RunPlace &place, const TrainOptions &options)
{
    showLarge(false);
    m_place = place;
    m_notes = RunNotes::load(place);
    m_thumbnails->clear();
    m_model->open(place.folder() / "samples", options);
    setSide(m_size->value());
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

void ReviewWall::show(const RunHistory &history) { m_model->setRounds(history.rounds); }

void ReviewWall::setSide(int side)
{
    m_table->horizontalHeader()->setDefaultSectionSize(side + 2 * size::kThumbPadding);
    m_table->verticalHeader()->setDefaultSectionSize(side + 2 * size::kThumbPadding);
}

bool ReviewWall::isLarge() const { return m_stack->currentIndex() == 1; }

void ReviewWall::showLarge(bool isLarge)
{
    const bool canShow = isLarge && m_table->currentIndex().isValid();
    if (!canShow)
        m_play->setChecked(false);
    m_stack->setCurrentIndex(canShow ? 1 : m_model->columnCount() > 1 ? 0 : 2);
    if (canShow)
        showChosen();
    (canShow ? static_cast<QWidget *>(m_canvas) : m_table)->setFocus();
}

void ReviewWall::showChosen()
{
    const QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
    const QModelIndex current = m_table->currentIndex();
    m_steps->setRange(0, std::max(0, m_model->columnCount() - 1));
    m_steps->setValue(current.column());
    const auto name = [this](const QModelIndex &index) { return m_model->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(); };
    if (chosen.size() == 2) {
        const auto [first, second] = std::minmax(chosen[0], chosen[1], [](const QModelIndex &a, const QModelIndex &b) { return a.column() < b.column(); });
        m_canvas->show(m_model->file(first), m_model->file(second));
        m_canvas->setNames(name(first), name(second));
        m_what->setText(tr("%1 and %2 · %3").arg(name(first), name(second), m_model->prompt(second.row())));
        return;
    }
    m_canvas->show(m_model->file(current), m_model->condition(current.row()));
    m_canvas->setNames(name(current), tr("Condition"));
    m_what->setText(tr("%1 · %2").arg(name(current), m_model->prompt(current.row())));
}

void ReviewWall::moveBy(int rows, int columns)
{
    const QModelIndex current = m_table->currentIndex();
    const int row = std::clamp(current.row() + rows, 0, std::max(0, m_model->rowCount() - 1));
    const int column = std::clamp(current.column() + columns, 0, std::max(0, m_model->columnCount() - 1));
    m_table->setCurrentIndex(m_model->index(row, column));
    showChosen();
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
