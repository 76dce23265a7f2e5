#include "core/image/pose_edit.h"

#include <QTest>

#include <cmath>

using namespace armature;

namespace {

bool areNearly(const PosePerson &a, const PosePerson &b)
{
    for (std::size_t i = 0; i < kBodyPoints; ++i)
        if (a.body[i].isFound() != b.body[i].isFound() || std::abs(a.body[i].x - b.body[i].x) > 1e-9 ||
            std::abs(a.body[i].y - b.body[i].y) > 1e-9)
            return false;
    return a.leftHand.size() == b.leftHand.size() && a.rightHand.size() == b.rightHand.size();
}

} // namespace

class PoseEditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewPerson_standsWhereItWasPut_withEveryJoint()
    {
        const auto person = standingPerson(100, 20, 200);
        const auto bounds = boundsOf(person);
        QVERIFY(bounds && bounds->top > 20 && bounds->bottom < 220);
        QVERIFY(std::abs((bounds->left + bounds->right) / 2 - 100) < 1e-9);
        for (const auto &joint : person.body)
            QVERIFY(joint.isFound());
        QVERIFY(person.body[2].x < person.body[5].x); // seen from the front: its right is on our left
    }

    void mirroring_keepsTheRightHandTheRightHand_andTwiceIsNothing()
    {
        auto person = standingPerson(100, 20, 200);
        person.body[4].x -= 40; // the right wrist, held out
        person.body[17] = {};   // the left ear, not found
        person.leftHand.assign(kHandPoints, {150, 120, 0.5});
        person.face.assign(kFacePoints, {});
        person.face[0] = {90, 40, 1};
        const auto once = mirrored(person, 100);
        QCOMPARE(once.body[7].x, 200 - person.body[4].x); // now the left one is held out
        QVERIFY(!once.body[16].isFound() && once.body[17].isFound());
        QVERIFY(once.leftHand.empty() && once.rightHand.size() == kHandPoints);
        QCOMPARE(once.face[16].x, 110.0);
        QVERIFY(!once.face[0].isFound());
        QVERIFY(areNearly(mirrored(once, 100), person));
    }

    void everyPointOfAFace_hasOneMirrorImage()
    {
        PosePerson person;
        for (std::size_t i = 0; i < kFacePoints; ++i)
            person.face.push_back({double(i), 5, 1});
        const auto twice = mirrored(mirrored(person, 0), 0);
        QVERIFY(twice.face == person.face);
    }

    void swappedSides_moveNothing()
    {
        const auto person = standingPerson(0, 0, 100);
        const auto other = sidesSwapped(person);
        QVERIFY(other.body[2] == person.body[5] && other.body[0] == person.body[0]);
        QVERIFY(sidesSwapped(other) == person);
    }

    void moving_leavesUnfoundPointsUnfound()
    {
        PosePerson person = standingPerson(0, 0, 100);
        person.body[3] = {};
        const auto other = moved(person, 7, -2);
        QVERIFY(other.body[3] == Keypoint());
        QCOMPARE(other.body[4].x, person.body[4].x + 7);
        QVERIFY(areNearly(moved(other, -7, 2), person));
    }

    void aMissingJoint_isPutWhereItBelongs()
    {
        const auto whole = standingPerson(300, 50, 400);
        for (std::size_t joint = 0; joint < kBodyPoints; ++joint) {
            auto person = whole;
            person.body[joint] = {};
            const auto guess = guessedJoint(person, joint);
            QVERIFY(guess.isFound());
            QVERIFY(std::hypot(guess.x - whole.body[joint].x, guess.y - whole.body[joint].y) < 60);
        }
        QVERIFY(!guessedJoint(PosePerson{}, 3).isFound());
        PosePerson one;
        one.body[0] = {10, 10, 1};
        QVERIFY(guessedJoint(one, 1).isFound());
    }

    void nobody_hasNoBounds() { QVERIFY(!boundsOf(PosePerson{})); }
};

QTEST_GUILESS_MAIN(PoseEditTest)
#include "pose_edit_test.moc"
