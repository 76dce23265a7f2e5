#include "preprocess/batch_workers.h"

#include "core/image/pose_json.h"
#include "preprocess/map_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostWaiting = 256; // results that were not taken yet

tl::unexpected<Error> writeFailed(const fs::path &file, int error)
{
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return fail(ErrorCode::DiskFull, "The disk is full.",
                    "Free some space and run the same again, or use another folder.");
    return fail(ErrorCode::Io, "Cannot write " + file.string() + ": " + std::strerror(error) + ".",
                "Look at the rights of the folder.");
}

// Not synced: the batch does that for many at once.
Status writeTemporary(const fs::path &file, std::string_view bytes)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return writeFailed(file, errno);
    std::size_t done = 0;
    int error = 0;
    while (done < bytes.size() && error == 0) {
        const auto count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
        if (count > 0)
            done += std::size_t(count);
        else if (count == 0 || errno != EINTR)
            error = count == 0 ? ENOSPC : errno;
    }
    // Begins writing back now, so that the sync of the group finds little to do.
    if (error == 0)
        ::sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
    if (::close(descriptor) != 0 && error == 0)
        error = errno;
    if (error == 0)
        return {};
    ::unlink(file.c_str());
    return writeFailed(file, error);
}

Result<MapResult> makeMap(const BatchState &state, const BatchTask &task)
{
    try {
        ARMATURE_TRY(const auto picture, decodeOriented(state.in / task.source, state.limits));
        return state.maker->make(picture, state.stop.get_token());
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture.",
                    "Use fewer jobs, or make it smaller.");
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal, std::string("Something went wrong: ") + error.what() + ".");
    }
}

BatchResult work(const BatchState &state, std::size_t number)
{
    BatchResult result;
    result.task = number;
    const auto failed = [&](Error error) {
        result.isFailed = true;
        result.error = std::move(error);
        return result;
    };
    auto made = makeMap(state, state.tasks[number]);
    if (!made)
        return failed(std::move(made.error()));
    result.nothingFound = made->nothingFound;
    result.note = made->note;
    if (!result.nothingFound.empty())
        return result;
    const auto bytes = encodeMap(made->map);
    if (!bytes)
        return failed(bytes.error());
    const auto file = state.temporaries / (std::to_string(number) + ".png");
    const std::string_view view(reinterpret_cast<const char *>(bytes->data()), bytes->size());
    if (auto status = writeTemporary(file, view); !status)
        return failed(std::move(status.error()));
    result.temporary = file;
    if (made->pose) {
        const auto pose = state.temporaries / (std::to_string(number) + ".json");
        if (auto status = writeTemporary(pose, poseToJson(*made->pose, PoseDialect::Cmu)); !status) {
            ::unlink(file.c_str());
            return failed(std::move(status.error()));
        }
        result.pose = pose;
    }
    return result;
}

// Whether to go on.
bool handOver(BatchState &state, BatchResult result)
{
    std::unique_lock lock(state.mutex);
    const auto token = state.stop.get_token();
    state.changed.wait(lock, token, [&] { return state.results.size() < kMostWaiting || state.isAbandoned; });
    if (state.isAbandoned) {
        for (const auto &file : {result.temporary, result.pose})
            if (!file.empty())
                ::unlink(file.c_str());
        return false;
    }
    state.results.push_back(std::move(result));
    state.changed.notify_all();
    state.changed.wait(lock, token, [&] { return !state.isPaused || state.isAbandoned; });
    return !state.isAbandoned && !token.stop_requested();
}

void run(const std::shared_ptr<BatchState> &state)
{
    bool goesOn = true;
    while (goesOn && !state->stop.stop_requested()) {
        const auto number = state->next++;
        if (number >= state->tasks.size())
            break;
        auto result = work(*state, number);
        const bool isInterrupted = result.isFailed && result.error.code == ErrorCode::Interrupted;
        goesOn = !isInterrupted && handOver(*state, std::move(result));
    }
    const std::lock_guard lock(state->mutex);
    --state->running;
    state->changed.notify_all();
}

} // namespace

BatchWorkers::BatchWorkers(std::shared_ptr<BatchState> state, int jobs) : m_state(std::move(state))
{
    const int threads =
        std::clamp<int>(jobs > 0 ? jobs : int(std::thread::hardware_concurrency()), 1,
                        std::max<int>(1, int(std::min<std::size_t>(m_state->tasks.size(), 256))));
    m_state->running = threads;
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back(run, m_state);
}

BatchWorkers::~BatchWorkers()
{
    constexpr std::chrono::milliseconds kPatience(100);
    requestStop();
    bool haveEnded = false;
    {
        std::unique_lock lock(m_state->mutex);
        haveEnded = m_state->changed.wait_for(lock, kPatience, [&] { return m_state->running == 0; });
        m_state->isAbandoned = true;
    }
    m_state->changed.notify_all();
    for (auto &thread : m_threads)
        haveEnded ? thread.join() : thread.detach();
}

void BatchWorkers::setPaused(bool isPaused)
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->isPaused = isPaused;
    }
    m_state->changed.notify_all();
}

std::vector<BatchResult> BatchWorkers::take(std::size_t wanted, std::chrono::milliseconds wait)
{
    std::unique_lock lock(m_state->mutex);
    m_state->changed.wait_for(lock, wait,
                              [&] { return m_state->results.size() >= wanted || m_state->running == 0; });
    std::vector<BatchResult> results(std::make_move_iterator(m_state->results.begin()),
                                     std::make_move_iterator(m_state->results.end()));
    m_state->results.clear();
    lock.unlock();
    m_state->changed.notify_all();
    return results;
}

bool BatchWorkers::isRunning() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->running > 0 || !m_state->results.empty();
}

} // namespace armature
