#pragma once
// Validation pictures as a table: a row for each prompt and picture, a column for the condition, the target and each step, step
// 0 included and nothing dropped: also what was shown in a part of the rounds only has its rows.

#include "core/config/train_options.h"
#include "core/events/run_history.h"
#include "ui/train/run_place.h"

#include <QAbstractTableModel>

#include <filesystem>
#include <set>
#include <vector>

namespace armature::ui {

class ReviewModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    // `added`: prompts that the run will show beside those of its options.
    void open(const std::filesystem::path &samples, const TrainOptions &options, const std::vector<ShownPrompt> &added = {});
    void clear();
    // Rounds that are there now; those that a resumed run will make again are gone.
    void setRounds(const std::vector<ValidationDone> &rounds);
    // Rows that wait for their first pictures.
    void addPrompts(const std::vector<ShownPrompt> &added);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // Empty where a step has no picture of the row.
    std::filesystem::path file(const QModelIndex &index) const;
    std::filesystem::path condition(int row) const;
    std::filesystem::path target(int row) const; // the picture that the condition was made from; empty where it is not known
    // Columns before the steps: the condition, and the target where one is known.
    int leadColumns() const { return m_hasTargets ? 2 : 1; }
    int64_t step(int column) const { return column < leadColumns() ? -1 : m_steps[size_t(column - leadColumns())]; } // -1: none
    int columnOf(int64_t step) const; // -1: there is none
    const std::vector<int64_t> &steps() const { return m_steps; }
    void setMarks(int64_t pinned, std::set<int64_t> noted); // shown in the header
    QString prompt(int row) const;

private:
    struct Round
    {
        std::vector<int> numbers; // in the files' names, by prompt; -1: not shown
        int images = 1;
        size_t told = 0; // of its prompts, to see a change
    };
    int promptIndex(const ShownPrompt &shown) const; // -1: a new one
    Round roundOf(const ValidationDone &done) const;

    std::filesystem::path m_samples;
    std::vector<ShownPrompt> m_prompts;
    size_t m_ownPrompts = 0; // of the options
    std::vector<std::filesystem::path> m_targets;
    bool m_hasTargets = false;
    int64_t m_pinned = -1;
    std::set<int64_t> m_noted;
    int m_images = 1;
    std::vector<int64_t> m_steps;
    std::vector<Round> m_rounds;
};

} // namespace armature::ui
