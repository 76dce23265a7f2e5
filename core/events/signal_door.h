#pragma once
// Signals of a running program, led to its RunControl:
//   SIGINT, SIGTERM, SIGHUP   the first saves and ends; a second ends the program at once with exit code 130
//   SIGUSR1                   save now
//   SIGUSR2                   sample now
//   SIGRTMIN                  pause: save, tell that it is paused, end
// SIGPIPE is ignored meanwhile, so that a reader of the progress that goes away does not take the run with
// it. A signal that the program was started with as ignored (nohup) stays ignored.

#include "core/base/result.h"
#include "core/events/run_control.h"

#include <array>
#include <csignal>
#include <functional>
#include <memory>
#include <thread>

namespace armature {

// One at a time in a process: handlers belong to all of it. They are put back as they were on destruction.
class SignalDoor
{
public:
    // onFirstStop runs on a thread of the door when the first stop arrives, to say so to the user. control
    // must outlive the door. Errors: Internal where the system gives no pipe.
    static Result<std::unique_ptr<SignalDoor>> open(RunControl &control,
                                                    std::function<void()> onFirstStop = {});
    ~SignalDoor();
    SignalDoor(const SignalDoor &) = delete;
    SignalDoor &operator=(const SignalDoor &) = delete;

private:
    SignalDoor(RunControl &control, std::function<void()> onFirstStop, int readEnd, int writeEnd);
    void listen();

    struct Replaced
    {
        int number = 0;
        struct sigaction before = {};
        bool isReplaced = false;
    };

    RunControl &m_control;
    std::function<void()> m_onFirstStop;
    int m_readEnd;
    int m_writeEnd;
    std::array<Replaced, 7> m_replaced;
    std::jthread m_listener;
};

} // namespace armature
