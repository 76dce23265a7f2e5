#include "ui/dataset/thumbnails.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/image/codec.h"
#include "core/image/png_writer.h"
#include "core/image/resample.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QImageReader>

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kMemoryLimit = 48 << 10; // KB: a dozen screens
constexpr int kOverhead = 8;           // KB of a picture beside its pixels: handle, name, place in the cache
constexpr size_t kMaxPending = 600;    // older requests were scrolled past
constexpr int kBudget = 4;             // milliseconds a frame for taking in what was loaded
constexpr int kQuality = 88;
constexpr uint64_t kDiskLimit = 512u << 20; // bytes of the cache on disk
constexpr size_t kPruneEvery = 1000;        // stored pictures
constexpr int64_t kMaxPixels = 120'000'000;
constexpr int64_t kLargeJpeg = 1'000'000; // pixels from which scaling while decoding pays

// The cached file's name: path, size and time of change.
fs::path cacheFile(const fs::path &folder, const fs::path &file)
{
    struct stat info
    {
    };
    if (folder.empty() || ::stat(file.c_str(), &info) != 0)
        return {};
    const auto key = file.native() + '\n' + std::to_string(info.st_size) + '\n' +
                     std::to_string(info.st_mtim.tv_sec) + '.' + std::to_string(info.st_mtim.tv_nsec);
    const auto name = hashHex(key);
    return folder / name.substr(0, 2) / (name + ".jpg");
}

QImage toQt(const Image &image)
{
    QImage result(image.width(), image.height(), QImage::Format_RGB888);
    for (int y = 0; y < image.height(); ++y)
        std::memcpy(result.scanLine(y), image.row<uint8_t>(y), size_t(image.width()) * 3);
    return result;
}

QSize fitted(QSize size, int side)
{
    return size.width() <= side && size.height() <= side
               ? size
               : size.scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1});
}

QImage loadLargeJpeg(const fs::path &file, const ImageInfo &info, int side)
{
    const auto bytes = readText(file, 400u << 20);
    if (!bytes)
        return {};
    QByteArray data = QByteArray::fromRawData(bytes->data(), qsizetype(bytes->size()));
    QBuffer buffer(&data);
    QImageReader reader(&buffer, "jpeg");
    reader.setAutoTransform(true);
    reader.setScaledSize(fitted({info.width, info.height}, side));
    return reader.read().convertToFormat(QImage::Format_RGB888);
}

QImage loadCached(const fs::path &cached)
{
    const auto bytes = cached.empty() ? fail(ErrorCode::NotFound, {}) : readText(cached, 4 << 20);
    return bytes
               ? QImage::fromData(reinterpret_cast<const uchar *>(bytes->data()), int(bytes->size()), "jpeg")
               : QImage();
}

// No sync: what is lost in a crash is made again, and a half file does not decode.
void store(const fs::path &cached, const QImage &picture)
{
    if (cached.empty() || picture.isNull())
        return;
    Image image(picture.width(), picture.height(), 3);
    for (int y = 0; y < picture.height(); ++y)
        std::memcpy(image.row<uint8_t>(y), picture.constScanLine(y), size_t(picture.width()) * 3);
    const auto bytes = encodeJpeg(image, kQuality);
    if (!bytes)
        return;
    std::error_code error;
    fs::create_directories(cached.parent_path(), error);
    const fs::path aside = cached.native() + ".part";
    std::ofstream out(aside, std::ios::binary);
    out.write(reinterpret_cast<const char *>(bytes->data()), std::streamsize(bytes->size()));
    out.close();
    if (out)
        fs::rename(aside, cached, error);
    else
        fs::remove(aside, error);
}

} // namespace

QImage loadScaled(const fs::path &file, int side)
{
    const ImageLimits limits{kMaxPixels, 1'000'000'000};
    const auto info = probe(file, limits);
    if (!info)
        return {};
    if (info->format == ImageFormat::Jpeg && int64_t(info->width) * info->height > kLargeJpeg &&
        !info->isCmyk && side < 1024)
        return loadLargeJpeg(file, *info, side);
    try {
        auto image = decodeOriented(file, limits);
        if (!image)
            return {};
        const auto size = fitted({image->width(), image->height()}, side);
        if (size.width() != image->width() || size.height() != image->height())
            *image = resize(*image, size.width(), size.height(), Filter::Area);
        return toQt(toRgb8(*image));
    } catch (const std::exception &) {
        return {};
    }
}

void pruneThumbnails(const fs::path &folder, uint64_t limit)
{
    struct Entry
    {
        fs::file_time_type time;
        uint64_t size;
        fs::path file;
    };
    std::vector<Entry> entries;
    uint64_t total = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone; // another studio may prune, too
        if (!at->is_regular_file(gone))
            continue;
        const auto size = at->file_size(gone);
        const auto time = at->last_write_time(gone);
        if (gone)
            continue;
        entries.push_back({time, size, at->path()});
        total += size;
    }
    if (total <= limit)
        return;
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.time < b.time; });
    for (const auto &entry : entries) { // down to four fifths, so that it is not done again at once
        if (total <= limit / 5 * 4)
            break;
        if (fs::remove(entry.file, error))
            total -= entry.size;
    }
}

struct Thumbnails::Shared
{
    fs::path cacheFolder;
    std::mutex mutex;
    std::condition_variable wake;
    std::map<uint64_t, std::string> pending;         // by when it was asked for last
    std::unordered_map<std::string, uint64_t> known; // that moment; 0 while it is being loaded
    uint64_t moment = 0;
    std::vector<std::pair<std::string, QImage>> done;
    bool isStopping = false;
    int working = 0;
    std::atomic<size_t> stored = 0;

    void run()
    {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return isStopping || !pending.empty(); });
            if (isStopping)
                return;
            const auto newest = std::prev(pending.end());
            const auto file = std::move(newest->second);
            pending.erase(newest);
            known[file] = 0;
            ++working;
            lock.unlock();
            const auto cached = cacheFile(cacheFolder, file);
            QImage picture = loadCached(cached);
            if (picture.isNull()) {
                picture = loadScaled(file, kSide);
                store(cached, picture);
                if (++stored % kPruneEvery == 0)
                    pruneThumbnails(cacheFolder, kDiskLimit);
            }
            // As it is painted: turning it into that would be work for the window's thread.
            picture = std::move(picture).convertToFormat(QImage::Format_RGB32);
            lock.lock();
            --working;
            done.emplace_back(file, std::move(picture));
            known.erase(file);
        }
    }
};

Thumbnails::Thumbnails(fs::path cacheFolder, QObject *parent)
    : QObject(parent), m_cacheFolder(std::move(cacheFolder)), m_memory(kMemoryLimit)
{
    startThreads();
    m_timer.setInterval(16);
    connect(&m_timer, &QTimer::timeout, this, &Thumbnails::deliver);
}

Thumbnails::~Thumbnails() { leaveThreads(); }

void Thumbnails::startThreads()
{
    m_shared = std::make_shared<Shared>();
    m_shared->cacheFolder = m_cacheFolder;
    const unsigned threads = std::clamp(std::thread::hardware_concurrency() / 2, 1U, 4U);
    for (unsigned i = 0; i < threads; ++i)
        std::thread([shared = m_shared] { shared->run(); }).detach(); // may hang in a stalled share
}

void Thumbnails::leaveThreads()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->isStopping = true;
    m_shared->wake.notify_all();
}

Thumbnails::Thumbnail Thumbnails::get(const fs::path &file)
{
    const auto &name = file.native();
    if (const auto *known = m_memory.object(QByteArray::fromRawData(name.data(), qsizetype(name.size()))))
        return *known;
    const std::lock_guard lock(m_shared->mutex);
    auto &pending = m_shared->pending;
    const uint64_t now = ++m_shared->moment;
    const auto [known, isNew] = m_shared->known.emplace(name, now);
    if (!isNew) {
        // Asked for again: it is still wanted, so it goes to the front.
        if (auto node = pending.extract(known->second)) {
            node.key() = known->second = now;
            pending.insert(std::move(node));
        }
        return {};
    }
    pending.emplace(now, name);
    if (pending.size() > kMaxPending) {
        m_shared->known.erase(pending.begin()->second);
        pending.erase(pending.begin());
    }
    m_shared->wake.notify_one();
    if (!m_timer.isActive())
        m_timer.start(); // started again at every request it would never fire while somebody scrolls
    return {};
}

void Thumbnails::forget(const fs::path &file) { m_memory.remove(QByteArray::fromStdString(file.native())); }

void Thumbnails::clear()
{
    m_memory.clear();
    m_loaded.clear();
    leaveThreads();
    startThreads();
}

bool Thumbnails::isIdle() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_loaded.empty() && m_shared->pending.empty() && m_shared->done.empty() && m_shared->working == 0;
}

void Thumbnails::deliver()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        std::move(m_shared->done.begin(), m_shared->done.end(), std::back_inserter(m_loaded));
        m_shared->done.clear();
        if (m_loaded.empty() && m_shared->pending.empty() && m_shared->working == 0)
            m_timer.stop();
    }
    if (m_loaded.empty())
        return;
    QElapsedTimer clock;
    clock.start();
    for (; !m_loaded.empty() && clock.elapsed() < kBudget; m_loaded.pop_front()) {
        auto &[file, picture] = m_loaded.front();
        const int cost = kOverhead + picture.width() * picture.height() * 4 / 1024;
        const auto state = picture.isNull() ? State::Failed : State::Ready;
        m_memory.insert(QByteArray::fromStdString(file),
                        new Thumbnail{state, QPixmap::fromImage(std::move(picture))}, cost);
    }
    Q_EMIT ready();
}

} // namespace armature::ui
