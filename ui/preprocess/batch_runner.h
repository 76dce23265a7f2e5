#pragma once
// A batch on a thread of its own, heard on the window's.

#include "preprocess/batch.h"

#include <QObject>

#include <memory>
#include <optional>
#include <thread>

namespace armature::ui {

// A signal's argument may not be comparable only in part, as an expected is.
struct BatchEnd
{
    Result<BatchSummary> summary;
};

class BatchRunner : public QObject
{
    Q_OBJECT

public:
    explicit BatchRunner(QObject *parent = nullptr) : QObject(parent) {}
    ~BatchRunner() override; // stops and waits for that, a second at most

    // Not while running.
    void start(const Recipe &recipe, const MapMakerOptions &options, const BatchRequest &request);
    void setPaused(bool isPaused);
    void stop();
    bool isRunning() const { return m_thread.joinable(); }

Q_SIGNALS:
    void progressed(const armature::BatchProgress &progress);
    void fileLeft(
        const armature::BatchFile &file); // failed, nothing was found on it, or there is something to know
    void finished(const armature::ui::BatchEnd &end);

private:
    std::thread m_thread;
    std::shared_ptr<RunControl> m_control;
};

} // namespace armature::ui
