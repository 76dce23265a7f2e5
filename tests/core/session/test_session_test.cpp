// The test room's warm session, on the tiny models of goldens/pipeline (make_pipeline.py and make_multi.py
// there).
#include "core/image/codec.h"
#include "core/io/safetensors.h"
#include "core/session/test_session.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace armature;
namespace fs = std::filesystem;

namespace {

const std::string kFamily = std::string(ARMATURE_TEST_DATA) + "/goldens/pipeline/sd1";

Image picture(const std::string &file)
{
    const auto image = decode(file);
    return image ? toRgb8(*image) : Image();
}

int largestDifference(const Image &a, const Image &b)
{
    if (a.width() != b.width() || a.height() != b.height() || a.isEmpty())
        return 255;
    int largest = 0;
    for (size_t i = 0; i < a.samples<uint8_t>().size(); ++i)
        largest = std::max(largest, std::abs(int(a.samples<uint8_t>()[i]) - int(b.samples<uint8_t>()[i])));
    return largest;
}

TestRequest goldenRequest()
{
    TestRequest request;
    request.models = {kFamily + "/model", {kFamily + "/controlnet"}};
    request.controls.push_back({picture(kFamily + "/condition.png")});
    request.prompt = "a red star on a blue background";
    request.steps = 10;
    request.seed = 7;
    request.guidanceScale = 5;
    request.width = 64;
    request.height = 48;
    return request;
}

Result<TestPicture> sampled(TestSession &session, const TestRequest &request)
{
    return session.sample(request, {}, {});
}

} // namespace

class TestSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pictures_equalDiffusers_oneAfterAnother()
    {
        const auto session = makeTestSession();
        for (const char *name : {"default", "window", "default", "guess"}) {
            TestRequest request = goldenRequest();
            if (std::string(name) == "window") {
                request.controls[0].guidanceStart = 0.2;
                request.controls[0].guidanceEnd = 0.6;
            }
            request.guessMode = std::string(name) == "guess";
            const auto made = sampled(*session, request);
            QVERIFY2(made, made ? "" : made.error().message.c_str());
            const Image golden = picture(kFamily + "/picture-" + name + "-0.png");
            QVERIFY2(largestDifference(made->image, golden) <= 2, name);
        }
    }

    void twoControlNets_equalDiffusers()
    {
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        request.models.controlNets.push_back(request.models.controlNets.front());
        request.controls.push_back({flipHorizontal(request.controls[0].condition), 0.5, 0.3, 0.8});
        const auto made = sampled(*session, request);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QVERIFY(largestDifference(made->image, picture(kFamily + "/picture-multi.png")) <= 2);
    }

    void weightedPrompt_equalsTheWebUisRule()
    {
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        request.prompt = "a (red star:1.6) on a [[blue]] background"; // as make_weights.py has it
        request.negativePrompt = "(blurry:0.3) \\(dark";
        const auto made = sampled(*session, request);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const Image golden = picture(kFamily + "/picture-weighted.png");
        QVERIFY(largestDifference(made->image, golden) <= 2);
        request.readsWeights = false;
        const auto literal = sampled(*session, request);
        QVERIFY(literal);
        QVERIFY(largestDifference(literal->image, golden) > 2);
    }

    void steps_areToldWithAPreviewThatNearsThePicture()
    {
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        std::vector<TestStep> steps;
        const auto made = session->sample(request, {}, [&](const TestStep &step) { steps.push_back(step); });
        QVERIFY(made);
        QVERIFY(steps.size() >= 10);
        QCOMPARE(steps.back().done, steps.back().total);
        QCOMPARE(steps.back().preview.width(), 8);
        QCOMPARE(steps.back().preview.height(), 6);
        // Once a picture is known, the preview's mean colour is the picture's.
        steps.clear();
        const auto again = session->sample(request, {}, [&](const TestStep &step) { steps.push_back(step); });
        QVERIFY(again);
        QVERIFY2(largestDifference(again->image, made->image) == 0, "asking for previews changes nothing");
        for (int channel = 0; channel < 3; ++channel)
            QVERIFY(std::abs(mean(steps.back().preview, channel) - mean(made->image, channel)) < 24);
    }

    void stopping_endsWithinAStep()
    {
        const auto session = makeTestSession();
        std::stop_source stop;
        int64_t last = 0;
        const auto made = session->sample(goldenRequest(), stop.get_token(), [&](const TestStep &step) {
            last = step.done;
            if (step.done == 3)
                stop.request_stop();
        });
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Interrupted);
        QCOMPARE(last, int64_t(3));
        QVERIFY(sampled(*session, goldenRequest()));
    }

    void badRequests_areRefusedAndTheSessionGoesOn_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("word");
        QTest::newRow("size not divisible by 8") << 0 << "divide";
        QTest::newRow("start after end") << 1 << "start";
        QTest::newRow("no steps") << 2 << "steps";
        QTest::newRow("condition of another size") << 3 << "size";
        QTest::newRow("unknown scheduler") << 4 << "eulr";
        QTest::newRow("no such model") << 5 << "nowhere";
        QTest::newRow("no such ControlNet") << 6 << "nothing";
        QTest::newRow("more steps than there are") << 7 << "steps";
        QTest::newRow("no condition") << 8 << "condition";
    }
    void badRequests_areRefusedAndTheSessionGoesOn()
    {
        QFETCH(int, kind);
        QFETCH(QString, word);
        const auto session = makeTestSession();
        const auto before = sampled(*session, goldenRequest());
        QVERIFY(before);
        TestRequest request = goldenRequest();
        if (kind == 0) {
            request.width = 60;
            request.controls[0].condition = crop(request.controls[0].condition, 0, 0, 60, 48);
        }
        if (kind == 1)
            request.controls[0].guidanceStart = 0.9, request.controls[0].guidanceEnd = 0.1;
        if (kind == 2)
            request.steps = 0;
        if (kind == 3)
            request.controls[0].condition = crop(request.controls[0].condition, 0, 0, 32, 32);
        if (kind == 4)
            request.scheduler = "eulr";
        if (kind == 5)
            request.models.base = "/nowhere/model";
        if (kind == 6)
            request.models.controlNets[0] = "/nothing/there.safetensors";
        if (kind == 7)
            request.steps = 5000;
        if (kind == 8)
            request.controls.clear();
        const auto made = sampled(*session, request);
        QVERIFY(!made);
        const QString said = QString::fromStdString(made.error().message + made.error().remedy);
        QVERIFY2(said.contains(word), qPrintable(said));
        const auto after = sampled(*session, goldenRequest());
        QVERIFY(after);
        QCOMPARE(largestDifference(after->image, before->image), 0);
    }

    void otherFamily_isRefusedByName()
    {
        const auto session = makeTestSession();
        const std::string other = std::string(ARMATURE_TEST_DATA) + "/goldens/nn/sd2/controlnet";
        const auto facts = session->open({kFamily + "/model", {other}});
        QVERIFY(!facts);
        QCOMPARE(facts.error().code, ErrorCode::BadInput);
        QVERIFY2(facts.error().message.find("wide") != std::string::npos, facts.error().message.c_str());
    }

    void modelDeletedWhileLoaded_stillWorksAndIsSaid()
    {
        QTemporaryDir folder;
        const fs::path copy = fs::path(folder.path().toStdString()) / "model";
        fs::copy(kFamily + "/model", copy, fs::copy_options::recursive);
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        request.models.base = copy.string();
        const auto before = sampled(*session, request);
        QVERIFY(before);
        fs::remove_all(copy);
        const auto after = sampled(*session, request);
        QVERIFY2(after, after ? "" : after.error().message.c_str());
        QCOMPARE(largestDifference(after->image, before->image), 0);
        QVERIFY(!after->notes.empty());
        QVERIFY(after->notes.back().find("no longer there") != std::string::npos);
    }

    void oddPrompts_makePictures_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<bool>("isNoted");
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("10,000 letters") << QByteArray("star ").repeated(2000) << true;
        QTest::newRow("emoji") << QByteArray("\xF0\x9F\x98\x80\xF0\x9F\x8E\xA8") << false;
        QTest::newRow("broken UTF-8") << QByteArray("\xff\xfe star") << false;
    }
    void oddPrompts_makePictures()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(bool, isNoted);
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        request.steps = 2;
        request.prompt = prompt.toStdString();
        const auto made = sampled(*session, request);
        QVERIFY(made);
        QCOMPARE(!made->notes.empty(), isNoted);
    }

    void extremeScales_makePictures()
    {
        const auto session = makeTestSession();
        for (const double scale : {-1.0, 0.0, 10.0}) {
            TestRequest request = goldenRequest();
            request.steps = 3;
            request.controls[0].conditioningScale = scale;
            QVERIFY(sampled(*session, request));
        }
    }

    void pictureThatRanOverInFp16_isMadeAgainInFp32AndSaid()
    {
        TestRequest request = goldenRequest();
        request.steps = 3;
        request.controls[0].conditioningScale = 1e7; // beyond fp16, not beyond fp32
        const auto half = makeTestSessionIn("fp16");
        const auto made = sampled(*half, request);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->notes.size(), size_t(1));
        QVERIFY2(made->notes[0].find("fp32") != std::string::npos, made->notes[0].c_str());
        const auto full = makeTestSessionIn("fp32");
        const auto expected = sampled(*full, request);
        QVERIFY(expected);
        QVERIFY(expected->notes.empty());
        QCOMPARE(largestDifference(made->image, expected->image), 0);
    }

    void pictureBeyondAnyMemory_isSaidAndTheSessionGoesOn()
    {
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        const auto before = sampled(*session, request);
        QVERIFY(before);
        TestRequest vast = request;
        vast.models.controlNets.clear();
        vast.controls.clear();
        vast.width = vast.height = 2'000'000'000; // more bytes than a processor can address
        const auto made = sampled(*session, vast);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::OutOfMemory);
        const auto after = sampled(*session, request);
        QVERIFY(after);
        QCOMPARE(largestDifference(after->image, before->image), 0);
    }

    void pictureLargerThanTheFreeMemory_isRefusedBeforeItIsBegun()
    {
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        request.models.controlNets.clear();
        request.controls.clear();
        request.width = request.height = 8 * 40000; // 98 TB for one map of the decoder
        const auto made = sampled(*session, request);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::OutOfMemory);
        QVERIFY2(made.error().message.find("GB are free") != std::string::npos, made.error().message.c_str());
        QVERIFY(sampled(*session, goldenRequest()));
    }

    // Every allocation above what is there now fails, in the middle of a picture.
    void memoryThatRunsOutMidway_isSaidAndTheSessionGoesOn()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("sanitizers reserve memory of their own");
#endif
        const auto session = makeTestSession();
        const auto before = sampled(*session, goldenRequest());
        QVERIFY(before);
        TestRequest large = goldenRequest();
        large.models.controlNets.clear();
        large.controls.clear();
        large.width = large.height = 1024;
        large.steps = 1;
        rlimit usual{};
        QCOMPARE(getrlimit(RLIMIT_AS, &usual), 0);
        std::ifstream status("/proc/self/statm");
        rlim_t pages = 0;
        QVERIFY(status >> pages);
        const rlimit tight{pages * rlim_t(sysconf(_SC_PAGESIZE)) + (rlim_t(24) << 20), usual.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
        const auto made = sampled(*session, large);
        QCOMPARE(setrlimit(RLIMIT_AS, &usual), 0);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::OutOfMemory);
        const auto after = sampled(*session, goldenRequest());
        QVERIFY(after);
        QCOMPARE(largestDifference(after->image, before->image), 0);
    }

    void numbersThatAreNotFinite_areSaid()
    {
        const auto session = makeTestSession();
        TestRequest request = goldenRequest();
        request.controls[0].conditioningScale = std::nan("");
        const auto made = sampled(*session, request);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Numeric);
        QVERIFY(sampled(*session, goldenRequest()));
    }

    void facts_sayWhatTheModelIsFor()
    {
        const auto session = makeTestSession();
        const auto facts = session->open({kFamily + "/model", {}});
        QVERIFY(facts);
        QCOMPARE(facts->side, int64_t(64));
        QCOMPARE(facts->grid, int64_t(8));
        QCOMPARE(facts->scheduler, std::string("PNDMScheduler"));
        QCOMPARE(facts->tokenRoom, int64_t(75));
    }

private:
    static double mean(const Image &image, int channel)
    {
        double sum = 0;
        const auto &samples = image.samples<uint8_t>();
        for (size_t i = size_t(channel); i < samples.size(); i += 3)
            sum += samples[i];
        return sum / (double(samples.size()) / 3);
    }
};

QTEST_GUILESS_MAIN(TestSessionTest)
#include "test_session_test.moc"
