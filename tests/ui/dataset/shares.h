#pragma once
// Network shares as they misbehave: one that is dead, and one that answers late. File systems of the kernel's
// own making, whose server is this program; mounting needs a mount namespace (ownMounts()).

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace armature::test {

// Before any thread: only this program sees what it mounts from here on. False where that is not allowed.
bool ownMounts();

// Its server never answers, as when the cable is out: every access waits.
class DeadShare
{
public:
    explicit DeadShare(std::filesystem::path at);
    ~DeadShare();
    bool isMounted() const { return m_isMounted; }
    bool hasGivenUp() const { return m_hasGivenUp; } // it had to: something of the test was waiting for it

private:
    void giveUpAfterAWhile(std::stop_token stop);
    void closeServer();

    std::filesystem::path m_at;
    int m_server;
    bool m_isMounted = false;
    std::atomic<bool> m_hasGivenUp = false;
    std::mutex m_mutex;
    std::condition_variable_any m_ended;
    std::jthread m_guard;
};

// Hands everything on to the folder `behind`, after a while. Nothing is remembered by the kernel, so that
// every question is asked; and it is known who asked.
class SlowShare
{
public:
    SlowShare(std::filesystem::path at, std::filesystem::path behind, std::chrono::milliseconds delay);
    ~SlowShare();
    bool isMounted() const { return m_isMounted; }
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay; }
    // From now on nobody gets an answer, until release(); or after a while, since something of the test
    // waits.
    void hold();
    void release();
    bool isHolding() const { return m_held > 0; } // somebody's question
    bool hasGivenUp() const { return m_hasGivenUp; }
    size_t questions() const { return m_questions; }
    // Whether the program's first thread, that of its windows, had to wait for an answer.
    bool hasWindowWaited() const { return m_hasWindowWaited; }

private:
    class Server;
    void serve(std::stop_token stop);

    std::filesystem::path m_at;
    int m_device;
    bool m_isMounted = false;
    std::atomic<std::chrono::milliseconds> m_delay;
    std::atomic<size_t> m_questions = 0;
    std::atomic<bool> m_hasWindowWaited = false, m_hasGivenUp = false;
    std::atomic<int> m_held = 0;
    bool m_isHeld = false;
    std::mutex m_mutex;
    std::condition_variable m_released;
    std::unique_ptr<Server> m_server;
    std::vector<std::jthread> m_threads;
};

} // namespace armature::test
