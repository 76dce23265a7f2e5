#pragma once
// Runs a scan on a thread of its own and hands its batches over on the window's, a few milliseconds' worth at
// a time.

#include "core/data/dataset_scan.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace armature::ui {

class FolderScanner : public QObject
{
    Q_OBJECT

public:
    explicit FolderScanner(QObject *parent = nullptr);
    ~FolderScanner() override; // does not wait for a stalled disk

    // Ends the scan before it.
    void start(const std::filesystem::path &folder, int resolution, bool decode = true);
    void stop();
    bool isRunning() const { return m_isRunning; }
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

Q_SIGNALS:
    void stalled(); // once, when nothing was read for as long as the patience lasts; the reading goes on
    void batch(std::shared_ptr<armature::ScanBatch> batch);
    void finished(std::shared_ptr<const armature::Error> error); // null: all was read

private:
    struct Shared
    {
        std::mutex mutex;
        std::deque<ScanBatch> batches;
        bool isFinished = false;
        Status status;
    };
    void deliver();

    QTimer m_timer;
    std::filesystem::path m_folder;
    std::shared_ptr<PictureMemory> m_memory; // of that folder
    std::shared_ptr<Shared> m_shared;
    std::stop_source m_stop;
    bool m_isRunning = false, m_isStalled = false;
    QElapsedTimer m_sinceBatch;
    std::chrono::milliseconds m_patience{10'000};
};

} // namespace armature::ui
