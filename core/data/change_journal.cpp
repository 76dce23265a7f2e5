#include "core/data/change_journal.h"

#include "core/base/fs.h"
#include "core/base/parallel_for.h"
#include "core/data/text_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace armature {

namespace fs = std::filesystem;
using json = nlohmann::json;

namespace {

constexpr const char *kFolder = ".armature";
constexpr size_t kMany = 256;  // steps from which on they are taken on several threads
constexpr size_t kBlock = 250; // steps that a thread takes at a time

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::Corrupt, "The undo journal .armature/journal.jsonl is damaged.",
                "Move it away; the pictures are untouched, but earlier changes cannot be undone then.");
}

// The steps with commas between them, in parts that several threads have made.
std::vector<std::string> jsonOf(const std::vector<FileStep> &steps)
{
    const size_t blocks = (steps.size() + kBlock - 1) / kBlock;
    std::vector<std::string> parts(blocks);
    parallelFor(blocks, blocks > 1 ? 0 : 1, {}, [&](size_t block) {
        for (size_t i = block * kBlock; i < std::min(steps.size(), (block + 1) * kBlock); ++i) {
            if (i > 0)
                parts[block] += ',';
            appendStepJson(parts[block], steps[i]);
        }
    });
    return parts;
}

// Whether the order of the steps does not matter.
bool areIndependentTexts(const std::vector<FileStep> &steps)
{
    std::unordered_set<std::string_view> paths;
    return std::all_of(steps.begin(), steps.end(), [&](const FileStep &step) {
        return step.kind == FileStep::Kind::Text && paths.insert(step.path).second;
    });
}

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
    uint64_t openId = 0;
    bool wantsApplied = false;
    int64_t good = 0;
    {
        std::ifstream lines(file(), std::ios::binary);
        std::string line;
        while (std::getline(lines, line) && !lines.eof()) { // a torn last line: nothing of it has happened
            ARMATURE_CHECK(takeLine(line, good, openId, wantsApplied));
            good += int64_t(line.size()) + 1;
        }
        if (lines.bad() || !lines.eof())
            return fail(ErrorCode::Io, "The undo journal .armature/journal.jsonl cannot be read.",
                        "Allow reading and writing it (chmod).");
    }
    if (uint64_t(good) < fs::file_size(file(), error) && ::truncate(file().c_str(), off_t(good)) != 0)
        return fail(ErrorCode::Io,
                    fmt::format("The undo journal cannot be written: {}.", std::strerror(errno)));
    if (openId == 0)
        return {};
    const auto open =
        std::find_if(m_changes.begin(), m_changes.end(), [&](const Change &c) { return c.id == openId; });
    if (open == m_changes.end())
        return {};
    ARMATURE_TRY(const auto steps, stepsOf(*open));
    ARMATURE_TRY(auto report, take(*open, steps, wantsApplied, true, {}));
    ARMATURE_CHECK(append({json{{wantsApplied ? "applied" : "undone", openId}}.dump()}));
    m_position = size_t(open - m_changes.begin()) + (wantsApplied ? 1 : 0);
    if (report.taken > 0 || !report.problems.empty())
        m_recovered.push_back(std::move(report));
    return {};
}

Result<std::vector<FileStep>> ChangeJournal::stepsOf(const Change &change) const
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

Status ChangeJournal::takeLine(const std::string &line, int64_t start, uint64_t &openId, bool &wantsApplied)
{
    const auto entry = json::parse(
        line,
        [](int depth, json::parse_event_t event, json &parsed) {
            return depth != 1 || event != json::parse_event_t::key || parsed != "steps";
        },
        false);
    if (!entry.is_object())
        return damaged();
    const auto idOf = [&](const char *key) {
        const auto found = entry.find(key);
        return found != entry.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
    };
    if (const auto id = idOf("change")) {
        const auto title = entry.find("title");
        m_changes.resize(std::min(m_position, m_changes.size())); // a new change ends what could be redone
        m_changes.push_back({id, title != entry.end() && title->is_string() ? title->get<std::string>() : "",
                             start, line.size()});
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

Result<int64_t> ChangeJournal::append(const std::vector<std::string> &line)
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
    int code = 0;
    const auto write = [&](std::string_view bytes) {
        while (!bytes.empty() && code == 0) {
            const auto written = ::write(descriptor, bytes.data(), bytes.size());
            if (written > 0)
                bytes.remove_prefix(size_t(written));
            else
                code = written < 0 && errno == EINTR ? 0 : written < 0 ? errno : ENOSPC;
        }
    };
    for (const auto &part : line)
        write(part);
    write("\n");
    if (code == 0 && ::fsync(descriptor) != 0)
        code = errno;
    if (code != 0 && ::ftruncate(descriptor, before) != 0)
        code = errno; // a torn line at the end is passed over when reading
    ::close(descriptor);
    if (code != 0)
        return failed(code);
    ARMATURE_CHECK(syncFolder(m_folder));
    return int64_t(before);
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
    m_hasStaged = true;
    ARMATURE_CHECK(writeFileAtomically(m_root / name, bytes));
    return name;
}

std::string ChangeJournal::placeFor(const fs::path &file)
{
    m_hasStaged = true;
    return fmt::format("{}/store/{}{}", kFolder, m_nextStored++, file.extension().string());
}

Result<ChangeReport> ChangeJournal::take(const Change &change, const std::vector<FileStep> &steps,
                                         bool forward, bool isRecovery,
                                         const std::function<void(size_t, size_t)> &progress)
{
    ChangeReport report;
    report.id = change.id;
    report.title = change.title;
    const size_t total = steps.size();
    const bool isMany = total >= kMany && areIndependentTexts(steps);
    const auto stepAt = [&](size_t i) {
        const auto &kept = steps[forward ? i : total - 1 - i];
        return forward ? kept : reversed(kept);
    };
    std::mutex mutex;
    std::optional<Error> failure;
    std::stop_source stop;
    std::vector<uint8_t> isTaken(total);
    size_t done = 0;
    const auto takeBlock = [&](size_t first, size_t last) {
        for (size_t i = first; i < last && !stop.stop_requested(); ++i) {
            const auto end = takeStep(m_root, stepAt(i), {isRecovery, isMany});
            isTaken[i] = end && *end == StepEnd::Taken;
            if (end)
                continue;
            const std::lock_guard lock(mutex);
            if (end.error().code == ErrorCode::Conflict || isRecovery) {
                report.problems.push_back(end.error());
            } else {
                failure = end.error();
                stop.request_stop();
            }
        }
        const std::lock_guard lock(mutex);
        done += last - first;
        if (progress && !failure)
            progress(done, total);
    };
    if (isMany)
        parallelFor((total + kBlock - 1) / kBlock, 0, stop.get_token(),
                    [&](size_t block) { takeBlock(block * kBlock, std::min(total, (block + 1) * kBlock)); });
    else
        for (size_t i = 0; i < total; ++i)
            takeBlock(i, i + 1);
    if (failure) {
        for (size_t i = total; i-- > 0;) {
            if (isTaken[i])
                (void)takeStep(m_root, reversed(stepAt(i)), {true, isMany});
        }
        failure->kept = "Everything is as it was before.";
        return fail(std::move(*failure));
    }
    report.taken = size_t(std::count(isTaken.begin(), isTaken.end(), 1));
    for (const auto &step : steps) {
        for (const auto &name : {step.path, step.other}) {
            if (step.kind != FileStep::Kind::Text && !name.empty() && !name.starts_with(kFolder))
                report.files.push_back(name);
        }
    }
    if (!isMany || isRecovery)
        syncAll();
    return report;
}

Status ChangeJournal::end(const Change &change, bool isApplied, bool isSynced)
{
    m_unsettled = json{{isApplied ? "applied" : "undone", change.id}}.dump();
    m_unsettledId = change.id;
    if (!isSynced)
        return {};
    ARMATURE_CHECK(append({std::exchange(m_unsettled, {})}));
    return {};
}

Status ChangeJournal::settle()
{
    if (m_unsettled.empty())
        return {};
    syncAll();
    ARMATURE_CHECK(append({std::exchange(m_unsettled, {})}));
    return {};
}

Result<ChangeReport> ChangeJournal::run(std::string title, std::vector<FileStep> steps,
                                        const std::function<void(size_t, size_t)> &progress)
{
    ARMATURE_CHECK(settle());
    Change change{m_nextId++, std::move(title), 0, 0};
    auto head = json{{"v", 1}, {"change", change.id}, {"title", change.title}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
    head.back() = ',';
    auto line = jsonOf(steps);
    line.insert(line.begin(), head + "\"steps\":[");
    line.push_back("]}");
    for (const auto &part : line)
        change.bytes += part.size();
    // What was staged is on the disk before the journal names it. Texts lie in the journal itself: they must
    // not wait for whatever else the disk still has to write.
    if (std::exchange(m_hasStaged, false))
        syncAll();
    ARMATURE_TRY(change.at, append(line));
    line = {};
    auto report = take(change, steps, true, false, progress);
    if (!report) {
        (void)append({json{{"dropped", change.id}}.dump()});
        return report;
    }
    m_changes.resize(m_position);
    m_changes.push_back(std::move(change));
    m_position = m_changes.size();
    ARMATURE_CHECK(end(m_changes.back(), true, steps.size() < kMany));
    return report;
}

Result<ChangeReport> ChangeJournal::repeat(const Change &change, bool forward)
{
    if (change.id != m_unsettledId)
        ARMATURE_CHECK(settle());
    ARMATURE_TRY(const auto steps, stepsOf(change));
    ARMATURE_CHECK(append({json{{forward ? "redo" : "undo", change.id}}.dump()}));
    auto report = take(change, steps, forward, false, {});
    const bool isApplied = report.has_value() == forward;
    const auto noted = end(change, isApplied, steps.size() < kMany);
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
    for (fs::directory_iterator at(root / kFolder / "store", error), end; !error && at != end;
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
