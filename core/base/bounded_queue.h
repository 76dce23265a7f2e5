#pragma once
// A queue between a producer and a consumer thread that holds at most `capacity` items, obeys a stop_token, and tells
// the consumer when the producer has ended.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace armature {

template <typename T>
class BoundedQueue
{
public:
    explicit BoundedQueue(size_t capacity) : m_capacity(capacity ? capacity : 1) {}

    // Waits for room. False when stopped or closed: the item was not taken.
    bool push(T item, std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        const bool hasRoom =
            m_changed.wait(lock, stop, [this] { return m_isClosed || m_items.size() < m_capacity; });
        if (!hasRoom || m_isClosed)
            return false;
        m_items.push_back(std::move(item));
        lock.unlock();
        m_changed.notify_all();
        return true;
    }

    // Waits for an item. Nothing when stopped, or when closed and drained.
    std::optional<T> pop(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return m_isClosed || !m_items.empty(); }) || m_items.empty())
            return std::nullopt;
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        lock.unlock();
        m_changed.notify_all();
        return item;
    }

    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isClosed = true;
        }
        m_changed.notify_all();
    }

private:
    const size_t m_capacity;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<T> m_items;
    bool m_isClosed = false;
};

} // namespace armature
