#include "ui/dataset/pair_grid_access.h"

#include "ui/dataset/pair_grid.h"

#include <QAccessibleWidget>
#include <QHash>
#include <QItemSelectionModel>
#include <QPointer>

namespace armature::ui {

namespace {

// A cell, by its row; what it says is asked of the model each time.
class CellFace : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    CellFace(PairGrid *grid, int row) : m_grid(grid), m_row(row) {}

    bool isValid() const override { return m_grid && index().isValid(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_grid); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text kind) const override
    {
        return isValid() && kind == QAccessible::Name ? index().data(Qt::AccessibleTextRole).toString()
                                                      : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect cell = m_grid->visualRect(index());
        return {m_grid->viewport()->mapToGlobal(cell.topLeft()), cell.size()};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.selectable = state.focusable = state.multiSelectable = true;
        state.selected = m_grid->selectionModel()->isSelected(index());
        state.focused = m_grid->hasFocus() && m_grid->currentIndex() == index();
        state.offscreen = !m_grid->viewport()->rect().intersects(m_grid->visualRect(index()));
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &name) override
    {
        if (name != pressAction() || !isValid())
            return;
        m_grid->setCurrentIndex(index());
        Q_EMIT m_grid->activated(index());
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QModelIndex index() const { return m_grid->model()->index(m_row, 0); }

    QPointer<PairGrid> m_grid;
    int m_row;
};

class GridFace : public QAccessibleWidget
{
public:
    explicit GridFace(PairGrid *grid) : QAccessibleWidget(grid, QAccessible::List) {}
    ~GridFace() override
    {
        for (const auto id : m_cells)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return grid()->model() ? grid()->model()->rowCount() : 0; }
    QAccessibleInterface *child(int row) const override
    {
        if (row < 0 || row >= childCount())
            return nullptr;
        auto &id = m_cells[row];
        if (!id)
            id = QAccessible::registerAccessibleInterface(new CellFace(grid(), row));
        return QAccessible::accessibleInterface(id);
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto id = QAccessible::uniqueId(const_cast<QAccessibleInterface *>(child));
        return m_cells.key(id, -1);
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const auto index = grid()->indexAt(grid()->viewport()->mapFromGlobal(QPoint(x, y)));
        return index.isValid() ? child(index.row()) : nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        const auto current = grid()->currentIndex();
        return grid()->hasFocus() && current.isValid() ? child(current.row()) : nullptr;
    }

private:
    PairGrid *grid() const { return static_cast<PairGrid *>(widget()); }

    mutable QHash<int, QAccessible::Id> m_cells; // of the rows that were asked about
};

QAccessibleInterface *faceOf(const QString &, QObject *object)
{
    auto *grid = qobject_cast<PairGrid *>(object);
    return grid ? new GridFace(grid) : nullptr;
}

} // namespace

void teachScreenReadersPairGrid()
{
    static const bool isTaught = [] {
        QAccessible::installFactory(faceOf);
        return true;
    }();
    Q_UNUSED(isTaught);
}

} // namespace armature::ui
