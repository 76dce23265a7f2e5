#include "core/events/event_json.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <sched.h>
#include <sys/mount.h>

#include <cmath>
#include <fstream>
#include <set>
#include <thread>

using namespace armature;
using nlohmann::json;

namespace {

std::vector<json> readLines(const std::filesystem::path &file)
{
    std::vector<json> lines;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(json::parse(line));
    return lines;
}

template <size_t... I>
std::vector<TrainEvent> oneOfEach(std::index_sequence<I...>)
{
    return {TrainEvent(std::in_place_index<I>)...};
}

class Counter final : public EventSink
{
public:
    void onEvent(const TrainEvent &) override { ++count; }
    int count = 0;
};

} // namespace

class EventJsonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyEvent_hasANameOfItsOwn();
    void step_carriesItsNumbers();
    void unknownTimeLeftAndNotANumber_areNull();
    void failure_carriesCodeMessageAndRemedy();
    void textThatIsNotUtf8_staysValidJson();
    void line_holdsNoNewline();
    void sink_appendsOneLinePerEvent();
    void sinkOnAFullDisk_dropsLinesAndSaysSo();
    void sinkOnADiskThatFillsUp_stillTakesTheLastWords();
    void sinkInAMissingFolder_isReported();
    void severalThreads_neverMixLines();
    void tee_handsEventsToAll();
    void runStates_haveDistinctNames();
};

void EventJsonTest::everyEvent_hasANameOfItsOwn()
{
    std::set<std::string> names;
    for (const TrainEvent &event : oneOfEach(std::make_index_sequence<std::variant_size_v<TrainEvent>>()))
        names.insert(eventToJson(event).at("event").get<std::string>());
    QCOMPARE(names.size(), std::variant_size_v<TrainEvent>);
}

void EventJsonTest::step_carriesItsNumbers()
{
    StepDone step;
    step.step = 7;
    step.totalSteps = 100;
    step.loss = 0.25;
    step.secondsLeft = 12.5;
    step.peakMemoryBytes = int64_t(5) << 30;
    const auto object = eventToJson(step);
    QCOMPARE(object["event"].get<std::string>(), std::string("step"));
    QCOMPARE(object["step"].get<int>(), 7);
    QCOMPARE(object["total_steps"].get<int>(), 100);
    QCOMPARE(object["loss"].get<double>(), 0.25);
    QCOMPARE(object["seconds_left"].get<double>(), 12.5);
    QCOMPARE(object["peak_memory_bytes"].get<int64_t>(), int64_t(5) << 30);
}

void EventJsonTest::unknownTimeLeftAndNotANumber_areNull()
{
    StepDone step;
    step.gradientNorm = std::nan("");
    const auto object = eventToJson(step);
    QVERIFY(object["seconds_left"].is_null());
    QVERIFY(object["gradient_norm"].is_null());
    QVERIFY(json::accept(eventToJsonLine(step)));
}

void EventJsonTest::failure_carriesCodeMessageAndRemedy()
{
    const auto object =
        eventToJson(RunFailed{{ErrorCode::DiskFull, "The disk is full.", "Free 4 GB.", "Step 10."}});
    QCOMPARE(object["code"].get<std::string>(), std::string("disk_full"));
    QCOMPARE(object["message"].get<std::string>(), std::string("The disk is full."));
    QCOMPARE(object["remedy"].get<std::string>(), std::string("Free 4 GB."));
    QCOMPARE(object["kept"].get<std::string>(), std::string("Step 10."));
}

void EventJsonTest::textThatIsNotUtf8_staysValidJson()
{
    QVERIFY(json::accept(eventToJsonLine(Warning{"\xFF\xFE picture", ""})));
}

void EventJsonTest::line_holdsNoNewline()
{
    QVERIFY(eventToJsonLine(Warning{"two\nlines", ""}).find('\n') == std::string::npos);
}

void EventJsonTest::sink_appendsOneLinePerEvent()
{
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("events.jsonl").toStdString();
    for (int run = 0; run < 2; ++run) {
        auto sink = JsonLinesSink::open(file);
        QVERIFY(sink);
        (*sink)->onEvent(PhaseChanged{"train"});
        (*sink)->onEvent(RunFinished{});
        QVERIFY(!(*sink)->hasFailed());
    }
    const auto lines = readLines(file);
    QCOMPARE(lines.size(), size_t(4));
    QCOMPARE(lines[2]["name"].get<std::string>(), std::string("train"));
    QVERIFY(lines[0]["time"].get<double>() > 1.6e9);
}

void EventJsonTest::sinkOnAFullDisk_dropsLinesAndSaysSo()
{
    auto sink = JsonLinesSink::open("/dev/full");
    if (!sink)
        QSKIP("no /dev/full here");
    (*sink)->onEvent(PhaseChanged{"train"});
    QVERIFY((*sink)->hasFailed());
}

void EventJsonTest::sinkOnADiskThatFillsUp_stillTakesTheLastWords()
{
    QTemporaryDir disk;
    const QByteArray at = disk.path().toUtf8();
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 || ::mount("none", at.constData(), "tmpfs", 0, "size=1m") != 0)
        QSKIP("no disk of its own can be mounted here");
    const std::filesystem::path file = disk.filePath("events.jsonl").toStdString();
    {
        auto sink = JsonLinesSink::open(file);
        (*sink)->onEvent(PhaseChanged{"train"});
        std::ofstream ballast(disk.filePath("ballast").toStdString(), std::ios::binary);
        while (ballast.write(std::string(4096, 'x').data(), 4096) && ballast.flush()) {
        }
        for (int i = 0; i < 5000; ++i) // a minute or two of steps that nobody can keep
            (*sink)->onEvent(StepDone());
        QVERIFY((*sink)->hasFailed());
    }
    // Another launch, on the disk that is still full.
    auto sink = JsonLinesSink::open(file);
    (*sink)->onEvent(PhaseChanged{"check"});
    (*sink)->onEvent(CheckpointSaved{8, "checkpoint-8", true, 1, 1});
    (*sink)->onEvent(RunFailed{{ErrorCode::DiskFull, "The disk is full.", "", ""}});
    const auto lines = readLines(file);
    QVERIFY(lines.size() > 3);
    QCOMPARE(lines[lines.size() - 2]["step"].get<int>(), 8);
    QCOMPARE(lines.back()["code"].get<std::string>(), std::string("disk_full"));
    ::umount2(at.constData(), MNT_DETACH);
}

void EventJsonTest::sinkInAMissingFolder_isReported()
{
    const auto sink = JsonLinesSink::open("no/such/folder/events.jsonl");
    QVERIFY(!sink && sink.error().code == ErrorCode::Io);
    QVERIFY(sink.error().message.find("no/such/folder") != std::string::npos);
}

void EventJsonTest::severalThreads_neverMixLines()
{
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("events.jsonl").toStdString();
    auto sink = JsonLinesSink::open(file);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int k = 0; k < 100; ++k)
                    (*sink)->onEvent(Warning{std::string(500, 'x'), ""});
            });
        }
    }
    QCOMPARE(readLines(file).size(), size_t(400));
}

void EventJsonTest::tee_handsEventsToAll()
{
    Counter a, b;
    TeeSink tee({&a, &b});
    tee.onEvent(RunPaused{});
    QCOMPARE(a.count + b.count, 2);
}

void EventJsonTest::runStates_haveDistinctNames()
{
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(RunState::Failed); ++i)
        names.insert(nameOf(static_cast<RunState>(i)));
    QCOMPARE(names.size(), size_t(10));
    QVERIFY(names.contains("interrupted"));
}

QTEST_GUILESS_MAIN(EventJsonTest)
#include "event_json_test.moc"
