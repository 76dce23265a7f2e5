#pragma once
// Makes batches ahead on several threads and hands them out in order, whichever thread was first.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace armature {

template <typename T>
class Prefetcher
{
public:
    // make(n) is called for n = first, first + 1, ... from `threads` threads at once; at most `ahead` results wait.
    Prefetcher(std::function<T(int64_t)> make, int64_t first, int threads, int ahead)
        : m_make(std::move(make)), m_claimed(first), m_delivered(first), m_ahead(ahead)
    {
        for (int i = 0; i < threads; ++i)
            m_threads.emplace_back([this](std::stop_token stop) { work(stop); });
    }
    ~Prefetcher()
    {
        for (std::jthread &thread : m_threads)
            thread.request_stop();
    }
    Prefetcher(const Prefetcher &) = delete;
    Prefetcher &operator=(const Prefetcher &) = delete;

    // The next result in order; waits for it. Nothing when `stop` was asked for first. Without threads it is made here. Throws
    // what making it has thrown.
    std::optional<T> next(std::stop_token stop)
    {
        if (m_threads.empty())
            return m_make(m_delivered++);
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return m_ready.contains(m_delivered); }))
            return std::nullopt;
        auto node = m_ready.extract(m_delivered++);
        lock.unlock();
        m_changed.notify_all();
        if (node.mapped().thrown)
            std::rethrow_exception(node.mapped().thrown);
        return std::move(node.mapped().value);
    }

private:
    struct Made
    {
        std::optional<T> value;
        std::exception_ptr thrown;
    };

    void work(std::stop_token stop)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return m_claimed < m_delivered + m_ahead; }))
                return;
            const int64_t number = m_claimed++;
            lock.unlock();
            Made made;
            try {
                made.value.emplace(m_make(number));
            } catch (...) { // memory that ran out here is told by the thread that waits for the batch
                made.thrown = std::current_exception();
            }
            lock.lock();
            m_ready.emplace(number, std::move(made));
            lock.unlock();
            m_changed.notify_all();
        }
    }

    std::function<T(int64_t)> m_make;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<int64_t, Made> m_ready;
    int64_t m_claimed, m_delivered;
    const int m_ahead;
    std::vector<std::jthread> m_threads; // last: they stop before what they use goes away
};

} // namespace armature
