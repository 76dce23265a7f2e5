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

void ReviewModel::open(const std::filesystem::path &samples, const TrainOptions &options, const std::vector<ShownPrompt> &added)
{
    beginResetModel();
    m_samples = samples;
    m_prompts.clear();
    m_targets.clear();
    m_steps.clear();
    m_rounds.clear();
    // As the trainer pairs them: one of either serves all.
    const auto &prompts = options.validation_prompt, &conditions = options.validation_image;
    const size_t count = prompts.empty() || conditions.empty() ? 0 : std::max(prompts.size(), conditions.size());
    for (size_t i = 0; i < count; ++i)
        m_prompts.push_back({i < prompts.size() ? prompts[i] : prompts.front(), i < conditions.size() ? conditions[i] : conditions.front()});
    m_ownPrompts = m_prompts.size();
    m_prompts.insert(m_prompts.end(), added.begin(), added.end());
    m_images = int(std::max<int64_t>(1, options.num_validation_images));
    for (const ShownPrompt &one : m_prompts)
        m_targets.push_back(targetOf(one.condition));
    m_hasTargets = std::ranges::any_of(m_targets, [](const auto &target) { return !target.empty(); });
    endResetModel();
}

void ReviewModel::clear()
{
    beginResetModel();
    m_prompts.clear();
    m_targets.clear();
    m_steps.clear();
    m_rounds.clear();
    endResetModel();
}

int ReviewModel::promptIndex(const ShownPrompt &shown) const
{
    const auto found = std::ranges::find(m_prompts, shown);
    return found == m_prompts.end() ? -1 : int(found - m_prompts.begin());
}

void ReviewModel::addPrompts(const std::vector<ShownPrompt> &added)
{
    std::vector<ShownPrompt> fresh;
    for (const ShownPrompt &one : added)
        if (promptIndex(one) < 0 && std::ranges::find(fresh, one) == fresh.end())
            fresh.push_back(one);
    if (fresh.empty())
        return;
    std::vector<std::filesystem::path> targets;
    for (const ShownPrompt &one : fresh)
        targets.push_back(targetOf(one.condition));
    const bool hasMoreColumns = !m_hasTargets && std::ranges::any_of(targets, [](const auto &target) { return !target.empty(); });
    const bool isReset = hasMoreColumns || m_prompts.empty();
    if (isReset)
        beginResetModel();
    else
        beginInsertRows({}, rowCount(), rowCount() + int(fresh.size()) * m_images - 1);
    m_prompts.insert(m_prompts.end(), fresh.begin(), fresh.end());
    m_targets.insert(m_targets.end(), targets.begin(), targets.end());
    m_hasTargets = m_hasTargets || hasMoreColumns;
    if (isReset)
        endResetModel();
    else
        endInsertRows();
}

ReviewModel::Round ReviewModel::roundOf(const ValidationDone &done) const
{
    Round round{{}, done.shown.empty() ? m_images : int(done.images), done.shown.size()};
    if (done.shown.empty()) { // told by an earlier version: those of the options
        for (size_t i = 0; i < m_ownPrompts; ++i)
            round.numbers.push_back(int(i));
        return round;
    }
    round.numbers.assign(m_prompts.size(), -1);
    for (size_t i = done.shown.size(); i-- > 0;) {
        const bool isAtItsPlace = i < m_prompts.size() && m_prompts[i] == done.shown[i]; // the same may be there twice
        if (const int prompt = isAtItsPlace ? int(i) : promptIndex(done.shown[i]); prompt >= 0)
            round.numbers[size_t(prompt)] = int(i);
    }
    return round;
}

void ReviewModel::setRounds(const std::vector<ValidationDone> &rounds)
{
    const auto isSame = [&](size_t i) { return rounds[i].step == m_steps[i] && rounds[i].shown.size() == m_rounds[i].told; };
    size_t same = 0;
    while (same < std::min(rounds.size(), m_steps.size()) && isSame(same))
        ++same;
    if (same == rounds.size() && same == m_steps.size())
        return;
    int images = m_images;
    for (size_t i = same; i < rounds.size(); ++i) {
        addPrompts(rounds[i].shown);
        images = std::max(images, rounds[i].shown.empty() ? 1 : int(rounds[i].images));
    }
    if (images > m_images) { // more of each than the options ask for now
        beginResetModel();
        m_images = images;
        m_steps.clear();
        m_rounds.clear();
        endResetModel();
        return setRounds(rounds);
    }
    std::vector<int64_t> steps;
    std::vector<Round> made(m_rounds.begin(), m_rounds.begin() + std::ptrdiff_t(same));
    for (const ValidationDone &round : rounds)
        steps.push_back(round.step);
    for (size_t i = same; i < rounds.size(); ++i)
        made.push_back(roundOf(rounds[i]));
    const auto take = [&] {
        m_steps = std::move(steps);
        m_rounds = std::move(made);
    };
    if (same == m_steps.size()) {
        beginInsertColumns({}, int(m_steps.size()) + leadColumns(), int(steps.size()) + leadColumns() - 1);
        take();
        endInsertColumns();
    } else if (steps == m_steps) { // a prompt that was added has come into a round
        take();
        Q_EMIT dataChanged(index(0, leadColumns() + int(same)), index(rowCount() - 1, columnCount() - 1));
    } else {
        beginResetModel();
        take();
        endResetModel();
    }
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
    const Round &round = m_rounds[size_t(index.column() - leadColumns())];
    const auto prompt = size_t(index.row() / m_images);
    const int image = index.row() % m_images;
    if (prompt >= round.numbers.size() || round.numbers[prompt] < 0 || image >= round.images)
        return {};
    return m_samples / fmt::format("step-{:06}", step(index.column())) / fmt::format("prompt-{}-image-{}.png", round.numbers[prompt], image);
}

std::filesystem::path ReviewModel::condition(int row) const { return m_prompts[size_t(row / m_images)].condition; }

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

QString ReviewModel::prompt(int row) const { return QString::fromStdString(m_prompts[size_t(row / m_images)].prompt); }

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
    return (number == m_pinned ? QStringLiteral("★ ") : QString()) + name + (m_noted.contains(number) ? QStringLiteral(" ✎") : QString());
}

} // namespace armature::ui
