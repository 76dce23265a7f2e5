#include "core/image/pose_json.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace armature;

namespace {

Pose somebody()
{
    Pose pose{640, 480, {PosePerson{}, PosePerson{}}};
    for (std::size_t i = 0; i < kBodyPoints; ++i)
        pose.people[0].body[i] = {10.25 + double(i), 20.5 * double(i), 0.5 + double(i) / 100};
    pose.people[0].body[4] = {};
    pose.people[1].body[0] = {600, 400, 1};
    pose.people[1].leftHand.assign(kHandPoints, {5, 6, 0.75});
    pose.people[1].face.assign(kFacePoints, {7, 8, 0.25});
    return pose;
}

std::string body(std::size_t count, double x, double y, const std::string &rest = {})
{
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t i = 0; i < count; ++i)
        for (const double value : {x + (x > 1 ? double(i) : 0.0), y, 1.0})
            list.push_back(value);
    return R"({"people":[{"pose_keypoints_2d":)" + list.dump() + "}]" + rest + "}";
}

} // namespace

class PoseJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cmu_comesBackAsItWas()
    {
        const auto read = poseFromJson(poseToJson(somebody(), PoseDialect::Cmu), "p.json");
        QVERIFY(read);
        QVERIFY(*read == somebody());
    }

    void webui_comesBackWithEveryFoundPointSure()
    {
        const auto text = poseToJson(somebody(), PoseDialect::WebUi);
        const auto read = poseFromJson("[" + text + "]", "p.json"); // as its API wraps it
        QVERIFY(read);
        QCOMPARE(read->people[0].body[3].x, somebody().people[0].body[3].x);
        QCOMPARE(read->people[0].body[3].score, 1.0);
        QVERIFY(!read->people[0].body[4].isFound());
        QVERIFY(nlohmann::json::parse(text)["people"][0]["face_keypoints_2d"].is_null());
        QVERIFY(poseToJson(*read, PoseDialect::WebUi) == text);
    }

    void partsOfThePicture_becomePixels()
    {
        const auto read =
            poseFromJson(body(18, 0.5, 0.25, R"(,"canvas_width":200,"canvas_height":100)"), "p.json");
        QVERIFY(read);
        QCOMPARE(read->people[0].body[0].x, 100.0);
        QCOMPARE(read->people[0].body[0].y, 25.0);
        QVERIFY(!poseFromJson(body(18, 0.5, 0.25), "p.json"));
        QVERIFY(poseFromJson(body(18, 0.5, 0.25), "p.json", {10, 10}));
    }

    void body25_losesMiddleHipAndFeet()
    {
        const auto read = poseFromJson(body(25, 100, 50), "p.json");
        QVERIFY(read);
        const auto &points = read->people[0].body;
        QCOMPARE(points[7].x, 107.0);
        QCOMPARE(points[8].x, 109.0);
        QCOMPARE(points[17].x, 118.0);
    }

    void unsurePoints_areNotFound()
    {
        PoseJsonOptions options;
        options.minConfidence = 0.55;
        const auto read = poseFromJson(poseToJson(somebody(), PoseDialect::Cmu), "p.json", options);
        QVERIFY(read && !read->people[0].body[3].isFound() && read->people[0].body[6].isFound());
    }

    void shortFace_isFilledUp()
    {
        const auto read = poseFromJson(
            R"({"people":[{"face_keypoints_2d":[3,4,1]}],"canvas_width":9,"canvas_height":9})", "p.json");
        QVERIFY(read);
        QCOMPARE(read->people[0].face.size(), kFacePoints);
        QVERIFY(!read->people[0].face[1].isFound());
    }

    void nobody_isAnAnswer()
    {
        const auto read = poseFromJson(R"({"people":[]})", "p.json");
        QVERIFY(read && read->people.empty());
    }

    void wrongFile_isNamed()
    {
        for (const char *text :
             {"", "nonsense", "[]", "3", "{}", R"({"people":3})", R"({"people":[3]})",
              R"({"people":[{"pose_keypoints_2d":[1,2]}]})", R"({"people":[{"pose_keypoints_2d":[1,2,3]}]})",
              R"({"people":[{"pose_keypoints_2d":"x"}]})", R"({"people":[{"face_keypoints_2d":[1,null,3]}]})",
              R"({"people":[{"face_keypoints_2d":[1e300,2,3]}]})"}) {
            const auto read = poseFromJson(text, "p.json");
            QVERIFY2(!read, text);
            QVERIFY(read.error().message.find("p.json") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(PoseJsonTest)
#include "pose_json_test.moc"
