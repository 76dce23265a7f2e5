#include "ui/dataset/folder_scanner.h"

#include "ui/dataset/clip_tokens.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace armature::ui {

namespace {

constexpr int kFrame = 16, kBudget = 6; // milliseconds
constexpr size_t kQueueLimit = 64;      // batches; the scan waits beyond that
constexpr int kPatience = 10;           // nice value of what only decoding shows

} // namespace

FolderScanner::FolderScanner(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(kFrame);
    connect(&m_timer, &QTimer::timeout, this, &FolderScanner::deliver);
}

FolderScanner::~FolderScanner() { stop(); }

void FolderScanner::stop()
{
    m_stop.request_stop();
    m_timer.stop();
    m_isRunning = false;
    m_shared.reset();
}

void FolderScanner::start(const std::filesystem::path &folder, int resolution, bool decode)
{
    stop();
    m_stop = {};
    if (!m_memory || folder != m_folder)
        m_memory = std::make_shared<PictureMemory>();
    m_folder = folder;
    m_shared = std::make_shared<Shared>();
    m_isRunning = true;
    m_isStalled = false;
    m_sinceBatch.start();
    // Detached: a share that stalls must not hold up the window's closing. The thread owns all it uses.
    std::thread([shared = m_shared, stop = m_stop.get_token(), folder, resolution, decode,
                 memory = m_memory] {
        ScanOptions options;
        options.memory = memory;
        options.resolution = resolution;
        options.decode = decode;
        options.stop = stop;
        if (const auto *tokenizer = clipTokenizer()) {
            options.maxTokens = tokenizer->room();
            options.countTokens = [tokenizer](std::string_view text) { return tokenizer->countTokens(text); };
        }
        bool isInBackground = false;
        const auto status = scanDataset(folder, options, [&](ScanBatch &&batch) {
            // From here on nobody waits for it. Threads that it starts are as patient as it is.
            if (batch.stage == ScanStage::Pixels && !std::exchange(isInBackground, true))
                ::setpriority(PRIO_PROCESS, id_t(::gettid()), kPatience);
            std::unique_lock lock(shared->mutex);
            while (shared->batches.size() > kQueueLimit && !stop.stop_requested()) {
                lock.unlock();
                std::this_thread::sleep_for(std::chrono::milliseconds(kFrame));
                lock.lock();
            }
            shared->batches.push_back(std::move(batch));
        });
        const std::lock_guard lock(shared->mutex);
        shared->status = status;
        shared->isFinished = true;
    }).detach();
    m_timer.start();
}

void FolderScanner::deliver()
{
    QElapsedTimer clock;
    clock.start();
    const auto shared = m_shared;
    while (shared == m_shared && clock.elapsed() < kBudget) {
        std::unique_lock lock(shared->mutex);
        if (shared->batches.empty()) {
            if (!shared->isFinished) {
                if (!m_isStalled && m_sinceBatch.hasExpired(m_patience.count())) {
                    m_isStalled = true;
                    lock.unlock();
                    Q_EMIT stalled();
                }
                return;
            }
            const auto status = shared->status;
            lock.unlock();
            stop();
            Q_EMIT finished(status ? nullptr : std::make_shared<const Error>(status.error()));
            return;
        }
        auto next = std::make_shared<ScanBatch>(std::move(shared->batches.front()));
        shared->batches.pop_front();
        lock.unlock();
        m_isStalled = false;
        m_sinceBatch.start();
        Q_EMIT batch(next);
    }
}

} // namespace armature::ui
