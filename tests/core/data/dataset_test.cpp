#include "core/data/dataset.h"
#include "core/data/sampler.h"
#include "core/data/text_input.h"
#include "core/image/codec.h"
#include "tests/core/data/folder.h"
#include "tests/core/data/pictures.h"

#include <QTest>

using namespace armature;
using namespace armature::test;
using namespace std::string_literals;

namespace {

// A target whose colours tell the place, and a map with the same marks: 4 x 4 px squares of white on black.
constexpr int kWidth = 96, kHeight = 64;

int squareAt(int x, int y) { return (x / 4 + y / 4 * 3) % 5 == 0 ? 255 : 0; }

struct Studio
{
    Folder folder;

    explicit Studio(int mapScale = 1)
    {
        PngOptions target, map;
        target.sample = [](int x, int y, int) { return squareAt(x, y); };
        map.channels = 1;
        map.sample = [mapScale](int x, int y, int) { return squareAt(x / mapScale, y / mapScale); };
        folder.write("image/1.png", makePng(kWidth, kHeight, target));
        folder.write("condition/1.png", makePng(kWidth * mapScale, kHeight * mapScale, map));
        folder.write("image/1.txt", "squares");
    }

    Result<Dataset> open(CheckOptions options = {}) const
    {
        options.resolution = 32;
        const auto set = readPairs(folder.path());
        return Dataset::open(*set, checkPairs(*set, options));
    }
};

// The share of pixels in which the thresholded target and the map agree.
double agreement(const Sample &sample)
{
    size_t same = 0;
    const auto &a = sample.target.samples<uint8_t>(), &b = sample.condition.samples<uint8_t>();
    for (size_t i = 0; i < a.size(); ++i)
        same += (a[i] > 127) == (b[i] > 127);
    return double(same) / double(a.size());
}

} // namespace

class DatasetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pictureAndMap_areCutAlike_data()
    {
        QTest::addColumn<int>("mapScale");
        QTest::addColumn<bool>("flip");
        for (const int scale : {1, 2, 3}) {
            QTest::addRow("map x%d", scale) << scale << false;
            QTest::addRow("map x%d, mirrored", scale) << scale << true;
        }
    }
    void pictureAndMap_areCutAlike()
    {
        QFETCH(int, mapScale);
        QFETCH(bool, flip);
        const Studio studio(mapScale);
        const auto dataset = studio.open();
        QVERIFY(dataset.has_value());
        const auto plan = *squarePlan(dataset->targetSize(0), 128, {CropMode::Random, 0.3, 0.7, flip});
        const auto sample = dataset->load(0, plan, MapKind::Labels);
        QVERIFY(sample.has_value());
        for (const auto *image : {&sample->target, &sample->condition}) {
            QCOMPARE(image->width(), 128);
            QCOMPARE(image->height(), 128);
            QCOMPARE(image->channels(), 3);
            QCOMPARE(image->bitDepth(), 8);
        }
        QCOMPARE(sample->caption, "squares"s);
        QVERIFY2(agreement(*sample) > 0.99, qPrintable(QString::number(agreement(*sample))));
    }

    void labels_getNoNewValues()
    {
        const Studio studio(3);
        const auto dataset = studio.open();
        const auto plan = *squarePlan(dataset->targetSize(0), 40, {});
        const auto map = dataset->loadCondition(0, plan, MapKind::Labels);
        for (const uint8_t value : map->samples<uint8_t>())
            QVERIFY(value == 0 || value == 255);
    }

    void flip_mirrorsBoth()
    {
        const Studio studio;
        const auto dataset = studio.open();
        auto plan = *squarePlan(dataset->targetSize(0), 64, {});
        const auto straight = dataset->load(0, plan, MapKind::Labels);
        plan.flip = true;
        const auto mirrored = dataset->load(0, plan, MapKind::Labels);
        QVERIFY(flipHorizontal(straight->target) == mirrored->target);
        QVERIFY(flipHorizontal(straight->condition) == mirrored->condition);
        QVERIFY(straight->target != mirrored->target);
    }

    void exifOrientation_isAppliedToThePictureAsDisplayed()
    {
        const Folder folder;
        PngOptions turned;
        turned.orientation = 3; // by 180 degrees
        turned.sample = [](int x, int y, int) { return squareAt(kWidth - 1 - x, kHeight - 1 - y); };
        folder.write("image/1.png", makePng(kWidth, kHeight, turned));
        folder.write("condition/1.png",
                     makePng(kWidth, kHeight, {1, 8, 1, [](int x, int y, int) { return squareAt(x, y); }}));
        const auto set = readPairs(folder.path());
        const auto dataset = Dataset::open(*set, checkPairs(*set, {}));
        const auto sample = dataset->load(0, *squarePlan(dataset->targetSize(0), 64, {}), MapKind::Labels);
        QCOMPARE(agreement(*sample), 1.0);
        QCOMPARE(sample->caption, ""s);
    }

    void nothingTrainable_failsWithTheCommonestReason()
    {
        const Folder folder;
        folder.write("image/1.png", "x");
        folder.write("condition/1.png", "x");
        const auto set = readPairs(folder.path());
        const auto dataset = Dataset::open(*set, checkPairs(*set, {}));
        QVERIFY(!dataset);
        QVERIFY(dataset.error().message.find("2 times: unreadable picture") != std::string::npos);
        QVERIFY(dataset.error().remedy.find("armature-cli check") != std::string::npos);
    }

    void pictureChangedOrGoneSinceTheCheck_isAnError()
    {
        const Studio studio;
        const auto dataset = studio.open();
        const auto plan = *squarePlan(dataset->targetSize(0), 64, {});
        const auto before = *dataset->targetHash(0);
        QCOMPARE(*dataset->targetHash(0), before);
        QCOMPARE(*dataset->subset({0}).targetHash(0), before);
        studio.folder.write("image/1.png", makePng(32, 32));
        QCOMPARE(dataset->load(0, plan, MapKind::Photo).error().code, ErrorCode::Conflict);
        QVERIFY(*dataset->targetHash(0) != before);
        std::filesystem::remove(studio.folder / "image/1.png");
        QVERIFY(!dataset->load(0, plan, MapKind::Photo));
        QVERIFY(!dataset->targetHash(0));
    }

    void impossiblePlans_areRefused()
    {
        const Studio studio;
        const auto dataset = studio.open();
        QVERIFY(!dataset->load(0, {64, 64, 1, 0, 64, 64, false}, MapKind::Photo));
        QVERIFY(!dataset->load(0, {1 << 20, 1 << 20, 0, 0, 64, 64, false}, MapKind::Photo));
        QVERIFY(!dataset->load(0, {}, MapKind::Photo));
    }

    void subset_andKindOfMap_followTheEntries()
    {
        const Folder folder;
        for (int i = 0; i < 5; ++i) {
            folder.write("image/" + std::to_string(i) + ".png", makePng(kWidth, kHeight));
            folder.write("condition/" + std::to_string(i) + ".png",
                         makePng(kWidth, kHeight, {1, 8, 1, [i](int x, int y, int) {
                                                       return x % 16 == i || y % 16 == i ? 255 : 0;
                                                   }}));
        }
        const auto set = readPairs(folder.path());
        const auto dataset = Dataset::open(*set, checkPairs(*set, {}));
        QCOMPARE(*dataset->guessMapKind(), MapKind::Lines);
        const auto split = splitHoldout(1, dataset->sampleKeys(), 0.4);
        const auto heldOut = dataset->subset(split.heldOut);
        QCOMPARE(heldOut.size(), size_t(2));
        QCOMPARE(heldOut.pair(1).id, dataset->pair(split.heldOut[1]).id);
        QCOMPARE(heldOut.sampleKeys()[0], hashText(heldOut.pair(0).id));
    }
};

QTEST_GUILESS_MAIN(DatasetTest)
#include "dataset_test.moc"
