// The dataset browser with very many pairs: bench_browser FOLDER [PAIRS]. Makes the folder where it is not
// there (16 px pictures, nine of ten with a caption), opens it in a page of its own, scrolls all the while,
// and prints what docs/numbers.md states. Offscreen: QT_QPA_PLATFORM=offscreen. Results count on a quiet
// machine only.

#include "core/base/fs.h"
#include "core/base/process_memory.h"
#include "core/image/png_writer.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMetaEnum>
#include <QScrollBar>
#include <QThread>
#include <QTimer>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

void writeBytes(const fs::path &file, const void *bytes, size_t size)
{
    std::ofstream(file, std::ios::binary).write(static_cast<const char *>(bytes), std::streamsize(size));
}

void writePicture(const fs::path &file, int seed, int height)
{
    Image image(16, height, 3);
    auto noise = uint64_t(seed + 1) * 0x9E3779B97F4A7C15u; // no two pictures are the same
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < 48; ++x) {
            noise = noise * 6364136223846793005u + 1442695040888963407u;
            image.row<uint8_t>(y)[x] = uint8_t(x * 4 + y * 3 + (noise >> 58));
        }
    }
    if (const auto bytes = encodePng(image))
        writeBytes(file, bytes->data(), bytes->size());
}

void makeDataset(const fs::path &folder, int count)
{
    fs::create_directories(folder / "image");
    fs::create_directories(folder / "condition");
    for (int i = 0; i < count; ++i) {
        char name[16];
        std::snprintf(name, sizeof name, "p%06d", i);
        writePicture(folder / "image" / (std::string(name) + ".png"), i, 16 + (i % 7 == 0) * 2);
        writePicture(folder / "condition" / (std::string(name) + ".png"), i + count, 16);
        const auto text = "a photograph number " + std::to_string(i) + " of a thing";
        if (i % 10)
            writeBytes(folder / "image" / (std::string(name) + ".txt"), text.data(), text.size());
    }
}

// The peak is that since the line before.
void printMemory(const char *when)
{
    const auto memory = processMemory();
    std::printf("%-28s memory %.0f MB, peak %.0f MB\n", when, double(memory.resident) / 1e6,
                double(memory.peak) / 1e6);
    std::fflush(stdout);
    std::ofstream("/proc/self/clear_refs") << "5";
}

// Says which events kept the window from the next one: their kind, whom they went to, and how much of the
// time the thread was working itself rather than waiting for a processor or for another thread.
class TracedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        const std::string name = receiver->metaObject()->className();
        const auto type = event->type();
        const double start = now(CLOCK_MONOTONIC), worked = now(CLOCK_THREAD_CPUTIME_ID);
        const bool isDone = QApplication::notify(receiver, event);
        const double took = now(CLOCK_MONOTONIC) - start;
        if (took > kSlow)
            m_slow.push_back({took, now(CLOCK_THREAD_CPUTIME_ID) - worked, int(type), name});
        return isDone;
    }

    void report()
    {
        std::sort(m_slow.begin(), m_slow.end(), [](const Slow &a, const Slow &b) { return a.took > b.took; });
        for (size_t i = 0; i < std::min(kShown, m_slow.size()); ++i)
            std::printf("    %.1f ms, %.1f of them working: %s to %s\n", m_slow[i].took, m_slow[i].worked,
                        QMetaEnum::fromType<QEvent::Type>().valueToKey(m_slow[i].type),
                        m_slow[i].receiver.c_str());
        m_slow.clear();
    }

private:
    struct Slow
    {
        double took, worked; // milliseconds
        int type;
        std::string receiver;
    };
    static constexpr double kSlow = 12;
    static constexpr size_t kShown = 6;

    static double now(clockid_t clock)
    {
        timespec time{};
        ::clock_gettime(clock, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }

    std::vector<Slow> m_slow;
};

// A timer that wants to come every millisecond, and how long it had to wait.
class GapMeter
{
public:
    GapMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            m_gaps.push_back(double(m_clock.nsecsElapsed()) / 1e6);
            m_clock.restart();
        });
        m_timer.start();
        m_clock.start();
    }
    void report(const char *what)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        if (!m_gaps.empty())
            std::printf("%-28s gaps p99 %.1f ms, worst %.1f ms\n", what, m_gaps[m_gaps.size() * 99 / 100],
                        m_gaps.back());
        static_cast<TracedApplication *>(qApp)->report();
        std::fflush(stdout);
        m_gaps.clear();
        m_clock.restart();
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    std::vector<double> m_gaps;
};

class Bench
{
public:
    Bench(DatasetPage &page, size_t count) : m_page(page), m_count(count) {}

    void scan(const fs::path &folder)
    {
        QElapsedTimer clock;
        qint64 first = -1, listed = -1, headers = -1;
        int step = 400;
        QEventLoop loop;
        QTimer poll;
        poll.setInterval(2);
        QObject::connect(&poll, &QTimer::timeout, [&] {
            const auto &table = m_page.model().table();
            if (table.size() > 0 && first < 0)
                first = clock.elapsed();
            if (table.size() >= m_count && listed < 0)
                listed = clock.elapsed();
            if (table.size() >= m_count && headers < 0 && table.facts(uint32_t(m_count - 1)).isChecked) {
                headers = clock.elapsed();
                loop.quit();
            }
            auto *bar = m_page.grid()->verticalScrollBar();
            step = bar->value() >= bar->maximum() ? -std::abs(step)
                   : bar->value() <= 0            ? std::abs(step)
                                                  : step;
            bar->setValue(bar->value() + step);
        });
        clock.start();
        m_sinceOpen.start();
        m_page.openFolder(folder);
        poll.start();
        loop.exec();
        std::printf("first rows %lld ms, all listed %lld ms, headers and tokens %lld ms\n", (long long)first,
                    (long long)listed, (long long)headers);
        m_gaps.report("scanning and scrolling");
        printMemory("after the headers");
        QTimer::singleShot(5000, &loop, &QEventLoop::quit);
        loop.exec();
        m_gaps.report("decoding and scrolling");
        printMemory("while decoding");
    }

    // Pixels are looked at last, for duplicates and blank maps; changes are timed after it, and once during
    // it.
    void finishScan()
    {
        while (m_page.isScanning())
            QApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        std::printf("all pixels looked at after %lld ms\n", (long long)m_sinceOpen.elapsed());
        m_gaps.report("looking at pixels");
        std::printf("rows: %zu look-alikes, %zu duplicates, %zu maps twice\n",
                    m_page.model().table().count(FindingKind::NearDuplicate),
                    m_page.model().table().count(FindingKind::Duplicate),
                    m_page.model().table().count(FindingKind::DuplicateCondition));
        printMemory("after the pixels");
        ::sync(); // else the next change waits until the one before is on the disk
        QTimer::singleShot(1000, qApp, &QCoreApplication::quit);
        QApplication::exec();
    }

    void filters()
    {
        for (const char *text : {"name:p09", "caption:\"number 12\"", "size:16 NOT issue:nocaption",
                                 "aspect:!=1 OR tokens:>7", "photograph", ""}) {
            QElapsedTimer clock;
            clock.start();
            m_page.filterField()->setText(QLatin1String(text));
            std::printf("filter %-30s %.1f ms, %d rows\n", text, double(clock.nsecsElapsed()) / 1e6,
                        m_page.model().rowCount());
        }
        QElapsedTimer clock;
        clock.start();
        m_page.grid()->selectAll();
        std::printf("select all %.1f ms\n", double(clock.nsecsElapsed()) / 1e6);
    }

    void captions()
    {
        const auto rows = m_page.selectedRows();
        const auto last = uint32_t(m_count - 1);
        const auto run = [&](const char *what, const std::function<void()> &start, const char *word) {
            QElapsedTimer clock;
            clock.start();
            m_gaps.report("in between");
            start();
            double shown = -1;
            do {
                QApplication::processEvents(QEventLoop::AllEvents, 2);
                if (shown < 0 && m_page.model().table().caption(last).find(word) != std::string::npos)
                    shown = double(clock.elapsed());
            } while (m_page.isChanging() || shown < 0);
            std::printf("%s: shown after %.0f ms, in the files after %lld ms\n", what, shown,
                        (long long)clock.elapsed());
            m_gaps.report(what);
            printMemory(what);
        };
        run(
            "replace a word",
            [&] {
                m_page.editCaptions(rows, {CaptionOp::Replace, "photograph", "picture"});
            },
            "picture");
        run(
            "undo", [&] { m_page.changes().undo(); }, "photograph");
        run(
            "redo", [&] { m_page.changes().redo(); }, "picture");
        run(
            "undo again", [&] { m_page.changes().undo(); }, "photograph");
        printMemory("after the captions");
    }

private:
    DatasetPage &m_page;
    QElapsedTimer m_sinceOpen;
    const size_t m_count;
    GapMeter m_gaps;
};

} // namespace

int main(int argc, char **argv)
{
    shareFewHeaps(); // as the studio does
    TracedApplication app(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "Usage: bench_browser FOLDER [PAIRS]\n");
        return 1;
    }
    const fs::path folder = argv[1];
    const int count = argc > 2 ? std::max(1, std::atoi(argv[2])) : 100'000;
    if (!fs::exists(folder))
        makeDataset(folder, count);
    Theme theme(app, ThemeChoice::Dark);
    JobList jobs;
    DialogAsker asker;
    EngineLink engine;
    DatasetPage page({theme, jobs, asker, engine});
    page.resize(1280, 800);
    page.show();
    QApplication::processEvents();
    printMemory("before");
    Bench bench(page, size_t(count));
    bench.scan(folder);
    bench.filters();
    std::printf("while pixels are looked at:\n");
    bench.captions();
    bench.finishScan();
    bench.captions();
}
