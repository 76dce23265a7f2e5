#include "ui/test_room/surroundings.h"

#include "core/base/resources.h"
#include "core/data/pairs.h"
#include "ui/project/paths.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <functional>
#include <set>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxDepth = 3;
constexpr size_t kMaxFolders = 2000;
constexpr const char *kCheckpoint = "checkpoint-";

struct Run
{
    fs::path folder;
    fs::file_time_type time;
};

void findRuns(const fs::path &folder, int depth, size_t &left, std::vector<Run> &runs,
              std::set<fs::path> &seen)
{
    std::error_code error;
    if (left == 0 || !seen.insert(folder).second)
        return;
    --left;
    if (fs::is_regular_file(folder / "run.json", error)) {
        runs.push_back({folder, fs::last_write_time(folder / "run.json", error)});
        return;
    }
    if (depth == 0)
        return;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored) && !entry->is_symlink(ignored))
            findRuns(entry->path(), depth - 1, left, runs, seen);
    }
}

std::vector<std::pair<qint64, fs::path>> checkpointsOf(const fs::path &run)
{
    std::vector<std::pair<qint64, fs::path>> steps;
    std::error_code error;
    for (fs::directory_iterator entry(run, error), end; !error && entry != end; entry.increment(error)) {
        const QString name = displayName(entry->path());
        bool isNumber = false;
        const qint64 step = name.mid(int(qstrlen(kCheckpoint))).toLongLong(&isNumber);
        std::error_code ignored;
        if (isNumber && name.startsWith(QLatin1String(kCheckpoint)) &&
            fs::is_regular_file(entry->path() / "manifest.json", ignored))
            steps.emplace_back(step, entry->path());
    }
    std::sort(steps.rbegin(), steps.rend());
    return steps;
}

QString say(const char *text) { return QCoreApplication::translate("armature::ui::Surroundings", text); }

// Newest first: the result where the run has come to its end, then its checkpoints, each with its average
// where one was kept.
std::vector<CheckpointChoice> netsOf(const fs::path &run)
{
    std::vector<CheckpointChoice> nets;
    std::error_code error;
    const QString name = displayName(run);
    if (fs::is_regular_file(run / "diffusion_pytorch_model.safetensors", error))
        nets.push_back({say(QT_TRANSLATE_NOOP("armature::ui::Surroundings", "%1, result")).arg(name), run});
    for (const auto &[step, path] : checkpointsOf(run)) {
        nets.push_back(
            {say(QT_TRANSLATE_NOOP("armature::ui::Surroundings", "%1, step %2")).arg(name).arg(step), path});
        if (fs::is_regular_file(path / "ema/config.json", error))
            nets.push_back(
                {say(QT_TRANSLATE_NOOP("armature::ui::Surroundings", "%1, step %2, averaged (EMA)"))
                     .arg(name)
                     .arg(step),
                 path / "ema"});
    }
    return nets;
}

void addBase(std::vector<CheckpointChoice> &bases, const fs::path &base)
{
    std::error_code error;
    for (const CheckpointChoice &known : bases)
        if (fs::equivalent(known.path, base, error))
            return;
    // "model" says little: its folder's name goes before.
    bases.push_back({displayName(base.parent_path()) + QLatin1Char('/') + displayName(base), base});
}

fs::path baseOf(const fs::path &run)
{
    QFile file(displayPath(run / "run.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString base = QJsonDocument::fromJson(file.readAll())
                             .object()
                             .value(QStringLiteral("pretrained_model_name_or_path"))
                             .toString();
    std::error_code error;
    const fs::path path = pathFromQt(base);
    return !base.isEmpty() && fs::exists(path, error) ? path : fs::path();
}

} // namespace

Surroundings lookAround(const fs::path &pictures, bool withPairs)
{
    Surroundings found;
    if (const auto set = withPairs ? readPairs(pictures) : Result<PairSet>()) {
        for (const Pair &pair : set->pairs)
            found.pairs.emplace_back(set->root / pair.condition,
                                     pair.captions.empty() ? QString()
                                                           : QString::fromStdString(pair.captions.front()));
    }
    std::vector<Run> runs;
    std::set<fs::path> seen;
    size_t left = kMaxFolders;
    for (const fs::path &folder : {pictures / ".armature", pictures, pictures.parent_path()})
        findRuns(folder, folder == pictures.parent_path() ? kMaxDepth - 1 : kMaxDepth, left, runs, seen);
    std::ranges::sort(runs, std::ranges::greater(), &Run::time);
    for (const Run &run : runs) {
        const std::vector<CheckpointChoice> nets = netsOf(run.folder);
        found.checkpoints.insert(found.checkpoints.end(), nets.begin(), nets.end());
        const fs::path base = baseOf(run.folder);
        if (nets.empty() || base.empty())
            continue;
        if (found.base.empty())
            found.base = base;
        addBase(found.bases, base);
    }
    if (const auto starter = resourcePath("starter/model")) {
        addBase(found.bases, *starter);
        if (found.base.empty())
            found.base = *starter;
    }
    return found;
}

} // namespace armature::ui
