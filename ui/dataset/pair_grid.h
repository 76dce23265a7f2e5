#pragma once
// A grid of equal cells whose places are computed, not kept: a million rows cost what ten do.

#include <QAbstractItemView>
#include <QPersistentModelIndex>

namespace armature::ui {

class PairGrid : public QAbstractItemView
{
    Q_OBJECT

public:
    explicit PairGrid(QWidget *parent = nullptr);

    void setCellSize(QSize size);
    QSize cellSize() const { return m_cell; }
    int columns() const;
    void setEmptyText(const QString &text); // shown where the model has no rows
    // The rows on screen and a screen further, for what is loaded ahead.
    std::pair<int, int> rowsOnScreen() const;

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;
    void setModel(QAbstractItemModel *model) override;

    // What a drag from this cell carries; tests drop it where they want.
    QMimeData *dragData(const QModelIndex &index) const;

Q_SIGNALS:
    void zoomRequested(int steps); // Ctrl + wheel
    void droppedOnto(const QModelIndex &from, const QModelIndex &onto);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &) const override { return false; }
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void updateGeometries() override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    int rowCount() const { return model() ? model()->rowCount() : 0; }
    QRect cellRect(int row) const; // in the viewport

    QSize m_cell{144, 180};
    QString m_emptyText;
    QPersistentModelIndex m_dragged, m_dropTarget;
};

} // namespace armature::ui
