#pragma once
// The threads of a batch: pictures in, files beside their targets out. Included by batch.cpp only.

#include "preprocess/batch.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

namespace armature {

struct BatchTask
{
    std::string source, map;
};

// What a thread made of a task: files that are still to get their names, or an error.
struct BatchResult
{
    std::size_t task = 0;
    std::filesystem::path temporary; // the map
    std::filesystem::path pose;      // the people on it, as JSON
    std::string nothingFound, note;
    Error error;
    bool isFailed = false;
};

// Shared by the threads, so that one that is stuck in a network may outlive the batch.
struct BatchState
{
    std::shared_ptr<const MapMaker> maker;
    std::filesystem::path in, temporaries;
    ImageLimits limits;
    std::vector<BatchTask> tasks;

    std::atomic<std::size_t> next = 0;
    std::stop_source stop;

    std::mutex mutex; // of all below
    std::condition_variable_any changed;
    std::deque<BatchResult> results;
    bool isPaused = false, isAbandoned = false;
    int running = 0;
};

class BatchWorkers
{
public:
    BatchWorkers(std::shared_ptr<BatchState> state, int jobs);
    // Stops. Threads that do not end by the deadline are left behind.
    ~BatchWorkers();

    void setPaused(bool isPaused);
    // Waits up to `wait` for results; fewer than wanted come when the time is over or nothing runs any more.
    std::vector<BatchResult> take(std::size_t wanted, std::chrono::milliseconds wait);
    bool isRunning() const;
    void requestStop() { m_state->stop.request_stop(); }

private:
    std::shared_ptr<BatchState> m_state;
    std::vector<std::thread> m_threads;
};

} // namespace armature
