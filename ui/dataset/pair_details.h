#pragma once
// Beside the grid: the current pair, what is wrong with it in words, what mends it, and its caption.

#include "core/data/dataset_scan.h"

#include <QWidget>

#include <filesystem>
#include <memory>
#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace armature::ui {

class FolderWork;
class PairModel;
class Thumbnails;

class PairDetails : public QWidget
{
    Q_OBJECT

public:
    PairDetails(const PairModel &model, QWidget *parent);
    ~PairDetails() override; // does not wait for a stalled disk

    // The current row, or none, and how many are selected.
    // resolution: short edge in px that the findings reckon with.
    void show(std::optional<uint32_t> row, int selected, const std::filesystem::path &root, int resolution);
    void refresh();
    void leaveFolder(); // what is still being read there is left behind
    QPlainTextEdit *captionEdit() const { return m_caption; }
    // Hands over what was typed and not yet said. Called before the row changes.
    void commitCaption();
    // The button that asks for the repair `id` ("resize"), for what is shown now; null where it is not
    // offered.
    QPushButton *repairButton(const QString &id) const;

Q_SIGNALS:
    void captionEdited(uint32_t row, const QString &text);
    void repairWanted(const QString &id); // of the selected rows
    void manyWanted();                    // to edit many captions

private:
    void showFindings(const std::vector<Finding> &findings);
    void countTokens();

    std::unique_ptr<FolderWork> m_work;
    const PairModel &m_model;
    std::filesystem::path m_root;
    int m_resolution = 512;
    std::optional<uint32_t> m_row;
    uint32_t m_generation = 0; // of the inspection that is awaited
    QLabel *m_name, *m_sizes, *m_tokens, *m_selected;
    QPlainTextEdit *m_caption;
    QPushButton *m_many;
    QVBoxLayout *m_findings;
};

} // namespace armature::ui
