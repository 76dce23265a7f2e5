#include "ui/dataset/folder_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

namespace armature::ui {

namespace {

constexpr size_t kMostFolders = 1000;
constexpr int kGather = 40; // milliseconds in which news come together
constexpr uint32_t kNews = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE;

} // namespace

struct FolderWatcher::Shared
{
    Shared() : news(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), end(::eventfd(0, EFD_CLOEXEC)) {}
    ~Shared()
    {
        for (const int descriptor : {news, end}) {
            if (descriptor >= 0)
                ::close(descriptor);
        }
    }

    template <typename Signal>
    void tell(Signal signal)
    {
        const std::lock_guard lock(mutex);
        if (owner)
            QMetaObject::invokeMethod(owner, signal, Qt::QueuedConnection);
    }

    static void addInside(std::vector<std::filesystem::path> &folders)
    {
        std::error_code error;
        for (std::filesystem::directory_iterator at(folders[0], error), end; !error && at != end;
             at.increment(error)) {
            std::error_code gone;
            if (folders.size() < kMostFolders && !at->path().filename().native().starts_with('.') &&
                at->is_directory(gone))
                folders.push_back(at->path());
        }
    }

    void run(std::vector<std::filesystem::path> folders)
    {
        addInside(folders);
        for (const auto &folder : folders) {
            if (::inotify_add_watch(news, folder.c_str(), kNews | IN_ONLYDIR) < 0 && errno != ENOENT)
                return tell(&FolderWatcher::refused);
        }
        std::array<pollfd, 2> waiting{{{news, POLLIN, 0}, {end, POLLIN, 0}}};
        while (::poll(waiting.data(), waiting.size(), -1) >= 0 || errno == EINTR) {
            // Files that are written by the thousand must not each wake this thread.
            if (waiting[1].revents || ::poll(&waiting[1], 1, kGather) > 0)
                return;
            if (waiting[0].revents && hasNews() &&
                !isTold.exchange(true)) // once for what comes by the thousand
                tell(&FolderWatcher::takeNews);
        }
    }

    // Files whose names begin with a dot are none of ours.
    bool hasNews()
    {
        alignas(inotify_event) std::array<char, 16384> bytes;
        bool isNews = false;
        for (ssize_t size = 0; (size = ::read(news, bytes.data(), bytes.size())) > 0;) {
            for (ssize_t at = 0; at < size;) {
                const auto *event = reinterpret_cast<const inotify_event *>(bytes.data() + at);
                isNews |= (event->mask & IN_Q_OVERFLOW) || (event->len > 0 && event->name[0] != '.');
                at += ssize_t(sizeof(inotify_event)) + event->len;
            }
        }
        return isNews;
    }

    const int news, end;
    std::atomic<bool> isTold = false; // and not heard yet
    std::mutex mutex;
    FolderWatcher *owner = nullptr;
};

void FolderWatcher::takeNews()
{
    if (m_shared)
        m_shared->isTold = false;
    Q_EMIT changed();
}

void FolderWatcher::watch(std::vector<std::filesystem::path> folders)
{
    if (const auto old = std::exchange(m_shared, nullptr)) {
        const std::lock_guard lock(old->mutex);
        old->owner = nullptr;
        const uint64_t one = 1;
        (void)!::write(old->end, &one, sizeof one);
    }
    if (folders.empty())
        return;
    m_shared = std::make_shared<Shared>();
    m_shared->owner = this;
    if (m_shared->news < 0 || m_shared->end < 0)
        return m_shared->tell(&FolderWatcher::refused);
    std::thread([shared = m_shared, folders = std::move(folders)] { shared->run(folders); }).detach();
}

} // namespace armature::ui
