#include "core/scenes/scene.h"

#include "core/base/hash.h"
#include "core/image/canny.h"
#include "core/scenes/condition.h"
#include "core/scenes/palette.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace armature;

namespace {

constexpr int kSize = 96;

Colour pixel(const Image &picture, int x, int y)
{
    const uint8_t *at = picture.row<uint8_t>(y) + 3 * x;
    return {at[0] / 255.0, at[1] / 255.0, at[2] / 255.0};
}

// The palette's name for a colour.
std::string_view nameOf(Colour colour)
{
    const auto distance = [&](const NamedColour &named) {
        return std::hypot(named.colour.r - colour.r, named.colour.g - colour.g, named.colour.b - colour.b);
    };
    return std::ranges::min_element(palette(), {}, distance)->name;
}

double meanOfRow(const Image &grey, int y)
{
    double sum = 0;
    for (int x = 0; x < grey.width(); ++x)
        sum += grey.row<uint8_t>(y)[x];
    return sum / grey.width();
}

std::string hashOfScenes(uint64_t seed, int count)
{
    StreamHash hash;
    for (int i = 0; i < count; ++i) {
        const Scene scene = makeScene(seed, uint64_t(i), kSize);
        hash.add(scene.picture.row<uint8_t>(0), scene.picture.samples<uint8_t>().size());
        hash.add(scene.depth.row<uint8_t>(0), scene.depth.samples<uint8_t>().size());
        const Image skeletons = drawSkeletons(scene.people, kSize);
        hash.add(skeletons.row<uint8_t>(0), skeletons.samples<uint8_t>().size());
        hash.add(scene.caption.data(), scene.caption.size());
    }
    return hash.hex();
}

} // namespace

class SceneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The figure was taken with GCC 12 on an AVX-512 processor; any other build must find the same.
    void scenes_haveTheSameBytesEverywhere() { QCOMPARE(QString::fromStdString(hashOfScenes(7, 60)), QStringLiteral("e5e97b83fed28847")); }
    void anotherSeedOrIndex_isAnotherScene();
    void shapesOnAGround_haveTheGroundsColour();
    void solids_areNearerBelowTheHorizon();
    void joints_lieOnThePersonWhoIsPainted();
    void depthAndPicture_agreeWhereObjectsEnd();
    void cannyCondition_isThePicturesEdges();
    void kinds_areMixedWithoutOneAndKeptWithOne();
    void captions_areWordsOfAPerson();
};

void SceneTest::anotherSeedOrIndex_isAnotherScene()
{
    QVERIFY(makeScene(1, 0, kSize).picture.samples<uint8_t>() != makeScene(1, 1, kSize).picture.samples<uint8_t>());
    QVERIFY(makeScene(1, 0, kSize).picture.samples<uint8_t>() != makeScene(2, 0, kSize).picture.samples<uint8_t>());
    QCOMPARE(makeScene(1, 5, kSize).picture.samples<uint8_t>(), makeScene(1, 5, kSize).picture.samples<uint8_t>());
}

void SceneTest::shapesOnAGround_haveTheGroundsColour()
{
    int agreeing = 0;
    for (uint64_t i = 0; i < 100; ++i) {
        const Scene scene = makeScene(3, i, kSize, SceneKind::Shapes);
        const std::string end = " " + std::string(nameOf(pixel(scene.picture, 0, 0))) + " background";
        agreeing += scene.caption.ends_with(end);
    }
    QVERIFY2(agreeing >= 97, qPrintable(QString::number(agreeing))); // a shape may reach into the corner
}

void SceneTest::solids_areNearerBelowTheHorizon()
{
    for (uint64_t i = 0; i < 50; ++i) {
        const Scene scene = makeScene(4, i, kSize, SceneKind::Solids);
        QVERIFY(meanOfRow(scene.depth, kSize - 1) > meanOfRow(scene.depth, 0) + 20);
    }
}

void SceneTest::joints_lieOnThePersonWhoIsPainted()
{
    int inside = 0, all = 0;
    for (uint64_t i = 0; i < 50; ++i) {
        const Scene scene = makeScene(5, i, kSize, SceneKind::Figures);
        QVERIFY(!scene.people.empty());
        for (const Skeleton &person : scene.people)
            for (const Joint joint : {Nose, Neck, RightElbow, LeftElbow, RightKnee, LeftKnee}) {
                const Vec2 place = person[joint];
                QVERIFY(place.x >= 0 && place.x < 1 && place.y >= 0 && place.y < 1);
                const int x = int(place.x * kSize), y = int(place.y * kSize);
                // A person stands nearer than the ground at the same height, whose depth the picture's border shows.
                const uint8_t *row = scene.depth.row<uint8_t>(y);
                inside += row[x] > std::min(row[0], row[kSize - 1]);
                ++all;
            }
    }
    QVERIFY2(inside > all * 98 / 100, qPrintable(QString("%1 of %2").arg(inside).arg(all)));
}

void SceneTest::depthAndPicture_agreeWhereObjectsEnd()
{
    // Where the depth jumps, an object ends, and its outline is seen in the picture.
    int jumps = 0, seen = 0;
    for (uint64_t i = 0; i < 30; ++i) {
        const Scene scene = makeScene(6, i, kSize, SceneKind::Solids);
        for (int y = 2; y < kSize - 2; ++y)
            for (int x = 2; x < kSize - 3; ++x) {
                const uint8_t *depth = scene.depth.row<uint8_t>(y);
                if (std::abs(depth[x] - depth[x + 1]) < 40)
                    continue;
                const Colour left = pixel(scene.picture, x - 1, y), right = pixel(scene.picture, x + 2, y);
                ++jumps;
                seen += std::abs(left.r - right.r) + std::abs(left.g - right.g) + std::abs(left.b - right.b) > 0.05;
            }
    }
    QVERIFY(jumps > 200);
    QVERIFY2(seen > jumps * 9 / 10, qPrintable(QString("%1 of %2").arg(seen).arg(jumps)));
}

void SceneTest::cannyCondition_isThePicturesEdges()
{
    const Scene scene = makeScene(8, 3, kSize);
    const Image condition = conditionOf(scene, ConditionKind::Canny);
    const Image edges = canny(scene.picture, {kSceneCannyLow, kSceneCannyHigh, false});
    QCOMPARE(condition.channels(), 3);
    for (int y = 0; y < kSize; ++y)
        for (int x = 0; x < kSize; ++x)
            QCOMPARE(condition.row<uint8_t>(y)[3 * x + 1], edges.row<uint8_t>(y)[x]);
}

void SceneTest::kinds_areMixedWithoutOneAndKeptWithOne()
{
    std::array<int, 3> counts{};
    for (uint64_t i = 0; i < 400; ++i)
        ++counts[size_t(makeScene(9, i, 16).kind)];
    QVERIFY(counts[0] > 160 && counts[0] < 240);
    QVERIFY(counts[1] > 70 && counts[1] < 130);
    QVERIFY(counts[2] > 70 && counts[2] < 130);
    QCOMPARE(makeScene(9, 1, 16, SceneKind::Figures).kind, SceneKind::Figures);
}

void SceneTest::captions_areWordsOfAPerson()
{
    std::set<std::string> captions;
    for (uint64_t i = 0; i < 300; ++i) {
        const std::string caption = makeScene(10, i, 16).caption;
        captions.insert(caption);
        for (const char letter : caption)
            QVERIFY2((letter >= 'a' && letter <= 'z') || letter == ' ' || letter == ',', caption.c_str());
        for (const char *wrong : {" a orange", "  ", " ,", "a a "})
            QVERIFY2((" " + caption).find(wrong) == std::string::npos, caption.c_str());
    }
    QVERIFY(captions.size() > 200);
}

QTEST_GUILESS_MAIN(SceneTest)
#include "scene_test.moc"
