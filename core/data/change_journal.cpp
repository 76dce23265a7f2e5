#include "core/data/change_journal.h"

#include "core/base/fs.h"
#include "core/data/text_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace armature {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

constexpr const char *kFolder = ".armature";

} // namespace

ChangeJournal::ChangeJournal(fs::path root) : m_root(std::move(root)), m_folder(m_root / kFolder) {}

Result<ChangeJournal> ChangeJournal::open(fs::path root)
{
    ChangeJournal journal(std::move(root));
    ARMATURE_CHECK(journal.load());
    return journal;
}

Status ChangeJournal::load()
{
    std::error_code error;
    for (fs::directory_iterator at(m_folder / "store", error), end; !error && at != end; at.increment(error))
        m_nextStored =
            std::max<uint64_t>(m_nextStored, std::strtoull(at->path().filename().c_str(), nullptr, 10) + 1);
    if (!fs::exists(file(), error))
        return {};
    ARMATURE_TRY(const std::string text, readText(file(), uint64_t(4) << 30));
    uint64_t openId = 0;
    bool wantsApplied = false;
    size_t at = 0, good = 0;
    while (at < text.size()) {
        const auto end = text.find('\n', at);
        if (end == std::string::npos)
            break; // torn by a crash before its sync: nothing of it has happened
        ARMATURE_CHECK(takeLine(text.substr(at, end - at), openId, wantsApplied));
        at = good = end + 1;
    }
    if (good < text.size() && ::truncate(file().c_str(), off_t(good)) != 0)
        return fail(ErrorCode::Io,
                    fmt::format("The undo journal cannot be written: {}.", std::strerror(errno)));
    if (openId == 0)
        return {};
    const auto open =
        std::find_if(m_changes.begin(), m_changes.end(), [&](const Change &c) { return c.id == openId; });
    if (open == m_changes.end())
        return {};
    ARMATURE_TRY(auto report, take(*open, wantsApplied, true, {}));
    ARMATURE_CHECK(append(json{{wantsApplied ? "applied" : "undone", openId}}.dump()));
    m_position = size_t(open - m_changes.begin()) + (wantsApplied ? 1 : 0);
    m_recovered.push_back(std::move(report));
    return {};
}

Status ChangeJournal::takeLine(const std::string &line, uint64_t &openId, bool &wantsApplied)
{
    const auto corrupt = [&] {
        return fail(ErrorCode::Corrupt, "The undo journal .armature/journal.jsonl is damaged.",
                    "Move it away; the pictures are untouched, but earlier changes cannot be undone then.");
    };
    const auto entry = json::parse(line, nullptr, false);
    if (!entry.is_object())
        return corrupt();
    const auto idOf = [&](const char *key) {
        const auto found = entry.find(key);
        return found != entry.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
    };
    if (const auto id = idOf("change")) {
        Change change{id, entry.value("title", ""), {}};
        if (!entry.contains("steps") || !entry["steps"].is_array())
            return corrupt();
        for (const auto &item : entry["steps"]) {
            auto step = stepFromJson(item);
            if (!step)
                return corrupt();
            change.steps.push_back(std::move(*step));
        }
        m_changes.resize(std::min(m_position, m_changes.size())); // a new change ends what could be redone
        m_changes.push_back(std::move(change));
        m_nextId = std::max(m_nextId, id + 1);
        openId = id;
        wantsApplied = true;
        return {};
    }
    const auto at = [&](uint64_t id) {
        return size_t(
            std::find_if(m_changes.begin(), m_changes.end(), [id](const Change &c) { return c.id == id; }) -
            m_changes.begin());
    };
    if (const auto undo = idOf("undo")) {
        openId = undo;
        wantsApplied = false;
    } else if (const auto redo = idOf("redo")) {
        openId = redo;
        wantsApplied = true;
    } else if (const auto applied = idOf("applied"); applied && at(applied) < m_changes.size()) {
        m_position = at(applied) + 1;
        openId = 0;
    } else if (const auto undone = idOf("undone"); undone && at(undone) < m_changes.size()) {
        m_position = at(undone);
        openId = 0;
    } else if (const auto dropped = idOf("dropped")) {
        m_changes.resize(std::min(at(dropped), m_changes.size()));
        m_position = std::min(m_position, m_changes.size());
        openId = 0;
    }
    return {};
}

Status ChangeJournal::append(const std::string &line)
{
    ARMATURE_CHECK(ensureWritableFolder(m_folder));
    const auto failed = [&](int code) {
        const bool isFull = code == ENOSPC || code == EDQUOT;
        return fail(isFull ? ErrorCode::DiskFull : ErrorCode::Io,
                    fmt::format("The undo journal cannot be written: {}.", std::strerror(code)),
                    isFull ? "Free some space and try again."
                           : "Check that the dataset's folder can be written to.",
                    "Nothing was changed.");
    };
    const int descriptor = ::open(file().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return failed(errno);
    const off_t before = ::lseek(descriptor, 0, SEEK_END);
    const std::string bytes = line + '\n';
    size_t done = 0;
    int code = 0;
    while (done < bytes.size() && code == 0) {
        const auto written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
        written > 0 ? done += size_t(written)
                    : code = written < 0 && errno == EINTR ? 0
                             : written < 0                 ? errno
                                                           : ENOSPC;
    }
    if (code == 0 && ::fsync(descriptor) != 0)
        code = errno;
    if (code != 0 && ::ftruncate(descriptor, before) != 0)
        code = errno; // a torn line at the end is passed over when reading
    ::close(descriptor);
    if (code != 0)
        return failed(code);
    return syncFolder(m_folder);
}

void ChangeJournal::syncAll() const
{
    if (const int descriptor = ::open(m_root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); descriptor >= 0) {
        ::syncfs(descriptor);
        ::close(descriptor);
    }
}

Result<std::string> ChangeJournal::stage(std::string_view bytes)
{
    ARMATURE_CHECK(ensureWritableFolder(m_folder / "store"));
    const auto name = fmt::format("{}/store/{}", kFolder, m_nextStored++);
    ARMATURE_CHECK(writeFileAtomically(m_root / name, bytes));
    return name;
}

std::string ChangeJournal::placeFor(const fs::path &file)
{
    return fmt::format("{}/store/{}{}", kFolder, m_nextStored++, file.extension().string());
}

Result<ChangeReport> ChangeJournal::take(const Change &change, bool forward, bool isRecovery,
                                         const std::function<void(size_t, size_t)> &progress)
{
    ChangeReport report;
    report.title = change.title;
    const size_t total = change.steps.size();
    std::vector<FileStep> taken;
    for (size_t i = 0; i < total; ++i) {
        const auto &kept = change.steps[forward ? i : total - 1 - i];
        const auto step = forward ? kept : reversed(kept);
        const auto end = takeStep(m_root, step, isRecovery);
        if (end) {
            report.taken += *end == StepEnd::Taken;
            for (const auto &name : {step.path, step.other}) {
                if (!name.empty() && !name.starts_with(kFolder))
                    report.files.push_back(name);
            }
            if (*end == StepEnd::Taken && !isRecovery)
                taken.push_back(reversed(step));
        } else if (end.error().code == ErrorCode::Conflict || isRecovery) {
            report.problems.push_back(end.error());
        } else {
            for (auto back = taken.rbegin(); back != taken.rend(); ++back)
                (void)takeStep(m_root, *back, true);
            auto error = end.error();
            error.kept = "Everything is as it was before.";
            return fail(std::move(error));
        }
        if (progress)
            progress(i + 1, total);
    }
    syncAll();
    return report;
}

Result<ChangeReport> ChangeJournal::run(std::string title, std::vector<FileStep> steps,
                                        const std::function<void(size_t, size_t)> &progress)
{
    json list = json::array();
    for (const auto &step : steps)
        list.push_back(stepToJson(step));
    Change change{m_nextId++, std::move(title), std::move(steps)};
    syncAll(); // what was staged is on the disk before the journal names it
    ARMATURE_CHECK(append(
        json{{"v", 1}, {"change", change.id}, {"title", change.title}, {"steps", std::move(list)}}.dump(
            -1, ' ', false, json::error_handler_t::replace)));
    auto report = take(change, true, false, progress);
    if (!report) {
        (void)append(json{{"dropped", change.id}}.dump());
        return report;
    }
    m_changes.resize(m_position);
    m_changes.push_back(std::move(change));
    m_position = m_changes.size();
    ARMATURE_CHECK(append(json{{"applied", m_changes.back().id}}.dump()));
    return report;
}

Result<ChangeReport> ChangeJournal::undo()
{
    if (!canUndo())
        return fail(ErrorCode::NotFound, "There is nothing to undo.");
    const auto &change = m_changes[m_position - 1];
    ARMATURE_CHECK(append(json{{"undo", change.id}}.dump()));
    auto report = take(change, false, false, {});
    if (!report) {
        (void)append(json{{"applied", change.id}}.dump());
        return report;
    }
    ARMATURE_CHECK(append(json{{"undone", change.id}}.dump()));
    --m_position;
    return report;
}

Result<ChangeReport> ChangeJournal::redo()
{
    if (!canRedo())
        return fail(ErrorCode::NotFound, "There is nothing to redo.");
    const auto &change = m_changes[m_position];
    ARMATURE_CHECK(append(json{{"redo", change.id}}.dump()));
    auto report = take(change, true, false, {});
    if (!report) {
        (void)append(json{{"undone", change.id}}.dump());
        return report;
    }
    ARMATURE_CHECK(append(json{{"applied", change.id}}.dump()));
    ++m_position;
    return report;
}

} // namespace armature
