#include "core/image/map_score.h"
#include "core/image/pose_edit.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace armature;

namespace {

Image noise(int width, int height, unsigned seed)
{
    Image image(width, height, 3);
    std::mt19937 random(seed);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width * 3; ++x)
            image.row<uint8_t>(y)[x] = uint8_t(random() % 200 + 20);
    return image;
}

template <typename Change>
Image changed(const Image &from, const Change &change)
{
    Image image(from.width(), from.height(), 3);
    for (int y = 0; y < from.height(); ++y)
        for (int x = 0; x < from.width() * 3; ++x)
            image.row<uint8_t>(y)[x] = uint8_t(change(from.row<uint8_t>(y)[x], x % 3));
    return image;
}

// One channel by the textbook: covariance over the two deviations.
double pearson(const Image &a, const Image &b)
{
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (int row = 0; row < a.height(); ++row)
        for (int i = 0; i < a.width() * 3; i += 3) {
            const double p = a.row<uint8_t>(row)[i], q = b.row<uint8_t>(row)[i];
            n += 1;
            x += p;
            y += q;
            xx += p * p;
            yy += q * q;
            xy += p * q;
        }
    return (n * xy - x * y) / (std::sqrt(n * xx - x * x) * std::sqrt(n * yy - y * y));
}

Image grey(const Image &from)
{
    Image image(from.width(), from.height(), 3);
    for (int y = 0; y < from.height(); ++y)
        for (int x = 0; x < from.width() * 3; ++x)
            image.row<uint8_t>(y)[x] = from.row<uint8_t>(y)[x - x % 3];
    return image;
}

Image column(int at, int width = 32)
{
    Image image(width, 32, 3);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < width * 3; ++x)
            image.row<uint8_t>(y)[x] = x / 3 == at ? 255 : 0;
    return image;
}

Pose people(std::initializer_list<PosePerson> all) { return {400, 400, all}; }

PosePerson shifted(PosePerson person, double by)
{
    for (Keypoint &joint : person.body)
        joint.x += by;
    return person;
}

} // namespace

class MapScoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blackAndWhiteMaps_areComparedByTheirLines()
    {
        QCOMPARE(mapScore(column(10), column(11)), 1.0); // within a pixel
        QCOMPARE(mapScore(column(10), column(14)), 0.0);
    }

    void otherMaps_areComparedByCorrelation()
    {
        const Image wanted = grey(noise(40, 30, 1)), given = grey(noise(40, 30, 2));
        const Image near = changed(wanted, [](int value, int) { return value * 0.8 + 30; });
        QCOMPARE(mapScore(wanted, wanted), 1.0);
        QVERIFY(mapScore(near, wanted) > 0.999); // depth knows no scale of its own
        QVERIFY(std::abs(mapScore(given, wanted) - std::max(0.0, pearson(given, wanted))) < 1e-9);
        Image half(40, 30, 3);
        for (int y = 0; y < 30; ++y)
            for (int i = 0; i < 120; ++i)
                half.row<uint8_t>(y)[i] = (y % 2 ? given : wanted).row<uint8_t>(y)[i];
        QVERIFY(std::abs(mapScore(half, wanted) - pearson(half, wanted)) < 1e-9);
        QVERIFY(mapScore(half, wanted) > 0.3 && mapScore(half, wanted) < 0.7);
    }

    void aContraryMap_isNotFollowedAtAll()
    {
        const Image wanted = noise(40, 30, 1);
        QCOMPARE(mapScore(changed(wanted, [](int value, int) { return 255 - value; }), wanted), 0.0);
    }

    void aTintOfTheWholeMap_countsForNothing()
    {
        const Image wanted = noise(40, 30, 1);
        QVERIFY(mapScore(changed(wanted, [](int value, int channel) { return value + 10 * channel; }),
                         wanted) > 0.999999);
    }

    void aMapOfOneColour_isFollowedByAnotherOnly()
    {
        const Image plain = changed(noise(40, 30, 1), [](int, int) { return 90; });
        QCOMPARE(mapScore(plain, plain), 1.0);
        QCOMPARE(mapScore(noise(40, 30, 1), plain), 0.0);
        QCOMPARE(mapScore(plain, noise(40, 30, 1)), 0.0);
    }

    void people_areFoundAgainJointByJoint()
    {
        const PosePerson one = standingPerson(100, 50, 300), other = shifted(one, 200);
        QCOMPARE(poseScore(people({one, other}), people({one, other})), 1.0);
        QCOMPARE(poseScore(people({other, one}), people({one, other})), 1.0); // in any order
        QCOMPARE(poseScore(people({shifted(one, 25)}), people({one})),
                 1.0); // a tenth of the size is near enough
        QCOMPARE(poseScore(people({shifted(one, 60)}), people({one})), 0.0);
        QVERIFY(std::abs(poseScore(people({one}), people({one, other})) - 2.0 / 3) <
                1e-12); // half of them found
        QVERIFY(std::abs(poseScore(people({one, other}), people({one})) - 2.0 / 3) < 1e-12); // one too many
        PosePerson without = one;
        for (size_t i = 0; i < kBodyPoints / 2; ++i)
            without.body[i] = {};
        QVERIFY(std::abs(poseScore(people({without}), people({one})) - 2.0 / 3) < 1e-12);
    }

    void nobodyWhereNobodyIsWanted_isRight()
    {
        QCOMPARE(poseScore(people({}), people({})), 1.0);
        QCOMPARE(poseScore(people({}), people({standingPerson(100, 50, 300)})), 0.0);
        QCOMPARE(poseScore(people({standingPerson(100, 50, 300)}), people({})), 0.0);
    }
};

QTEST_GUILESS_MAIN(MapScoreTest)
#include "map_score_test.moc"
