#include "ui/train/run_shelf.h"

#include "core/base/fs.h"

#include <algorithm>
#include <sstream>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

// The options last: a run is seen by them, so it is never seen without the rest.
std::vector<std::pair<fs::path, fs::path>> moves(const RunPlace &from, const RunPlace &to)
{
    return {{from.folder(), to.folder()},
            {from.events(), to.events()},
            {from.log(), to.log()},
            {from.notes(), to.notes()},
            {from.result(), to.result()},
            {from.options(), to.options()}};
}

Status moveRun(const RunPlace &from, const RunPlace &to)
{
    if (RunLock::holder(from.folder()) != 0)
        return fail(ErrorCode::Locked, from.name + " is running.", "Pause or stop it first.");
    std::error_code error;
    for (const auto &[source, target] : moves(from, to))
        if (fs::exists(target, error))
            return fail(ErrorCode::Conflict, target.string() + " exists already.", "Choose another name.", "nothing was changed.");
    std::vector<std::pair<fs::path, fs::path>> done;
    for (const auto &[source, target] : moves(from, to)) {
        if (!fs::exists(source, error))
            continue;
        fs::rename(source, target, error);
        if (!error) {
            done.emplace_back(source, target);
            continue;
        }
        const std::string reason = error.message();
        for (auto back = done.rbegin(); back != done.rend(); ++back)
            fs::rename(back->second, back->first, error);
        return fail(ErrorCode::Io, source.string() + " cannot be moved: " + reason + ".", {}, "everything is where it was.");
    }
    return {};
}

bool isGoodName(const std::string &name)
{
    return !name.empty() && name.size() <= 100 && name.front() != '.' && name != "archive" && name != "queue" &&
           std::ranges::none_of(name, [](unsigned char c) { return c == '/' || c == '\\' || c < ' '; });
}

} // namespace

Status renameRun(const RunPlace &place, const std::string &name)
{
    if (name == place.name)
        return {};
    if (!isGoodName(name))
        return fail(ErrorCode::BadInput, "A run cannot be called \"" + name + "\".", "Use letters, digits, spaces and - _ .");
    return moveRun(place, {place.runs, name});
}

Result<RunPlace> duplicateRun(const RunPlace &place)
{
    ARMATURE_TRY(const std::string options, readText(place.options()));
    const RunPlace made = newRun(place.runs);
    ARMATURE_CHECK(writeFileAtomically(made.options(), options));
    return made;
}

Status archiveRun(const RunPlace &place)
{
    const fs::path archive = place.runs / "archive";
    ARMATURE_CHECK(ensureWritableFolder(archive));
    return moveRun(place, {archive, place.name});
}

Status bringBack(const RunPlace &archived) { return moveRun(archived, {archived.runs.parent_path(), archived.name}); }

std::vector<RunPlace> archivedRuns(const fs::path &runs) { return findRuns(runs / "archive"); }

void RunQueue::open(const fs::path &runs)
{
    m_runs = runs;
    m_names.clear();
    const auto text = runs.empty() ? Result<std::string>() : readText(runs / "queue.txt", 1 << 20);
    std::istringstream lines(text ? *text : std::string());
    std::error_code error;
    for (std::string line; std::getline(lines, line);)
        if (isGoodName(line) && fs::exists(RunPlace{runs, line}.options(), error) && placeOf(line) == 0)
            m_names.push_back(line);
}

int RunQueue::placeOf(const std::string &name) const
{
    const auto found = std::ranges::find(m_names, name);
    return found == m_names.end() ? 0 : int(found - m_names.begin()) + 1;
}

Status RunQueue::add(const std::string &name)
{
    if (placeOf(name) > 0)
        return {};
    m_names.push_back(name);
    return save();
}

Status RunQueue::remove(const std::string &name)
{
    if (placeOf(name) == 0)
        return {};
    std::erase(m_names, name);
    return save();
}

Status RunQueue::save() const
{
    std::string text;
    for (const std::string &name : m_names)
        text += name + "\n";
    ARMATURE_CHECK(ensureWritableFolder(m_runs));
    return writeFileAtomically(m_runs / "queue.txt", text);
}

std::optional<RunPlace> livingRun(const fs::path &runs)
{
    for (const RunPlace &place : findRuns(runs))
        if (RunLock::holder(place.folder()) != 0)
            return place;
    return {};
}

} // namespace armature::ui
