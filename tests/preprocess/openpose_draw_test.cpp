#include "core/base/fs.h"
#include "core/image/codec.h"
#include "core/image/pose_json.h"
#include "preprocess/openpose_draw.h"

#include <QTest>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

using namespace armature;

namespace {

// Or a folder that make_poses.py wrote with another seed.
const auto *kFresh = std::getenv("ARMATURE_FRESH_POSES");
const std::string kGoldens = kFresh ? std::string(kFresh) + "/" : ARMATURE_TEST_DATA "/goldens/preprocess/";

} // namespace

class OpenposeDrawTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawing_isControlnetAuxs_data()
    {
        QTest::addColumn<int>("number");
        for (int i = 0; std::filesystem::exists(kGoldens + "poses-" + std::to_string(i) + ".json"); ++i)
            QTest::addRow("%d", i) << i;
    }

    void drawing_isControlnetAuxs()
    {
        QFETCH(int, number);
        const auto base = kGoldens + "poses-" + std::to_string(number);
        const auto text = readText(base + ".json");
        const auto wanted = decode(base + ".png");
        QVERIFY(text && wanted);
        const auto pose = poseFromJson(*text, base);
        QVERIFY(pose);
        QVERIFY(drawPose(*pose) == toRgb8(*wanted));
    }

    void noPerson_isABlackCanvasOfThePicturesSize()
    {
        const auto image = drawPose({7, 5, {}});
        QCOMPARE(image.width(), 7);
        QCOMPARE(image.height(), 5);
        QVERIFY(image == Image(7, 5, 3));
    }

    void wideSticks_growWithThePictureOnly()
    {
        Pose pose{400, 400, {PosePerson{}}};
        pose.people[0].body[2] = {100, 100, 1};
        pose.people[0].body[3] = {300, 300, 1};
        QVERIFY(drawPose(pose) == drawPose(pose, SkeletonStyle::WideSticks));
        const auto large = scaled(pose, 1200, 1200);
        QVERIFY(drawPose(large) != drawPose(large, SkeletonStyle::WideSticks));
    }

    void senselessPoints_areLeftOut()
    {
        Pose pose{64, 64, {PosePerson{}}};
        const double infinity = std::numeric_limits<double>::infinity();
        pose.people[0].body[0] = {infinity, 3, 1};
        pose.people[0].body[1] = {std::nan(""), 3, 1};
        pose.people[0].body[2] = {-1e9, 1e9, 1};
        pose.people[0].leftHand.resize(3);
        QVERIFY(drawPose(pose) == Image(64, 64, 3));
    }
};

QTEST_GUILESS_MAIN(OpenposeDrawTest)
#include "openpose_draw_test.moc"
