#include "preprocess/batch.h"

#include "preprocess/batch_workers.h"
#include "preprocess/map_poses.h"
#include "preprocess/picture_list.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace armature {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{50};      // how often a pause or stop is looked for
constexpr std::chrono::milliseconds kGroupAge{500}; // maps wait at most this long for their names
constexpr std::chrono::milliseconds kPatience{500}; // for threads after a stop
constexpr std::size_t kGroup = 64;                  // maps that are synced together
constexpr int kFullDisk = 3;                        // failures in a row, after which a full disk is believed

bool isBelow(const fs::path &path, const fs::path &folder)
{
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end() && rest != path.end();
}

bool syncFile(const fs::path &file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool isSynced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return isSynced;
}

class Batch
{
public:
    Batch(std::shared_ptr<const MapMaker> maker, const BatchRequest &request, RunControl &control,
          const BatchListener &listener)
        : m_maker(std::move(maker)), m_request(request), m_control(control), m_listener(listener)
    {
    }

    Result<BatchSummary> run()
    {
        ARMATURE_CHECK(prepareFolders());
        ARMATURE_TRY(const auto pictures, findPictures());
        ARMATURE_CHECK(ensureWritableFolder(m_out));
        { // carries through a switch of versions that was cut off
            ARMATURE_TRY(const auto before, MapStore::open(m_out));
        }
        ARMATURE_TRY(const auto lock, lockMaps(m_out));
        ARMATURE_TRY(auto store, MapStore::open(m_out));
        m_store = &store;
        ARMATURE_CHECK(chooseVersion());
        ARMATURE_CHECK(plan(pictures));
        m_start = m_lastShown = Clock::now();
        makeMaps();
        ARMATURE_CHECK(finish());
        return std::move(m_summary);
    }

private:
    Status prepareFolders()
    {
        std::error_code error;
        if (!fs::is_directory(m_request.in, error))
            return fail(ErrorCode::NotFound, "There is no folder " + m_request.in.string() + ".",
                        "Name the folder that holds the pictures with --in.");
        m_in = fs::canonical(m_request.in, error);
        m_out = fs::weakly_canonical(fs::absolute(m_request.out), error);
        if (!m_out.has_filename())
            m_out = m_out.parent_path();
        if (m_in == m_out)
            return fail(ErrorCode::BadInput,
                        "The maps would take the place of the pictures: both folders are " + m_in.string() +
                            ".",
                        "Use another output folder.");
        if (isBelow(m_in, m_out))
            return fail(ErrorCode::BadInput,
                        "The pictures lie inside the output folder " + m_out.string() + ".",
                        "Use an output folder of its own.");
        if (isBelow(m_out, m_in))
            note("The output folder lies inside the input; its pictures are left out.");
        return {};
    }

    Result<std::vector<std::string>> findPictures()
    {
        if (!m_request.only.empty())
            return m_request.only;
        ARMATURE_TRY(auto pictures, listPictures(m_in, m_out));
        if (pictures.empty())
            return fail(ErrorCode::BadInput, "There are no pictures in " + m_in.string() + ".",
                        "Name the folder that holds the pictures with --in.");
        return pictures;
    }

    Status chooseVersion()
    {
        if (const auto *known = m_store->find(m_maker->recipe())) {
            m_summary.version = known->number;
        } else {
            ARMATURE_TRY(m_summary.version, m_store->addVersion(m_maker->recipe()));
        }
        const auto *used = m_store->current();
        m_isBeside = used && used->number != m_summary.version;
        m_maps = m_store->mapsOf(m_summary.version);
        m_edited = editedPoses(m_out, m_summary.version);
        if (m_request.existing == ExistingMaps::Replace)
            return m_store->forget(m_summary.version, m_edited);
        return {};
    }

    // Sorts out what needs no work; the rest becomes tasks.
    Status plan(const std::vector<std::string> &pictures)
    {
        ARMATURE_TRY(const auto records, m_store->recordsOf(m_summary.version));
        std::set<std::string> inUse;
        if (m_isBeside) {
            ARMATURE_TRY(const auto others, m_store->recordsOf(m_store->current()->number));
            for (const auto &[source, missing] : others)
                if (missing.empty())
                    inUse.insert(mapNameFor(source));
        }
        m_state->maker = m_maker;
        m_state->in = m_in;
        m_state->limits = m_request.limits;
        m_state->temporaries = MapStore::historyOf(m_out) / "unfinished";
        std::error_code error;
        fs::remove_all(m_state->temporaries, error);
        fs::create_directories(m_state->temporaries, error);
        if (error)
            return fail(ErrorCode::Io,
                        "Cannot write to " + m_state->temporaries.string() + ": " + error.message() + ".",
                        "Use a folder that you may write to.");
        m_summary.progress.total = int64_t(pictures.size());
        std::map<std::string, std::string> owners; // of maps
        for (const auto &source : pictures) {
            BatchFile file{source, mapNameFor(source), BatchOutcome::Done, {}, {}};
            const auto [owner, isFirst] = owners.emplace(file.map, source);
            if (!isFirst)
                count(
                    failed(std::move(file), {ErrorCode::Conflict,
                                             fmt::format("It would have the same map as {}.", owner->second),
                                             "Rename one of them.",
                                             {}}));
            else if (!isKnown(file, records, inUse))
                m_state->tasks.push_back({source, file.map});
            else
                count(std::move(file));
        }
        return {};
    }

    // Whether there is nothing to do for it, and then why.
    bool isKnown(BatchFile &file, const MapRecords &records, const std::set<std::string> &inUse) const
    {
        std::error_code error;
        if (const auto record = records.find(file.source); record != records.end()) {
            if (!record->second.empty()) {
                file.outcome = BatchOutcome::NothingFound;
                file.reason = record->second;
                return true;
            }
            file.outcome = BatchOutcome::Skipped;
            file.reason = m_edited.contains(file.source) ? "its pose was edited by hand" : "its map exists";
            return fs::exists(m_maps / file.map, error);
        }
        if (m_request.existing == ExistingMaps::Replace)
            return false;
        file.outcome = BatchOutcome::Skipped;
        file.reason = "a map of another origin is there";
        return fs::exists(m_out / file.map, error) && !inUse.contains(file.map);
    }

    static BatchFile failed(BatchFile file, Error error)
    {
        file.outcome = BatchOutcome::Failed;
        file.error = std::move(error);
        return file;
    }

    void count(BatchFile file)
    {
        auto &progress = m_summary.progress;
        switch (file.outcome) {
        case BatchOutcome::Done:
            ++progress.done;
            break;
        case BatchOutcome::Skipped:
            ++progress.skipped;
            break;
        case BatchOutcome::NothingFound:
            ++progress.nothingFound;
            break;
        case BatchOutcome::Failed:
            ++progress.failed;
            break;
        }
        if (m_listener.onFile)
            m_listener.onFile(file);
        if (file.outcome == BatchOutcome::NothingFound)
            m_summary.nothingFound.push_back(std::move(file));
        else if (file.outcome == BatchOutcome::Failed)
            m_summary.failed.push_back(std::move(file));
    }

    void makeMaps()
    {
        BatchWorkers workers(m_state, m_request.jobs);
        auto stopBy = Clock::time_point::max();
        while (workers.isRunning() && Clock::now() < stopBy && !m_summary.stoppedBy) {
            const bool isPaused = m_control.isPauseRequested() && !m_control.isStopRequested();
            if (isPaused != m_summary.progress.isPaused)
                setPaused(workers, isPaused);
            if (m_control.isStopRequested() && stopBy == Clock::time_point::max()) {
                stopBy = Clock::now() + kPatience;
                workers.requestStop();
            }
            collect(workers);
            const bool isOld = !m_group.empty() && Clock::now() - m_groupSince > kGroupAge;
            if (m_group.size() >= kGroup || isOld || isPaused)
                nameGroup();
            show(false);
        }
        if (!m_summary.stoppedBy)
            nameGroup();
    }

    void setPaused(BatchWorkers &workers, bool isPaused)
    {
        workers.setPaused(isPaused);
        m_summary.progress.isPaused = isPaused;
        if (isPaused)
            m_pausedSince = Clock::now();
        else
            m_paused += Clock::now() - m_pausedSince;
        show(true);
    }

    void collect(BatchWorkers &workers)
    {
        for (auto &result : workers.take(kGroup, kLook)) {
            const auto &task = m_state->tasks[result.task];
            BatchFile file{task.source, task.map, BatchOutcome::Done, {}, result.note};
            if (result.isFailed) {
                noteFullDisk(result.error);
                ++m_looked;
                count(failed(std::move(file), std::move(result.error)));
                continue;
            }
            if (!result.nothingFound.empty()) {
                file.outcome = BatchOutcome::NothingFound;
                file.reason = result.nothingFound;
            }
            if (m_group.empty())
                m_groupSince = Clock::now();
            m_group.push_back({std::move(file), std::move(result.temporary), std::move(result.pose)});
        }
    }

    void noteFullDisk(const Error &error)
    {
        m_fullDisk = error.code == ErrorCode::DiskFull ? m_fullDisk + 1 : 0;
        if (m_fullDisk >= kFullDisk && !m_summary.stoppedBy)
            m_summary.stoppedBy =
                Error{ErrorCode::DiskFull, "The disk is full.",
                      "Free some space and run the same again; it goes on where it stopped.",
                      "The maps that are done are kept."};
    }

    // Syncs the waiting maps, gives them their names and writes them down. In that order, so that a crash of
    // the machine leaves whole maps or none. Together, because the first sync of a group pays for all.
    void nameGroup()
    {
        MapRecordList records;
        std::set<fs::path> folders;
        for (auto &[file, temporary, pose] : m_group) {
            std::optional<Error> error;
            if (!pose.empty())
                error = name(pose, poseFileOf(m_out, m_summary.version, file.source), folders);
            if (!error && !temporary.empty())
                error = name(temporary, m_maps / file.map, folders);
            if (error) {
                noteFullDisk(*error);
                file = failed(std::move(file), std::move(*error));
                continue;
            }
            records.emplace_back(file.source,
                                 file.outcome == BatchOutcome::NothingFound ? file.reason : std::string());
        }
        for (const auto &folder : folders)
            syncFile(folder);
        // Maps that cannot be written down are found and made again; that costs time, not maps.
        if (!records.empty())
            if (const auto status = m_store->append(m_summary.version, records); !status)
                noteFullDisk(status.error());
        for (auto &waiting : m_group) {
            if (waiting.file.outcome == BatchOutcome::Done)
                m_fullDisk = 0;
            ++m_looked;
            count(std::move(waiting.file));
        }
        m_group.clear();
    }

    std::optional<Error> name(const fs::path &temporary, const fs::path &target, std::set<fs::path> &folders)
    {
        std::error_code error;
        if (!syncFile(temporary)) {
            fs::remove(temporary, error);
            return Error{ErrorCode::DiskFull,
                         "The map could not be written to the disk.",
                         "Free some space and run the same again.",
                         {}};
        }
        if (m_folders.insert(target.parent_path()).second)
            fs::create_directories(target.parent_path(), error);
        fs::rename(temporary, target, error);
        if (error) {
            const auto why = error.message();
            fs::remove(temporary, error);
            return Error{ErrorCode::Io,
                         "Cannot write " + target.string() + ": " + why + ".",
                         "Look at the rights of the folder.",
                         {}};
        }
        folders.insert(target.parent_path());
        return std::nullopt;
    }

    Status finish()
    {
        auto &progress = m_summary.progress;
        m_summary.isComplete = progress.finished() == progress.total && !m_summary.stoppedBy;
        std::error_code error;
        fs::remove_all(m_state->temporaries, error);
        const auto status = m_store->finish(m_summary.version, m_summary.isComplete);
        if (!status && !m_summary.stoppedBy)
            return status;
        if (m_isBeside && m_summary.isComplete && progress.done + progress.skipped > 0) {
            const int before = m_store->current()->number;
            ARMATURE_CHECK(m_store->switchTo(m_summary.version));
            note(fmt::format(
                "These maps are version {} and in use now; version {} is kept and can be switched back to.",
                m_summary.version, before));
        } else if (m_isBeside) {
            note(fmt::format("Version {} stays in use; the new maps wait beside it until all are made.",
                             m_store->current()->number));
        }
        show(true);
        return {};
    }

    void show(bool isForced)
    {
        const auto now = Clock::now();
        if (!m_listener.onProgress || (!isForced && now - m_lastShown < std::chrono::milliseconds(100)))
            return;
        m_lastShown = now;
        auto &progress = m_summary.progress;
        const auto paused = m_paused + (progress.isPaused ? now - m_pausedSince : Clock::duration::zero());
        progress.seconds = std::chrono::duration<double>(now - m_start - paused).count();
        const auto left = progress.total - progress.finished();
        progress.secondsLeft =
            m_looked >= 3 && progress.seconds > 0.5 ? progress.seconds / double(m_looked) * double(left) : -1;
        m_listener.onProgress(progress);
    }

    void note(std::string text) { m_summary.notes.push_back(std::move(text)); }

    struct Waiting
    {
        BatchFile file;
        fs::path temporary; // empty: nothing was found
        fs::path pose;      // empty: nobody was looked for, or found
    };

    std::shared_ptr<const MapMaker> m_maker;
    const BatchRequest &m_request;
    RunControl &m_control;
    const BatchListener &m_listener;
    fs::path m_in, m_out, m_maps;
    MapStore *m_store = nullptr;
    bool m_isBeside = false;        // another version is in use
    std::set<std::string> m_edited; // by hand, in this version
    std::shared_ptr<BatchState> m_state = std::make_shared<BatchState>();
    BatchSummary m_summary;
    std::vector<Waiting> m_group;
    std::set<fs::path> m_folders; // that exist
    Clock::time_point m_start, m_lastShown, m_groupSince, m_pausedSince;
    Clock::duration m_paused{};
    int64_t m_looked = 0; // pictures that this run looked at
    int m_fullDisk = 0;
};

} // namespace

Result<BatchSummary> runBatch(std::shared_ptr<const MapMaker> maker, const BatchRequest &request,
                              RunControl &control, const BatchListener &listener)
{
    return Batch(std::move(maker), request, control, listener).run();
}

} // namespace armature
