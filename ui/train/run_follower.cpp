#include "ui/train/run_follower.h"

#include "core/base/fs.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::streamoff kTail = 4096;

std::string tailOf(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary | std::ios::ate);
    if (!stream)
        return {};
    stream.seekg(std::max<std::streamoff>(0, stream.tellg() - kTail));
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<int64_t> checkpointsIn(const fs::path &folder)
{
    constexpr std::string_view kPrefix = "checkpoint-";
    std::vector<int64_t> steps;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        int64_t step = 0;
        if (!name.starts_with(kPrefix))
            continue;
        const auto [last, problem] = std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), step);
        if (problem == std::errc() && last == name.data() + name.size())
            steps.push_back(step);
    }
    std::ranges::sort(steps);
    return steps;
}

} // namespace

struct RunFollower::Shared
{
    // The worker's own.
    RunPlace place;
    std::optional<RunDiary> diary;
    RunSight sight;
    bool hasRemains = false;

    std::mutex mutex;
    std::condition_variable changed;
    RunFollower *owner = nullptr; // null once nobody waits any more
    bool isAnswered = false;
    RunSight answer;
    RunDiary::News news;

    void look(bool isStarting);
    RunDiary::News read();
};

RunDiary::News RunFollower::Shared::read()
{
    std::error_code error;
    const bool hadOther = diary && diary->file() != place.events();
    if ((!diary || hadOther) && fs::exists(place.events(), error))
        diary.emplace(place.events());
    else if (!diary && fs::exists(place.folder() / "events.jsonl", error))
        diary.emplace(place.folder() / "events.jsonl");
    auto read = diary ? diary->read() : Result<RunDiary::News>(RunDiary::News());
    RunDiary::News told = read ? std::move(*read) : RunDiary::News();
    told.isAnew = told.isAnew || (hadOther && diary->file() == place.events());
    return told;
}

void RunFollower::Shared::look(bool isStarting)
{
    std::error_code error;
    sight.isStarting = isStarting;
    // Asked before reading: a run that ends in between has then told all that it will.
    const bool isHeld = RunLock::holder(place.folder()) != 0;
    (void)fs::exists(place.folder() / "run.lock", error);
    if (!error) // a share that comes back may say once that it was gone: that tells nothing of the run
        sight.isHeld = isHeld;
    RunDiary::News told = read();
    sight.isCaughtUp = !told.isMore;
    const bool wasFolderThere = std::exchange(sight.isFolderThere, fs::exists(place.runs, error));
    sight.isResultThere = fs::exists(place.folder() / "diffusion_pytorch_model.safetensors", error);
    if (sight.isAlive()) {
        hasRemains = false;
    } else if (!hasRemains || !told.isEmpty() || wasFolderThere != sight.isFolderThere) {
        hasRemains = true;
        sight.log = tailOf(place.log());
        sight.checkpoints = checkpointsIn(place.folder());
        sight.freeBytes = freeSpace(place.runs);
    }
    const std::lock_guard lock(mutex);
    isAnswered = true;
    answer = sight;
    news = std::move(told);
    changed.notify_all();
    if (owner)
        QMetaObject::invokeMethod(owner, &RunFollower::takeAnswer, Qt::QueuedConnection);
}

RunFollower::RunFollower(RunPlace place, QObject *parent) : QObject(parent), m_place(std::move(place)), m_shared(std::make_shared<Shared>())
{
    m_shared->place = m_place;
    m_shared->owner = this;
}

RunFollower::~RunFollower()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->owner = nullptr;
}

void RunFollower::look(bool isStarting)
{
    if (isLooking())
        return;
    m_asked.start();
    m_work.run([shared = m_shared, isStarting] { shared->look(isStarting); });
}

bool RunFollower::wait(int milliseconds)
{
    if (!isLooking())
        return false;
    {
        std::unique_lock lock(m_shared->mutex);
        if (!m_shared->changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return m_shared->isAnswered; }))
            return false;
    }
    takeAnswer();
    return true;
}

void RunFollower::tell(const TrainEvent &event) { take(m_history, event); }

void RunFollower::takeAnswer()
{
    RunDiary::News news;
    {
        const std::lock_guard lock(m_shared->mutex);
        if (!std::exchange(m_shared->isAnswered, false)) // wait() was first
            return;
        m_sight = m_shared->answer;
        news = std::move(m_shared->news);
    }
    m_asked.invalidate();
    take(m_history, news);
    Q_EMIT looked(!news.isEmpty());
}

} // namespace armature::ui
