#include "ui/preprocess/batch_runner.h"

namespace armature::ui {

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
            if (file.outcome == BatchOutcome::Failed || file.outcome == BatchOutcome::NothingFound)
                QMetaObject::invokeMethod(
                    this, [this, file] { Q_EMIT fileLeft(file); }, Qt::QueuedConnection);
        };
        const auto run = [&]() -> Result<BatchSummary> {
            ARMATURE_TRY(auto maker, MapMaker::open(recipe, options));
            return runBatch(maker, request, *control, listener);
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
