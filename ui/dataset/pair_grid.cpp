#include "ui/dataset/pair_grid.h"

#include "ui/dataset/pair_grid_access.h"
#include "ui/theme/theme.h"

#include <QDrag>
#include <QDropEvent>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr const char *kDragType = "application/x-armature-row"; // of this grid's model

} // namespace

PairGrid::PairGrid(QWidget *parent) : QAbstractItemView(parent)
{
    teachScreenReadersPairGrid();
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    setEditTriggers(NoEditTriggers);
    setDragEnabled(true);
    setAcceptDrops(true);
    setAutoScroll(true);
}

void PairGrid::setCellSize(QSize size)
{
    const auto kept =
        currentIndex().isValid() ? currentIndex() : indexAt({m_cell.width() / 2, m_cell.height() / 2});
    m_cell = size;
    updateGeometries();
    if (kept.isValid())
        scrollTo(kept);
    viewport()->update();
}

void PairGrid::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

int PairGrid::columns() const { return std::max(1, viewport()->width() / m_cell.width()); }

QRect PairGrid::cellRect(int row) const
{
    const int columnCount = columns();
    const int slack = std::max(0, viewport()->width() - columnCount * m_cell.width()) / 2;
    return {QPoint(slack + row % columnCount * m_cell.width(),
                   row / columnCount * m_cell.height() - verticalOffset()),
            m_cell};
}

std::pair<int, int> PairGrid::rowsOnScreen() const
{
    const int first = verticalOffset() / m_cell.height() * columns();
    const int last = ((verticalOffset() + viewport()->height()) / m_cell.height() + 1) * columns() - 1;
    return {first, std::min(last, rowCount() - 1)};
}

QRect PairGrid::visualRect(const QModelIndex &index) const
{
    return index.isValid() ? cellRect(index.row()) : QRect();
}

void PairGrid::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const QRect rect = cellRect(index.row());
    auto *bar = verticalScrollBar();
    if (hint == PositionAtTop)
        bar->setValue(bar->value() + rect.top());
    else if (hint == PositionAtCenter)
        bar->setValue(bar->value() + rect.center().y() - viewport()->height() / 2);
    else if (rect.top() < 0)
        bar->setValue(bar->value() + rect.top());
    else if (rect.bottom() > viewport()->height())
        bar->setValue(bar->value() + rect.bottom() - viewport()->height());
}

QModelIndex PairGrid::indexAt(const QPoint &point) const
{
    const QRect first = cellRect(0);
    const int column = (point.x() - first.left()) / m_cell.width();
    const int line = (point.y() + verticalOffset()) / m_cell.height();
    if (point.x() < first.left() || column >= columns() || point.y() + verticalOffset() < 0)
        return {};
    const int row = line * columns() + column;
    return row < rowCount() ? model()->index(row, 0) : QModelIndex();
}

void PairGrid::setModel(QAbstractItemModel *model)
{
    QAbstractItemView::setModel(model);
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, [this] { updateGeometries(); });
        connect(model, &QAbstractItemModel::rowsRemoved, this, [this] { updateGeometries(); });
    }
}

QModelIndex PairGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    if (rowCount() == 0)
        return {};
    const int page = std::max(1, viewport()->height() / m_cell.height()) * columns();
    int row = currentIndex().isValid() ? currentIndex().row() : -1;
    if (row < 0)
        return model()->index(0, 0);
    switch (action) {
    case MoveLeft:
    case MovePrevious:
        row -= 1;
        break;
    case MoveRight:
    case MoveNext:
        row += 1;
        break;
    case MoveUp:
        row = row >= columns() ? row - columns() : row;
        break;
    case MoveDown:
        row = row / columns() < (rowCount() - 1) / columns() ? row + columns() : row;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = rowCount() - 1;
        break;
    }
    return model()->index(std::clamp(row, 0, rowCount() - 1), 0);
}

int PairGrid::verticalOffset() const { return verticalScrollBar()->value(); }

void PairGrid::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags)
{
    // QAbstractItemView passes the rectangle between the pressed and the current cell: all between them in
    // reading order are meant, as in every file browser.
    const auto from = indexAt(rect.topLeft()), to = indexAt(rect.bottomRight());
    if (!from.isValid() && !to.isValid()) {
        selectionModel()->select(QItemSelection(), flags);
        return;
    }
    const auto other = indexAt(rect.topRight()), another = indexAt(rect.bottomLeft());
    int first = rowCount(), last = -1;
    for (const auto &index : {from, to, other, another}) {
        if (!index.isValid())
            continue;
        first = std::min(first, index.row());
        last = std::max(last, index.row());
    }
    selectionModel()->select(QItemSelection(model()->index(first, 0), model()->index(last, 0)), flags);
}

QRegion PairGrid::visualRegionForSelection(const QItemSelection &) const { return viewport()->rect(); }

void PairGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const auto &colors = themeColors(palette());
    painter.fillRect(event->rect(), color(colors.field));
    if (rowCount() == 0) {
        painter.setPen(color(colors.text2));
        painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const auto hovered = indexAt(viewport()->mapFromGlobal(QCursor::pos()));
    const auto [first, last] = rowsOnScreen();
    // From the end, so that what is higher up is asked for last and loaded first.
    for (int row = last; row >= first; --row) {
        option.rect = cellRect(row);
        if (!option.rect.intersects(event->rect()))
            continue;
        const auto index = model()->index(row, 0);
        option.state = QStyle::State_Enabled;
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        option.state.setFlag(QStyle::State_HasFocus, index == currentIndex() && hasFocus());
        option.state.setFlag(QStyle::State_MouseOver, index == hovered && underMouse());
        itemDelegate()->paint(&painter, option, index);
        if (index == m_dropTarget) { // named by its frame: here the drop makes a pair
            painter.setPen(QPen(color(colors.focus), 2));
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1));
        }
    }
}

QMimeData *PairGrid::dragData(const QModelIndex &index) const
{
    auto *carried = new QMimeData;
    carried->setData(QLatin1String(kDragType), QByteArray::number(index.row()));
    return carried;
}

void PairGrid::startDrag(Qt::DropActions)
{
    const auto index = currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsDragEnabled))
        return;
    m_dragged = index;
    auto *drag = new QDrag(this);
    drag->setMimeData(dragData(index));
    const QRect rect = visualRect(index);
    drag->setPixmap(viewport()->grab(rect).scaled(rect.size() * viewport()->devicePixelRatio() / 2,
                                                  Qt::KeepAspectRatio, Qt::SmoothTransformation));
    drag->exec(Qt::LinkAction);
    m_dragged = QPersistentModelIndex();
    dragLeaveEvent(nullptr);
}

void PairGrid::dragEnterEvent(QDragEnterEvent *event)
{
    event->mimeData()->hasFormat(QLatin1String(kDragType)) ? event->acceptProposedAction() : event->ignore();
}

void PairGrid::dragMoveEvent(QDragMoveEvent *event)
{
    const auto onto = indexAt(event->position().toPoint());
    const bool isGood = event->mimeData()->hasFormat(QLatin1String(kDragType)) && onto.isValid() &&
                        (onto.flags() & Qt::ItemIsDropEnabled) && onto != m_dragged;
    m_dropTarget = isGood ? onto : QModelIndex();
    viewport()->update();
    isGood ? event->acceptProposedAction() : event->ignore();
}

void PairGrid::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropTarget = QPersistentModelIndex();
    viewport()->update();
}

void PairGrid::dropEvent(QDropEvent *event)
{
    const auto onto = indexAt(event->position().toPoint());
    const int row = event->mimeData()->data(QLatin1String(kDragType)).toInt();
    dragLeaveEvent(nullptr);
    setState(NoState);
    if (!event->mimeData()->hasFormat(QLatin1String(kDragType)) || !onto.isValid() || row == onto.row() ||
        row < 0 || row >= rowCount())
        return event->ignore();
    event->acceptProposedAction();
    // After the drag has ended: what comes of it asks a question.
    QMetaObject::invokeMethod(
        this,
        [this, from = QPersistentModelIndex(model()->index(row, 0)), onto = QPersistentModelIndex(onto)] {
            if (from.isValid() && onto.isValid())
                Q_EMIT droppedOnto(from, onto);
        },
        Qt::QueuedConnection);
}

void PairGrid::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
}

void PairGrid::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        Q_EMIT zoomRequested(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QAbstractItemView::wheelEvent(event);
}

void PairGrid::updateGeometries()
{
    const int lines = (rowCount() + columns() - 1) / columns();
    auto *bar = verticalScrollBar();
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(m_cell.height() / 3);
    bar->setRange(0, std::max(0, lines * m_cell.height() - viewport()->height()));
    QAbstractItemView::updateGeometries();
}

// Of what changed, what is on the screen: the view would ask for the place of each of a hundred thousand
// cells.
void PairGrid::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                           const QList<int> &roles)
{
    const auto [firstShown, lastShown] = rowsOnScreen();
    const int first = std::max(topLeft.row(), firstShown), last = std::min(bottomRight.row(), lastShown);
    if (!topLeft.isValid() || !bottomRight.isValid())
        QAbstractItemView::dataChanged(topLeft, bottomRight, roles);
    else if (first <= last)
        QAbstractItemView::dataChanged(model()->index(first, 0), model()->index(last, 0), roles);
}

void PairGrid::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QAbstractItemView::rowsInserted(parent, start, end);
    updateGeometries();
    viewport()->update();
}

} // namespace armature::ui
