#include "ui/widgets/folder_work.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace armature::ui {

struct FolderWork::Shared
{
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> waiting;
    bool isLeft = false;

    void run()
    {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return isLeft || !waiting.empty(); });
            if (isLeft)
                return;
            const auto work = std::move(waiting.front());
            waiting.pop_front();
            lock.unlock();
            work();
            lock.lock();
        }
    }
};

FolderWork::FolderWork(unsigned threads) : m_shared(std::make_shared<Shared>())
{
    for (unsigned i = 0; i < threads; ++i)
        std::thread([shared = m_shared] { shared->run(); }).detach();
}

FolderWork::~FolderWork()
{
    std::deque<std::function<void()>> dropped; // what they hold is let go of without the lock
    const std::lock_guard lock(m_shared->mutex);
    m_shared->isLeft = true;
    dropped.swap(m_shared->waiting);
    m_shared->wake.notify_all();
}

void FolderWork::drop()
{
    std::deque<std::function<void()>> dropped;
    const std::lock_guard lock(m_shared->mutex);
    dropped.swap(m_shared->waiting);
}

void FolderWork::run(std::function<void()> work)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->waiting.push_back(std::move(work));
    m_shared->wake.notify_one();
}

bool answersSoon(const std::filesystem::path &folder, int milliseconds)
{
    const auto answered = std::make_shared<std::promise<void>>();
    std::future<void> answer = answered->get_future();
    FolderWork work;
    work.run([answered, folder] {
        std::error_code error;
        (void)std::filesystem::status(folder, error);
        answered->set_value();
    });
    return answer.wait_for(std::chrono::milliseconds(milliseconds)) == std::future_status::ready;
}

} // namespace armature::ui
