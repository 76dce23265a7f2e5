#include "ui/preprocess/batch_runner.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace armature::ui {

namespace {

using Maker = Result<std::shared_ptr<const MapMaker>>;

// Large networks take many seconds to be read and hashed. A stop does not wait for that: the thread that does
// it is left behind and what it opened is let go. None: stopped.
std::optional<Maker> openUnlessStopped(const Recipe &recipe, const MapMakerOptions &options,
                                       const RunControl &control)
{
    struct Opening
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<Maker> maker;
    };
    const auto opening = std::make_shared<Opening>();
    std::thread([opening, recipe, options] {
        auto maker = MapMaker::open(recipe, options);
        const std::lock_guard lock(opening->mutex);
        opening->maker = std::move(maker);
        opening->changed.notify_all();
    }).detach();
    constexpr std::chrono::milliseconds kLook(50);
    std::unique_lock lock(opening->mutex);
    while (!opening->maker && !control.isStopRequested())
        opening->changed.wait_for(lock, kLook);
    return std::move(opening->maker);
}

} // namespace

BatchRunner::~BatchRunner()
{
    stop();
    if (m_thread.joinable())
        m_thread.join();
}

void BatchRunner::start(const Recipe &recipe, const MapMakerOptions &options, const BatchRequest &request)
{
    m_control = std::make_shared<RunControl>();
    m_thread = std::thread([this, recipe, options, request, control = m_control] {
        BatchListener listener;
        listener.onProgress = [this](const BatchProgress &progress) {
            QMetaObject::invokeMethod(
                this, [this, progress] { Q_EMIT progressed(progress); }, Qt::QueuedConnection);
        };
        listener.onFile = [this](const BatchFile &file) {
            const bool isPlain = file.outcome == BatchOutcome::Skipped || file.reason.empty();
            if (file.outcome == BatchOutcome::Failed || !isPlain)
                QMetaObject::invokeMethod(
                    this, [this, file] { Q_EMIT fileLeft(file); }, Qt::QueuedConnection);
        };
        const auto run = [&]() -> Result<BatchSummary> {
            auto maker = openUnlessStopped(recipe, options, *control);
            if (!maker)
                return BatchSummary();
            if (!*maker)
                return tl::unexpected(maker->error());
            return runBatch(std::move(**maker), request, *control, listener);
        };
        const auto summary = run();
        QMetaObject::invokeMethod(
            this,
            [this, summary] {
                m_thread.join();
                Q_EMIT finished({summary});
            },
            Qt::QueuedConnection);
    });
}

void BatchRunner::setPaused(bool isPaused)
{
    if (m_control)
        isPaused ? m_control->requestPause() : m_control->resume();
}

void BatchRunner::stop()
{
    if (m_control)
        m_control->requestStop();
}

} // namespace armature::ui
