#include "ui/train/review_grid.h"

#include "ui/dataset/thumbnails.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/review_model.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

int captionHeight(const QFont &font) { return QFontMetrics(captionFont(font)).height() + space::kTiny; }

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
        const int below = captionHeight(option.font);
        const QRect inner = option.rect.adjusted(size::kThumbPadding, size::kThumbPadding, -size::kThumbPadding, -size::kThumbPadding - below);
        if (index.column() < m_model.leadColumns())
            paintPrompt(painter, option, index, below);
        const auto sign = [&](const char *name) {
            const QRect place(inner.center() - QPoint(size::kIcon / 2, size::kIcon / 2), QSize(size::kIcon, size::kIcon));
            armature::ui::paintIcon(*painter, QRectF(place), QLatin1String(name), isChosen ? colors.onAccent : colors.text2);
        };
        const auto file = m_model.file(index);
        if (file.empty()) // the prompt was not shown at that step
            return sign("dash-lg");
        const auto thumbnail = m_thumbnails.get(file);
        if (thumbnail.state == Thumbnails::State::Failed)
            return sign("slash-circle");
        if (thumbnail.state != Thumbnails::State::Ready)
            return;
        const QSize shown = thumbnail.pixmap.size().scaled(inner.size(), Qt::KeepAspectRatio);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawPixmap(QRect(inner.topLeft() + QPoint((inner.width() - shown.width()) / 2, (inner.height() - shown.height()) / 2), shown), thumbnail.pixmap);
    }

private:
    // One line below condition and target together, of which each cell paints its part.
    void paintPrompt(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, int height) const
    {
        const ThemeColors &colors = themeColors(option.palette);
        const int width = option.rect.width();
        const QRect line(option.rect.left() - index.column() * width + size::kThumbPadding, option.rect.bottom() - height - size::kThumbPadding / 2,
                         m_model.leadColumns() * width - 2 * size::kThumbPadding, height);
        painter->save();
        painter->setClipRect(option.rect);
        painter->setFont(captionFont(option.font));
        painter->setPen(color(option.state.testFlag(QStyle::State_Selected) ? colors.onAccent : colors.text2));
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(m_model.prompt(index.row()), Qt::ElideRight, line.width()));
        painter->restore();
    }

    const ReviewModel &m_model;
    Thumbnails &m_thumbnails;
};

} // namespace

ReviewGrid::ReviewGrid(ReviewModel &model, Thumbnails &thumbnails, QWidget *parent)
    : QWidget(parent), m_model(model), m_thumbnails(thumbnails)
{
    m_lead = makeTable();
    m_steps = makeTable();
    m_lead->setObjectName(QStringLiteral("train.lead"));
    m_lead->setAccessibleName(tr("Conditions and targets"));
    m_steps->setAccessibleName(tr("Validation pictures by step and prompt"));
    QItemSelectionModel *own = m_lead->selectionModel();
    m_lead->setSelectionModel(m_steps->selectionModel());
    delete own;
    m_lead->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_lead->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_steps->verticalScrollBar(), &QScrollBar::valueChanged, m_lead->verticalScrollBar(), &QScrollBar::setValue);
    connect(m_lead->verticalScrollBar(), &QScrollBar::valueChanged, m_steps->verticalScrollBar(), &QScrollBar::setValue);
    m_steps->horizontalScrollBar()->installEventFilter(this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(1); // a line of the ground
    m_leadColumn = new QVBoxLayout;
    m_leadColumn->setContentsMargins(0, 0, 0, 0);
    m_leadColumn->addWidget(m_lead);
    row->addLayout(m_leadColumn);
    row->addWidget(m_steps, 1);
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] { partColumns(0, m_model.columnCount() - 1); });
    connect(&m_model, &QAbstractItemModel::columnsInserted, this, [this](const QModelIndex &, int first, int last) { partColumns(first, last); });
    connect(&m_thumbnails, &Thumbnails::ready, this, [this] {
        m_lead->viewport()->update();
        m_steps->viewport()->update();
    });
    // The newest round is followed as long as the last one was in view.
    connect(&m_model, &QAbstractItemModel::columnsAboutToBeInserted, this, [this] {
        QScrollBar *bar = m_steps->horizontalScrollBar();
        if (bar->value() >= bar->maximum())
            QMetaObject::invokeMethod(this, [bar] { bar->setValue(bar->maximum()); }, Qt::QueuedConnection);
    });
    setSide(size::kDefaultThumb);
}

QTableView *ReviewGrid::makeTable()
{
    auto *table = new QTableView(this);
    table->setToolTip(tr("Double click: large, beside its condition and target. Several chosen with Ctrl: compared."));
    table->setModel(&m_model);
    table->setItemDelegate(new PictureDelegate(m_model, m_thumbnails, this));
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setHighlightSections(false);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->installEventFilter(this);
    connect(table, &QTableView::activated, this, &ReviewGrid::opened);
    connect(table, &QTableView::doubleClicked, this, &ReviewGrid::opened);
    return table;
}

void ReviewGrid::partColumns(int first, int last)
{
    for (int column = first; column <= last; ++column) {
        const bool isLead = column < m_model.leadColumns();
        m_lead->setColumnHidden(column, !isLead);
        m_steps->setColumnHidden(column, isLead);
    }
    fitLead();
}

void ReviewGrid::setSide(int side)
{
    m_side = side;
    for (QTableView *table : {m_lead, m_steps}) {
        table->horizontalHeader()->setDefaultSectionSize(side + 2 * size::kThumbPadding);
        table->verticalHeader()->setDefaultSectionSize(side + 2 * size::kThumbPadding + captionHeight(font()));
    }
    fitLead();
}

void ReviewGrid::fitLead()
{
    m_lead->setFixedWidth(m_model.leadColumns() * (m_side + 2 * size::kThumbPadding));
    m_lead->setVisible(m_model.columnCount() > 0);
}

bool ReviewGrid::cross(QTableView *from, int key)
{
    const QModelIndex current = m_steps->currentIndex();
    const int lead = m_model.leadColumns();
    const bool isOutOfSteps = from == m_steps && key == Qt::Key_Left && current.column() == lead;
    const bool isOutOfLead = from == m_lead && key == Qt::Key_Right && current.column() == lead - 1 && m_model.columnCount() > lead;
    if (!current.isValid() || (!isOutOfSteps && !isOutOfLead))
        return false;
    QTableView *to = isOutOfSteps ? m_lead : m_steps;
    to->setCurrentIndex(m_model.index(current.row(), isOutOfSteps ? lead - 1 : lead));
    to->setFocus();
    return true;
}

bool ReviewGrid::eventFilter(QObject *watched, QEvent *event)
{
    // Both tables end at the same height, though only one has a bar below it.
    const QScrollBar *bar = m_steps ? m_steps->horizontalScrollBar() : nullptr;
    if (watched == bar && (event->type() == QEvent::Show || event->type() == QEvent::Hide || event->type() == QEvent::Resize) && m_leadColumn)
        m_leadColumn->setContentsMargins(0, 0, 0, event->type() == QEvent::Hide ? 0 : bar->height());
    if (event->type() == QEvent::KeyPress && (watched == m_lead || watched == m_steps) && static_cast<QKeyEvent *>(event)->modifiers() == Qt::NoModifier &&
        cross(static_cast<QTableView *>(watched), static_cast<QKeyEvent *>(event)->key()))
        return true;
    return QWidget::eventFilter(watched, event);
}

void ReviewGrid::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(colors.field));
    if (m_lead->isVisible())
        painter.fillRect(m_lead->geometry().right() + 1, 0, 1, height(), color(colors.line));
}

} // namespace armature::ui
