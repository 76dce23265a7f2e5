#include "core/data/change_journal.h"

#include "core/base/fs.h"
#include "core/data/step_taker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace armature {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::Corrupt, "The undo journal .armature/journal.jsonl is damaged.",
                "Move it away; the pictures are untouched, but earlier changes cannot be undone then.");
}

std::string endOf(bool isApplied, uint64_t id, const std::vector<uint32_t> &leftAlone)
{
    json line{{isApplied ? "applied" : "undone", id}};
    if (!leftAlone.empty())
        line["left"] = leftAlone;
    return line.dump();
}

void takeLeftAlone(const json &entry, std::vector<uint32_t> &leftAlone)
{
    const auto found = entry.find("left");
    if (found == entry.end() || !found->is_array())
        return;
    leftAlone.clear();
    for (const auto &step : *found) {
        if (step.is_number_unsigned())
            leftAlone.push_back(step.get<uint32_t>());
    }
}

// A change's line without what is read only when it is taken again: there may be many megabytes of it.
std::string withoutSteps(std::string_view line)
{
    const auto steps = line.find(",\"steps\":["); // no string holds it: its quotes would be escaped
    return std::string(line.substr(0, steps)) + (steps == std::string_view::npos ? "" : "}");
}

Status syncFile(const fs::path &file)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    const bool isSynced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    return isSynced ? Status() : fail(ErrorCode::Io, "The undo journal cannot be written.");
}

} // namespace

ChangeJournal::ChangeJournal(fs::path root) : m_root(std::move(root)), m_folder(m_root / kChangeFolder) {}

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
    Open open;
    int64_t good = 0;
    {
        std::ifstream lines(file(), std::ios::binary);
        std::string line;
        while (std::getline(lines, line) && !lines.eof()) { // a torn last line: nothing of it has happened
            ARMATURE_CHECK(takeLine(line, good, open));
            good += int64_t(line.size()) + 1;
        }
        if (lines.bad() || !lines.eof())
            return fail(ErrorCode::Io, "The undo journal .armature/journal.jsonl cannot be read.",
                        "Allow reading and writing it (chmod).");
    }
    if (uint64_t(good) < fs::file_size(file(), error) && ::truncate(file().c_str(), off_t(good)) != 0)
        return fail(ErrorCode::Io,
                    fmt::format("The undo journal cannot be written: {}.", std::strerror(errno)));
    return open.id == 0 ? Status() : carryOn(open);
}

Status ChangeJournal::carryOn(const Open &open)
{
    const auto change =
        std::find_if(m_changes.begin(), m_changes.end(), [&](const Change &c) { return c.id == open.id; });
    if (change == m_changes.end())
        return {};
    ARMATURE_TRY(const auto steps, stepsOf(*change));
    ARMATURE_TRY(auto report, take(*change, steps, open.wantsApplied, true, {}));
    if (open.isNew)
        change->leftAlone = report.leftAlone;
    ARMATURE_CHECK(append(endOf(open.wantsApplied, open.id, change->leftAlone)));
    m_position = size_t(change - m_changes.begin()) + (open.wantsApplied ? 1 : 0);
    if (report.taken > 0 || !report.problems.empty())
        m_recovered.push_back(std::move(report));
    return {};
}

Result<FileSteps> ChangeJournal::stepsOf(const Change &change) const
{
    std::string line(change.bytes, '\0');
    std::ifstream stream(file(), std::ios::binary);
    stream.seekg(change.at);
    stream.read(line.data(), std::streamsize(line.size()));
    auto steps = stream ? stepsInJson(line) : std::nullopt;
    if (!steps)
        return damaged();
    return std::move(*steps);
}

Status ChangeJournal::takeLine(std::string_view line, int64_t start, Open &open)
{
    const auto entry = json::parse(withoutSteps(line), nullptr, false);
    if (!entry.is_object())
        return damaged();
    const auto idOf = [&](const char *key) {
        const auto found = entry.find(key);
        return found != entry.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
    };
    if (const auto id = idOf("change")) {
        const auto title = entry.find("title");
        m_changes.resize(std::min(m_position, m_changes.size())); // a new change ends what could be redone
        m_changes.push_back({id,
                             title != entry.end() && title->is_string() ? title->get<std::string>() : "",
                             start,
                             line.size(),
                             {}});
        m_nextId = std::max(m_nextId, id + 1);
        open = {id, true, true};
        return {};
    }
    const auto at = [&](uint64_t id) {
        return size_t(
            std::find_if(m_changes.begin(), m_changes.end(), [id](const Change &c) { return c.id == id; }) -
            m_changes.begin());
    };
    if (const auto undo = idOf("undo")) {
        open = {undo, false, false};
    } else if (const auto redo = idOf("redo")) {
        open = {redo, true, false};
    } else if (const auto applied = idOf("applied"); applied && at(applied) < m_changes.size()) {
        m_position = at(applied) + 1;
        takeLeftAlone(entry, m_changes[at(applied)].leftAlone);
        open = {};
    } else if (const auto undone = idOf("undone"); undone && at(undone) < m_changes.size()) {
        m_position = at(undone);
        takeLeftAlone(entry, m_changes[at(undone)].leftAlone);
        open = {};
    } else if (const auto dropped = idOf("dropped")) {
        m_changes.resize(std::min(at(dropped), m_changes.size()));
        m_position = std::min(m_position, m_changes.size());
        open = {};
    }
    return {};
}

Result<std::pair<int64_t, size_t>> ChangeJournal::append(const std::function<void(const Write &)> &line)
{
    ARMATURE_CHECK(ensureWritableFolder(m_folder));
    const auto failed = [&](int code) {
        const bool isFull = code == ENOSPC || code == EDQUOT;
        if (isFull)
            return fail(ErrorCode::DiskFull, "The undo journal cannot be written: the disk is full.",
                        "Free some space and try again.", "Nothing was changed.");
        return fail(ErrorCode::Io,
                    fmt::format("The undo journal cannot be written: {}.", std::strerror(code)),
                    "Check that the dataset's folder can be written to.", "Nothing was changed.");
    };
    const int descriptor = ::open(file().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return failed(errno);
    const off_t before = ::lseek(descriptor, 0, SEEK_END);
    int code = 0;
    size_t size = 0;
    const auto write = [&](std::string_view bytes) {
        size += bytes.size();
        while (!bytes.empty() && code == 0) {
            const auto written = ::write(descriptor, bytes.data(), bytes.size());
            if (written > 0)
                bytes.remove_prefix(size_t(written));
            else
                code = written < 0 && errno == EINTR ? 0 : written < 0 ? errno : ENOSPC;
        }
    };
    line(write);
    write("\n");
    if (code == 0 && ::fsync(descriptor) != 0)
        code = errno;
    if (code != 0 && ::ftruncate(descriptor, before) != 0)
        code = errno; // a torn line at the end is passed over when reading
    ::close(descriptor);
    if (code != 0)
        return failed(code);
    ARMATURE_CHECK(syncFolder(m_folder));
    return std::pair{int64_t(before), size - 1};
}

Status ChangeJournal::append(std::string_view line)
{
    ARMATURE_CHECK(append([line](const Write &write) { write(line); }));
    return {};
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
    const auto name = fmt::format("{}/store/{}", kChangeFolder, m_nextStored++);
    m_hasStaged = true;
    ARMATURE_CHECK(writeFileAtomically(m_root / name, bytes));
    return name;
}

std::string ChangeJournal::placeFor(const fs::path &file)
{
    m_hasStaged = true;
    return fmt::format("{}/store/{}{}", kChangeFolder, m_nextStored++, file.extension().string());
}

Result<ChangeReport> ChangeJournal::take(const Change &change, const FileSteps &steps, bool forward,
                                         bool isRecovery, const std::function<void(size_t, size_t)> &progress)
{
    StepTaker taker(m_root, steps, forward, isRecovery);
    taker.leaveAlone(change.leftAlone);
    auto failure = taker.run(progress);
    if (failure) {
        const bool isTakenBack = taker.takeBack();
        failure->kept =
            isTakenBack ? "Everything is as it was before." : "The rest is put back before the next change.";
        if (forward && !isRecovery)
            drop(change, isTakenBack);
        return fail(std::move(*failure));
    }
    auto report = taker.report();
    report.id = change.id;
    report.title = change.title;
    if (!taker.isMany() || isRecovery)
        syncAll();
    return report;
}

// A change that failed. On a full disk the line goes away rather than that one is added which says so.
void ChangeJournal::drop(const Change &change, bool isTakenBack)
{
    if (!isTakenBack) {
        (void)append(json{{"undo", change.id}}.dump());
        m_broken = change;
    } else if (::truncate(file().c_str(), off_t(change.at)) != 0) {
        (void)append(json{{"dropped", change.id}}.dump());
    } else {
        (void)syncFile(file());
    }
}

Status ChangeJournal::end(const Change &change, bool isApplied, bool isSynced)
{
    m_unsettled = endOf(isApplied, change.id, change.leftAlone);
    m_unsettledId = change.id;
    if (!isSynced)
        return {};
    ARMATURE_CHECK(append(std::exchange(m_unsettled, {})));
    return {};
}

Status ChangeJournal::settle()
{
    if (m_broken) {
        ARMATURE_TRY(const auto steps, stepsOf(*m_broken));
        ARMATURE_CHECK(take(*m_broken, steps, false, true, {}));
        ARMATURE_CHECK(append(endOf(false, m_broken->id, {})));
        m_broken.reset();
    }
    if (m_unsettled.empty())
        return {};
    syncAll();
    ARMATURE_CHECK(append(std::exchange(m_unsettled, {})));
    return {};
}

Result<ChangeReport> ChangeJournal::run(std::string title, const FileSteps &steps,
                                        const std::function<void(size_t, size_t)> &progress)
{
    ARMATURE_CHECK(settle());
    Change change{m_nextId++, std::move(title), 0, 0, {}};
    auto head = json{{"v", 1}, {"change", change.id}, {"title", change.title}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
    head.back() = ',';
    // What was staged is on the disk before the journal names it. Texts lie in the journal itself: they must
    // not wait for whatever else the disk still has to write.
    if (std::exchange(m_hasStaged, false))
        syncAll();
    ARMATURE_TRY(const auto place, append([&](const Write &write) {
                     write(head);
                     write("\"steps\":[");
                     writeStepsJson(steps, write);
                     write("]}");
                 }));
    std::tie(change.at, change.bytes) = place;
    auto report = take(change, steps, true, false, progress);
    if (!report)
        return report;
    if (report->leftAlone.size() == steps.size()) { // nothing was done that could be undone
        drop(change, true);
        return report;
    }
    change.leftAlone = report->leftAlone;
    m_changes.resize(m_position);
    m_changes.push_back(std::move(change));
    m_position = m_changes.size();
    ARMATURE_CHECK(end(m_changes.back(), true, steps.size() < kManySteps));
    return report;
}

Result<ChangeReport> ChangeJournal::repeat(const Change &change, bool forward)
{
    if (change.id != m_unsettledId || m_broken)
        ARMATURE_CHECK(settle());
    ARMATURE_TRY(const auto steps, stepsOf(change));
    ARMATURE_CHECK(append(json{{forward ? "redo" : "undo", change.id}}.dump()));
    auto report = take(change, steps, forward, false, {});
    const bool isApplied = report.has_value() == forward;
    const auto noted = end(change, isApplied, steps.size() < kManySteps);
    if (!report)
        return report;
    ARMATURE_CHECK(noted);
    m_position = forward ? m_position + 1 : m_position - 1;
    return report;
}

Status ChangeJournal::forget()
{
    ARMATURE_CHECK(settle());
    std::error_code error;
    // The journal first: it must not promise what is being deleted.
    fs::remove(file(), error);
    if (!error)
        error = syncFolder(m_folder) ? std::error_code() : std::make_error_code(std::errc::io_error);
    if (error)
        return fail(ErrorCode::Io, fmt::format("The undo journal cannot be deleted: {}.", error.message()),
                    "Check that the dataset's folder can be written to.", "Everything is as it was before.");
    m_changes.clear();
    m_position = 0;
    fs::remove_all(m_folder / "store", error);
    if (error)
        return fail(ErrorCode::Io,
                    fmt::format("Some originals in .armature/store cannot be deleted: {}.", error.message()),
                    "Delete that folder by hand.");
    return {};
}

uint64_t ChangeJournal::keptBytes(const fs::path &root)
{
    uint64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator at(root / kChangeFolder / "store", error), end; !error && at != end;
         at.increment(error)) {
        std::error_code gone;
        if (const auto size = at->file_size(gone); !gone)
            bytes += size;
    }
    return bytes;
}

Result<ChangeReport> ChangeJournal::undo()
{
    return canUndo() ? repeat(m_changes[m_position - 1], false)
                     : fail(ErrorCode::NotFound, "There is nothing to undo.");
}

Result<ChangeReport> ChangeJournal::redo()
{
    return canRedo() ? repeat(m_changes[m_position], true)
                     : fail(ErrorCode::NotFound, "There is nothing to redo.");
}

} // namespace armature
