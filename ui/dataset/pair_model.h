#pragma once
// The rows of a dataset as a list: those that the filter lets through, in the order of the table. Inserts and
// changes come in blocks; nothing here reads a file.

#include "core/data/dataset_scan.h"
#include "core/data/pair_filter.h"
#include "core/data/pair_table.h"

#include <QAbstractListModel>

#include <vector>

namespace armature::ui {

class PairModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole }; // the row of the table

    using QAbstractListModel::QAbstractListModel;

    const PairTable &table() const { return m_table; }
    PairTable &editableTable() { return m_table; } // inside of changeRow() and changeRows() only
    void clear();
    void apply(ScanBatch &&batch);
    void setFilter(PairFilter filter);
    // After a change of facts the filter may let other rows through.
    void refilter();
    // Changes one row by `change` and tells the views; the filter is not applied again, so that a row which
    // is being worked on does not vanish.
    template <typename Change>
    void changeRow(uint32_t row, Change &&change)
    {
        change(m_table);
        tellChanged(row, row);
    }
    // Of rows from `first` to `last`.
    template <typename Change>
    void changeRows(uint32_t first, uint32_t last, Change &&change)
    {
        change(m_table);
        tellChanged(first, last);
        Q_EMIT tableChanged();
    }

    uint32_t tableRow(const QModelIndex &index) const { return m_visible[size_t(index.row())]; }
    // Invalid when the filter hides it.
    QModelIndex indexOf(uint32_t tableRow) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override; // files in no pair can be dragged

Q_SIGNALS:
    void tableChanged(); // counts may have changed

private:
    void appendVisible(size_t firstNew);
    void filterAgain(uint32_t first, uint32_t last);
    void tellChanged(uint32_t first, uint32_t last);
    QString accessibleText(uint32_t row) const;

    PairTable m_table;
    PairFilter m_filter;
    std::vector<uint32_t> m_visible; // ascending rows of the table
};

// Names as they are shown: on one line, odd bytes escaped.
QString shownName(std::string_view name);
// "misaligned, no caption"; empty where nothing is wrong.
QString issueSummary(const PairTable &table, uint32_t row);

} // namespace armature::ui
