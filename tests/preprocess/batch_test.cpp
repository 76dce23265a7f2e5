// Batches of maps: every kind of picture, versions, stops, pauses and a full disk.
#include "core/image/canny.h"
#include "preprocess/map_file.h"
#include "tests/preprocess/batch_folder.h"

#include <QDir>

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <thread>

using namespace armature;

namespace {

// Lets a number of pictures through and holds the next one until the stop has been asked for.
class GateNetwork final : public AnnotateSession
{
public:
    GateNetwork(const RunControl &control, int letThrough) : m_control(control), m_left(letThrough) {}
    Result<FloatMap> map(const FloatMap &rgb, std::stop_token) override
    {
        while (m_left <= 0 && !m_control.isStopRequested())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        --m_left;
        return FloatMap{rgb.width, rgb.height, 1,
                        std::vector<float>(std::size_t(rgb.width) * std::size_t(rgb.height), 0.5F)};
    }
    Result<Pose> pose(const Image &picture, const PoseOptions &, std::stop_token) override
    {
        return Pose{picture.width(), picture.height(), {}};
    }
    int sizeMultiple() const override { return 1; }

private:
    const RunControl &m_control;
    std::atomic<int> m_left;
};

} // namespace

class BatchTest : public QObject, protected BatchFolder
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void cleanup() { leaveFolder(); }

    void pictures_becomeMapsOfTheSameNames()
    {
        addNoise("a.png", 1);
        addNoise("deeper/b.c.png", 2);
        addNoise(".hidden.png", 3);
        const auto summary = run(makerOf("canny"));
        QVERIFY(summary && summary->isComplete);
        QCOMPARE(summary->progress.done, 2);
        QCOMPARE(summary->progress.total, 2);
        QVERIFY(*decode(m_out / "a.png") == canny(noise(40, 40, 1)));
        QVERIFY(*decode(m_out / "deeper/b.c.png") == canny(noise(40, 40, 2)));
        QVERIFY(!fs::exists(m_out / ".armature-maps/unfinished"));
        const auto recipe = loadRecipe(m_out / "recipe.json");
        QVERIFY(recipe && recipe->steps[0].annotator == "canny");
    }

    void everyKindOfPicture_isTakenOrNamed_andTheRestGoesOn()
    {
        const QStringList good{"cmyk.jpg",   "grey16.png",      "rgb16.png",    "rgba8.png",
                               "rgba16.png", "grey1.png",       "palette8.png", "orientation6.jpg",
                               "mono1.bmp",  "lossyalpha.webp", "lzw.tif"};
        for (const auto &name : good)
            addGolden(qPrintable(name));
        addGolden("animated.webp");
        addGolden("float.tif");
        std::ofstream(m_in / "broken.png") << "this is no picture";
        std::ofstream(m_in / "empty.jpg");
        std::ofstream(m_in / "moving.gif") << "GIF89a...";
        const auto whole = bytesOf(golden::file("rgb8.png"));
        std::ofstream(m_in / "cut.png", std::ios::binary) << whole.substr(0, whole.size() / 2);
        QVERIFY(writePng(m_in / "tiny.png", noise(1, 1, 1)));
        QVERIFY(writePng(m_in / "plain.png", Image(30, 20, 3)));
        QVERIFY(writePng(m_in / "strip.png", noise(3000, 1, 1)));
        BatchRequest request;
        request.limits.maxPixels = 100000;
        QVERIFY(writePng(m_in / "huge.png", noise(400, 400, 1)));
        const auto summary = run(makerOf("canny"), request);
        QVERIFY(summary && summary->isComplete);
        QCOMPARE(summary->progress.failed, 7);
        for (const auto *name :
             {"animated.webp", "float.tif", "broken.png", "empty.jpg", "moving.gif", "cut.png", "huge.png"}) {
            QVERIFY2(m_told.of(name) && m_told.of(name)->outcome == BatchOutcome::Failed, name);
            QVERIFY2(!m_told.of(name)->error.message.empty() && !m_told.of(name)->error.remedy.empty(), name);
        }
        QCOMPARE(m_told.of("animated.webp")->error.code, ErrorCode::Unsupported);
        QCOMPARE(m_told.of("cut.png")->error.code, ErrorCode::Corrupt);
        QCOMPARE(m_told.of("huge.png")->error.code, ErrorCode::BadInput);
        QCOMPARE(summary->progress.done, good.size() + 3);
        QCOMPARE(m_told.of("plain.png")->reason, std::string("no edges"));
        const auto turned = decodeOriented(m_in / "orientation6.jpg");
        const auto map = decode(m_out / "orientation6.png");
        QVERIFY(turned && map && map->width() == turned->width() && map->height() == turned->height());
    }

    void mapsThatExist_areKept()
    {
        addNoise("a.png", 1);
        addNoise("b.png", 2);
        fs::create_directories(m_out);
        std::ofstream(m_out / "b.png") << "drawn by hand";
        QVERIFY(run(makerOf("canny")));
        QCOMPARE(bytesOf(m_out / "b.png"), std::string("drawn by hand"));
        QCOMPARE(m_told.of("b.png")->outcome, BatchOutcome::Skipped);
        const auto before = fs::last_write_time(m_out / "a.png");
        const auto again = run(makerOf("canny"));
        QCOMPARE(again->progress.skipped, 2);
        QVERIFY(fs::last_write_time(m_out / "a.png") == before);
        BatchRequest request;
        request.existing = ExistingMaps::Replace;
        const auto replaced = run(makerOf("canny"), request);
        QCOMPARE(replaced->progress.done, 2);
        QVERIFY(*decode(m_out / "b.png") == canny(noise(40, 40, 2)));
    }

    void otherParameters_makeAVersion_thatCanBeSwitchedBack()
    {
        addNoise("a.png", 1);
        addNoise("b.png", 2);
        fs::create_directories(m_out);
        std::ofstream(m_out / "b.png") << "drawn by hand";
        QVERIFY(run(makerOf("canny")));
        const auto first = bytesOf(m_out / "a.png");
        const auto summary = run(makerOf("canny", {{"low_threshold", 600}, {"high_threshold", 900}}));
        QVERIFY(summary);
        QCOMPARE(summary->version, 2);
        QVERIFY(!summary->notes.empty());
        QVERIFY(*decode(m_out / "a.png") == canny(noise(40, 40, 1), {600, 900}));
        QCOMPARE(bytesOf(m_out / "b.png"), std::string("drawn by hand"));
        auto store = MapStore::open(m_out);
        QVERIFY(store && store->versions().size() == 2 && store->current()->number == 2);
        QVERIFY(store->use(1));
        QCOMPARE(bytesOf(m_out / "a.png"), first);
        QCOMPARE(MapStore::open(m_out)->current()->number, 1);
        const auto missing = store->use(7);
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
        // The same parameters again find their maps and only switch.
        const auto back = run(makerOf("canny", {{"low_threshold", 600}, {"high_threshold", 900}}));
        QCOMPARE(back->progress.skipped, 2);
        QVERIFY(*decode(m_out / "a.png") == canny(noise(40, 40, 1), {600, 900}));
    }

    void switchThatWasCutOff_isCarriedThrough()
    {
        for (int i = 0; i < 6; ++i)
            addNoise(std::to_string(i) + ".png", unsigned(i));
        QVERIFY(run(makerOf("canny")));
        QVERIFY(run(makerOf("invert")));
        const auto index = m_out / ".armature-maps/maps.json";
        auto text = bytesOf(index);
        text.insert(text.find('{') + 1, "\"switch\": {\"from\": 2, \"to\": 1},");
        std::ofstream(index) << text;
        fs::create_directories(m_out / ".armature-maps/2");
        fs::rename(m_out / "0.png", m_out / ".armature-maps/2/0.png"); // moved away
        fs::rename(m_out / "1.png", m_out / ".armature-maps/2/1.png");
        fs::rename(m_out / ".armature-maps/1/1.png", m_out / "1.png"); // and its other one moved in
        const auto store = MapStore::open(m_out);
        QVERIFY(store && store->current()->number == 1);
        for (unsigned i = 0; i < 6; ++i)
            QVERIFY(*decode(m_out / (std::to_string(i) + ".png")) == canny(noise(40, 40, i)));
    }

    void picturesOfOneName_areTold()
    {
        addNoise("a.png", 1);
        addGolden("baseline444.jpg");
        fs::rename(m_in / "baseline444.jpg", m_in / "a.jpg");
        const auto summary = run(makerOf("canny"));
        QCOMPARE(summary->progress.done, 1);
        QCOMPARE(m_told.of("a.png")->error.code, ErrorCode::Conflict);
    }

    void foldersThatContainEachOther_areToldApart()
    {
        addNoise("a.png", 1);
        BatchRequest inside;
        inside.out = m_in / "maps";
        const auto first = run(makerOf("canny"), inside);
        QVERIFY(first && first->progress.total == 1);
        QVERIFY(!first->notes.empty());
        QCOMPARE(run(makerOf("canny"), inside)->progress.total, 1); // not the map of the map
        BatchRequest same;
        same.out = m_in / ".." / "in";
        QCOMPARE(run(makerOf("canny"), same).error().code, ErrorCode::BadInput);
        BatchRequest around;
        around.out = m_in.parent_path();
        QCOMPARE(run(makerOf("canny"), around).error().code, ErrorCode::BadInput);
        BatchRequest nowhere;
        nowhere.in = m_in / "missing";
        QCOMPARE(run(makerOf("canny"), nowhere).error().code, ErrorCode::NotFound);
        fs::create_directories(m_in / "empty");
        BatchRequest empty;
        empty.in = m_in / "empty";
        QCOMPARE(run(makerOf("canny"), empty).error().code, ErrorCode::BadInput);
    }

    void fullDisk_isNamed_andLaterTheBatchGoesOn()
    {
        for (unsigned i = 0; i < 9; ++i)
            addNoise(std::to_string(i) + ".png", i, i < 3 ? 40 : 400);
        rlimit old{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        const auto before = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit tight{6000, old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &tight);
        BatchRequest request;
        request.jobs = 1;
        const auto full = run(makerOf("canny"), request);
        ::setrlimit(RLIMIT_FSIZE, &old);
        std::signal(SIGXFSZ, before);
        QVERIFY(full && !full->isComplete);
        QVERIFY(full->stoppedBy && full->stoppedBy->code == ErrorCode::DiskFull &&
                !full->stoppedBy->remedy.empty());
        QVERIFY(!full->failed.empty() && full->failed[0].error.code == ErrorCode::DiskFull);
        for (const auto &entry : fs::recursive_directory_iterator(m_out))
            if (entry.path().extension() == ".png")
                QVERIFY(decode(entry.path()));
        const auto rest = run(makerOf("canny"));
        QVERIFY(rest && rest->isComplete && rest->progress.failed == 0);
        for (unsigned i = 0; i < 9; ++i)
            QVERIFY(decode(m_out / (std::to_string(i) + ".png")));
    }

    void cancel_keepsWhatIsDone_andTheNextRunGoesOn()
    {
        constexpr int64_t kPictures = 60, kThrough = 20;
        for (unsigned i = 0; i < kPictures; ++i)
            addNoise(std::to_string(i) + ".png", i, 64);
        std::ofstream(m_in.parent_path() / "weights.pth") << "x";
        RunControl control;
        MapMakerOptions options;
        options.openNetwork = [&](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> {
            return std::make_unique<GateNetwork>(control, int(kThrough));
        };
        options.weights["hed"] = {(m_in.parent_path() / "weights.pth").string()};
        const auto maker = MapMaker::open(*makeRecipe("hed"), options);
        QVERIFY(maker);
        int64_t seen = 0;
        const BatchRequest request{m_in, m_out, ExistingMaps::Keep, 2, {}, {}};
        const auto stopped = runBatch(*maker, request, control,
                                      {[&](const BatchFile &) {
                                           if (++seen == kThrough)
                                               control.requestStop();
                                       },
                                       {}});
        QVERIFY(stopped && !stopped->isComplete && !stopped->stoppedBy);
        const auto done = stopped->progress.done;
        QVERIFY(done >= kThrough && done < kPictures);
        const auto rest = run(*maker);
        QVERIFY(rest && rest->isComplete);
        QCOMPARE(rest->progress.skipped, done);
        QCOMPARE(rest->progress.done, kPictures - done);
    }

    void cancelDuringANetwork_returnsWithoutIt()
    {
        addNoise("a.png", 1);
        std::ofstream(m_in.parent_path() / "weights.pth") << "x";
        const auto isHeld = std::make_shared<std::atomic<bool>>(true);
        MapMakerOptions options;
        options.openNetwork = [&](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> {
            return std::make_unique<SlowNetwork>(isHeld);
        };
        options.weights["hed"] = {(m_in.parent_path() / "weights.pth").string()};
        auto maker = MapMaker::open(*makeRecipe("hed"), options);
        QVERIFY(maker);
        RunControl control;
        std::thread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            control.requestStop();
        });
        const auto summary = runBatch(*maker, {m_in, m_out, ExistingMaps::Keep, 2, {}, {}}, control);
        canceller.join(); // comes here although the network still holds its thread
        QVERIFY(summary && !summary->isComplete && summary->progress.done == 0);
        const std::weak_ptr<const MapMaker> left = *maker;
        maker->reset();
        *isHeld = false;
        QTRY_VERIFY_WITH_TIMEOUT(left.expired(), 20000);
        QVERIFY(!fs::exists(m_out / "a.png"));
    }

    void pause_holdsTheBatch()
    {
        for (unsigned i = 0; i < 200; ++i)
            addNoise(std::to_string(i) + ".png", i, 100);
        RunControl control;
        std::atomic<bool> isPaused = false;
        int64_t seen = 0;
        BatchListener listener;
        listener.onFile = [&](const BatchFile &) {
            if (++seen == 5)
                control.requestPause();
        };
        listener.onProgress = [&](const BatchProgress &progress) { isPaused = progress.isPaused; };
        std::thread waker([&] {
            while (!isPaused)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            control.resume();
        });
        const auto summary =
            runBatch(makerOf("canny"), {m_in, m_out, ExistingMaps::Keep, 2, {}, {}}, control, listener);
        waker.join();
        QVERIFY(summary && summary->isComplete);
        QCOMPARE(summary->progress.done, 200);
    }

    void secondBatchInOneFolder_isRefused()
    {
        addNoise("a.png", 1);
        fs::create_directories(m_out);
        const auto lock = lockMaps(m_out);
        QVERIFY(lock);
        QCOMPARE(run(makerOf("canny")).error().code, ErrorCode::Locked);
    }

    void damagedHistory_isNamed()
    {
        addNoise("a.png", 1);
        QVERIFY(run(makerOf("canny")));
        std::ofstream(m_out / ".armature-maps/maps.json") << "{\"versions\": 7";
        QCOMPARE(run(makerOf("canny")).error().code, ErrorCode::Corrupt);
    }

    void recordCutOff_meansTheMapIsMadeAgain()
    {
        addNoise("a.png", 1);
        addNoise("b\tc%d.png", 2);
        QVERIFY(run(makerOf("canny")));
        QCOMPARE(run(makerOf("canny"))->progress.skipped, 2);
        const auto record = m_out / ".armature-maps/1.txt";
        fs::resize_file(record, fs::file_size(record) - 1);
        fs::remove(m_out / "a.png");
        fs::remove(m_out / "b\tc%d.png");
        QCOMPARE(run(makerOf("canny"))->progress.done, 2);
        QCOMPARE(run(makerOf("canny"))->progress.skipped, 2);
    }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
