#include "core/events/signal_door.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace armature {

namespace {

// All that a handler may touch: lock-free atomics, write and _exit.
std::atomic<int> doorDescriptor = -1;
std::atomic<int> stopCount = 0;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr char kStop = 's', kSave = 'c', kSample = 'p', kLeave = 'l', kClose = 'x';
constexpr int kExitInterrupted = 130;

void tellDoor(char message)
{
    const int before = errno;
    const int descriptor = doorDescriptor;
    if (descriptor >= 0) // a full pipe drops the message: hundreds of the same are waiting then
        [[maybe_unused]]
        const ssize_t written = ::write(descriptor, &message, 1);
    errno = before;
}

void onStopSignal(int)
{
    if (stopCount.fetch_add(1) > 0) {
        constexpr char kText[] = "\nStopped at once. The last checkpoint is kept.\n";
        [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText, sizeof(kText) - 1);
        ::_exit(kExitInterrupted);
    }
    tellDoor(kStop);
}

void onSaveSignal(int) { tellDoor(kSave); }
void onSampleSignal(int) { tellDoor(kSample); }
void onLeaveSignal(int) { tellDoor(kLeave); }

} // namespace

Result<std::unique_ptr<SignalDoor>> SignalDoor::open(RunControl &control, std::function<void()> onFirstStop)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return fail(ErrorCode::Internal, "The system gave no pipe for signals.",
                    "Close some programs and try again.");
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK); // a handler must never wait
    return std::unique_ptr<SignalDoor>(new SignalDoor(control, std::move(onFirstStop), ends[0], ends[1]));
}

SignalDoor::SignalDoor(RunControl &control, std::function<void()> onFirstStop, int readEnd, int writeEnd)
    : m_control(control), m_onFirstStop(std::move(onFirstStop)), m_readEnd(readEnd), m_writeEnd(writeEnd)
{
    stopCount = 0;
    doorDescriptor = m_writeEnd;
    m_listener = std::jthread([this] { listen(); });
    const std::array<std::pair<int, void (*)(int)>, 7> handlers{{{SIGINT, onStopSignal},
                                                                      {SIGTERM, onStopSignal},
                                                                      {SIGHUP, onStopSignal},
                                                                      {SIGUSR1, onSaveSignal},
                                                                      {SIGUSR2, onSampleSignal},
                                                                      {SIGRTMIN, onLeaveSignal},
                                                                      {SIGPIPE, SIG_IGN}}};
    for (size_t i = 0; i < handlers.size(); ++i) {
        Replaced &replaced = m_replaced[i];
        replaced.number = handlers[i].first;
        ::sigaction(replaced.number, nullptr, &replaced.before);
        if (replaced.before.sa_handler == SIG_IGN && replaced.number != SIGINT && replaced.number != SIGTERM)
            continue;
        struct sigaction action = {};
        action.sa_handler = handlers[i].second;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        replaced.isReplaced = ::sigaction(replaced.number, &action, nullptr) == 0;
    }
}

SignalDoor::~SignalDoor()
{
    for (const Replaced &replaced : m_replaced)
        if (replaced.isReplaced)
            ::sigaction(replaced.number, &replaced.before, nullptr);
    doorDescriptor = -1;
    ::fcntl(m_writeEnd, F_SETFL, 0); // this message must not be dropped
    [[maybe_unused]] const ssize_t written = ::write(m_writeEnd, &kClose, 1);
    m_listener.join();
    ::close(m_writeEnd);
    ::close(m_readEnd);
}

void SignalDoor::listen()
{
    char message = 0;
    while (true) {
        const ssize_t count = ::read(m_readEnd, &message, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || message == kClose)
            return;
        if (message == kSave)
            m_control.requestSave();
        else if (message == kSample)
            m_control.requestSample();
        else if (message == kLeave)
            m_control.requestLeave();
        else if (message == kStop) {
            m_control.requestStop();
            if (m_onFirstStop)
                m_onFirstStop();
        }
    }
}

} // namespace armature
