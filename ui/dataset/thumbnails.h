#pragma once
// Small pictures of large files. A request never waits: it answers with what is in memory and loads the rest
// on other threads, newest request first, from a cache on disk where the file has not changed since.

#include <QCache>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QTimer>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace armature::ui {

class Thumbnails : public QObject
{
    Q_OBJECT

public:
    static constexpr int kSide = 256; // px of the longer side

    // cacheFolder may be empty: then nothing is kept on disk.
    explicit Thumbnails(std::filesystem::path cacheFolder, QObject *parent = nullptr);
    ~Thumbnails() override;

    enum class State { Waiting, Ready, Failed };
    struct Thumbnail
    {
        State state = State::Waiting;
        QPixmap pixmap;
    };
    Thumbnail get(const std::filesystem::path &file);
    void forget(const std::filesystem::path &file); // it has changed
    void clear(); // what is being read on a disk that does not answer is left behind
    bool isIdle() const;

Q_SIGNALS:
    void ready(); // at most once a frame

private:
    struct Shared;
    void deliver();
    void startThreads();
    void leaveThreads();

    std::filesystem::path m_cacheFolder;
    std::shared_ptr<Shared> m_shared;
    QCache<QByteArray, Thumbnail> m_memory;              // cost in kilobytes
    std::deque<std::pair<std::string, QImage>> m_loaded; // to be taken in, a few a frame
    QTimer m_timer;
};

// Removes the oldest files of a cache that has grown beyond the limit.
void pruneThumbnails(const std::filesystem::path &folder, uint64_t limit);

// A picture of at most side x side px, upright, on white where transparent; null when it cannot be read.
QImage loadScaled(const std::filesystem::path &file, int side);

} // namespace armature::ui
