#include "ui/train/review_model.h"

#include <QLocale>

#include <fmt/format.h>

#include <algorithm>

namespace armature::ui {

namespace {

// As a folder of pairs lies: condition/NAME.png beside image/NAME.*.
std::filesystem::path targetOf(const std::filesystem::path &condition)
{
    std::error_code error;
    for (const char *ending : {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"}) {
        const auto file = condition.parent_path().parent_path() / "image" / condition.stem().concat(ending);
        if (condition.parent_path().filename() == "condition" && std::filesystem::exists(file, error))
            return file;
    }
    return {};
}

} // namespace

void ReviewModel::open(const std::filesystem::path &samples, const TrainOptions &options)
{
    beginResetModel();
    m_samples = samples;
    m_prompts = options.validation_prompt;
    m_conditions = options.validation_image;
    // As the trainer pairs them: one of either serves all.
    const size_t count = m_prompts.empty() || m_conditions.empty() ? 0 : std::max(m_prompts.size(), m_conditions.size());
    m_prompts.resize(count, m_prompts.empty() ? std::string() : m_prompts.front());
    m_conditions.resize(count, m_conditions.empty() ? std::string() : m_conditions.front());
    m_images = int(std::max<int64_t>(1, options.num_validation_images));
    m_targets.clear();
    for (const std::string &one : m_conditions)
        m_targets.push_back(targetOf(one));
    m_hasTargets = std::ranges::any_of(m_targets, [](const auto &target) { return !target.empty(); });
    m_steps.clear();
    endResetModel();
}

void ReviewModel::clear()
{
    beginResetModel();
    m_prompts.clear();
    m_conditions.clear();
    m_steps.clear();
    endResetModel();
}

void ReviewModel::setRounds(const std::vector<ValidationDone> &rounds)
{
    std::vector<int64_t> steps;
    for (const ValidationDone &round : rounds)
        steps.push_back(round.step);
    if (steps == m_steps)
        return;
    const bool isLonger = steps.size() > m_steps.size() && std::equal(m_steps.begin(), m_steps.end(), steps.begin());
    if (isLonger) {
        beginInsertColumns({}, int(m_steps.size()) + leadColumns(), int(steps.size()) + leadColumns() - 1);
        m_steps = std::move(steps);
        endInsertColumns();
        return;
    }
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

int ReviewModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_prompts.size()) * m_images; }

int ReviewModel::columnCount(const QModelIndex &parent) const { return parent.isValid() || m_prompts.empty() ? 0 : leadColumns() + int(m_steps.size()); }

std::filesystem::path ReviewModel::file(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (index.column() == 0)
        return condition(index.row());
    if (index.column() < leadColumns())
        return target(index.row());
    return m_samples / fmt::format("step-{:06}", step(index.column())) /
           fmt::format("prompt-{}-image-{}.png", index.row() / m_images, index.row() % m_images);
}

std::filesystem::path ReviewModel::condition(int row) const { return m_conditions[size_t(row / m_images)]; }

std::filesystem::path ReviewModel::target(int row) const { return m_targets[size_t(row / m_images)]; }

int ReviewModel::columnOf(int64_t step) const
{
    const auto found = std::ranges::lower_bound(m_steps, step);
    return found == m_steps.end() || *found != step ? -1 : leadColumns() + int(found - m_steps.begin());
}

void ReviewModel::setMarks(int64_t pinned, std::set<int64_t> noted)
{
    m_pinned = pinned;
    m_noted = std::move(noted);
    if (columnCount() > 0)
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

QString ReviewModel::prompt(int row) const { return QString::fromStdString(m_prompts[size_t(row / m_images)]); }

QVariant ReviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::ToolTipRole)
        return prompt(index.row());
    if (role == Qt::AccessibleTextRole)
        return index.column() == 0 ? tr("Condition: %1").arg(prompt(index.row()))
               : index.column() < leadColumns() ? tr("Target: %1").arg(prompt(index.row()))
                                   : tr("Step %1: %2").arg(QLocale().toString(qint64(step(index.column()))), prompt(index.row()));
    return {};
}

QVariant ReviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    if (section == 0)
        return tr("Condition");
    if (section < leadColumns())
        return tr("Target");
    const int64_t number = step(section);
    const QString name = number == 0 ? tr("Before training") : tr("Step %1").arg(QLocale().toString(qint64(number)));
    return (number == m_pinned ? QStringLiteral("★ ") : QString()) + name + (m_noted.contains(number) ? QStringLiteral(" …") : QString());
}

} // namespace armature::ui
