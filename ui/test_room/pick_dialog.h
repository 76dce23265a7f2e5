#pragma once
// A condition of the dataset, chosen by eye or by a word of its caption.

#include <QDialog>

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;

namespace armature::ui {

// Condition and caption.
using PickPairs = std::vector<std::pair<std::filesystem::path, QString>>;

class PickDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PickDialog(PickPairs pairs, QWidget *parent = nullptr);
    ~PickDialog() override;
    int chosen() const; // index into the pairs; -1: none

private:
    class Model;

    std::unique_ptr<Model> m_model;
    QSortFilterProxyModel *m_filter;
    QListView *m_list;
    QLineEdit *m_search;
    QPushButton *m_use;
};

} // namespace armature::ui
