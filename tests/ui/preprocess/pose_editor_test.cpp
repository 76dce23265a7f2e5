// The pose editor with the mouse and the keyboard, alone and in the room: what is dragged is what is drawn,
// what is kept is what lies on the disk, and no batch takes it back.
#include "core/data/check.h"
#include "core/image/codec.h"
#include "core/image/map_kind.h"
#include "core/image/pose_json.h"
#include "preprocess/map_poses.h"
#include "preprocess/openpose_draw.h"
#include "tests/ui/preprocess/answers.h"
#include "tests/ui/preprocess/people.h"
#include "tests/ui/preprocess/pictures.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/pose_canvas.h"
#include "ui/preprocess/pose_editor.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/widgets/to_qimage.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

constexpr int kLong = 60'000; // milliseconds, for a machine that is busy otherwise
constexpr int kRightWrist = 4, kRightElbow = 3, kNeck = 1, kLeftKnee = 12;

ParameterValues drawing() { return {{"resolution", 0}, {"map_size", "picture"}, {"style", "controlnet"}}; }

} // namespace

class PoseEditorTest : public QObject
{
    Q_OBJECT

    Answers m_asker;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<PoseEditor> m_editor;

    void openEditor(const Pose &pose)
    {
        m_editor = std::make_unique<PoseEditor>(m_asker);
        m_editor->resize(1100, 700);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
        m_editor->open(QImage(pose.width, pose.height, QImage::Format_RGB888), pose, drawing(),
                       QStringLiteral("picture"));
    }
    static Pose onePerson(int width = 300, int height = 400)
    {
        return {width, height, {personOn(width, height)}};
    }
    PoseCanvas &canvas() { return *m_editor->canvas(); }
    const Keypoint &joint(int index, int person = 0)
    {
        return m_editor->pose().people[size_t(person)].body[size_t(index)];
    }
    void drag(const QPointF &from, const QPointF &by, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(&canvas(), Qt::LeftButton, modifiers, from.toPoint());
        for (int i = 1; i <= 4; ++i) {
            const QPointF at = from + by * i / 4;
            QMouseEvent move(QEvent::MouseMove, at.toPoint(), canvas().mapToGlobal(at.toPoint()),
                             Qt::NoButton, Qt::LeftButton, modifiers);
            QApplication::sendEvent(&canvas(), &move);
        }
        QTest::mouseRelease(&canvas(), Qt::LeftButton, modifiers, (from + by).toPoint());
    }
    double pixels() // of the screen for one of the picture
    {
        const QPointF a = canvas().onScreen({0, 0, 1}), b = canvas().onScreen({100, 0, 1});
        return (b.x() - a.x()) / 100;
    }
    template <typename T>
    T *find(const char *name)
    {
        return m_editor->findChild<T *>(QLatin1String(name));
    }
    void press(const char *name)
    {
        auto *button = find<QToolButton>(name);
        QVERIFY2(button && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    bool isNear(double a, double b, double by = 1.5) { return std::abs(a - b) <= by; }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void init()
    {
        m_asker.asked.clear();
        m_asker.answer = 0;
        m_asker.file.reset();
    }
    void cleanup() { m_editor.reset(); }

    void aDraggedJoint_goesWhereItIsPut_andTheMapFollows()
    {
        openEditor(onePerson());
        const Keypoint before = joint(kRightWrist);
        const Pose whole = m_editor->pose();
        drag(canvas().onScreen(before), {-40, -30});
        QVERIFY(isNear(joint(kRightWrist).x, before.x - 40 / pixels()));
        QVERIFY(isNear(joint(kRightWrist).y, before.y - 30 / pixels()));
        QCOMPARE(joint(kRightElbow).x, whole.people[0].body[kRightElbow].x);
        QCOMPARE(canvas().map(), toQImage(drawPose(m_editor->pose())));
        press("pose.undo");
        QVERIFY(m_editor->pose() == whole);
        QCOMPARE(canvas().map(), toQImage(drawPose(whole)));
        press("pose.redo");
        QVERIFY(joint(kRightWrist) != before);
        QTest::keySequence(&canvas(), QKeySequence::Undo);
        QVERIFY(m_editor->pose() == whole);
    }

    void withShift_theRestOfTheLimbComesAlong()
    {
        openEditor(onePerson());
        const Keypoint elbow = joint(kRightElbow), wrist = joint(kRightWrist), knee = joint(kLeftKnee);
        drag(canvas().onScreen(elbow), {-30, 0}, Qt::ShiftModifier);
        QVERIFY(isNear(joint(kRightElbow).x - elbow.x, joint(kRightWrist).x - wrist.x, 0.01));
        QVERIFY(joint(kRightElbow).x < elbow.x - 5);
        QVERIFY(joint(kLeftKnee) == knee);
    }

    void aDraggedLimb_movesTheWholePerson()
    {
        openEditor(onePerson());
        const Pose before = m_editor->pose();
        // Between hip and knee, away from both.
        const QPointF from = (canvas().onScreen(joint(11)) + canvas().onScreen(joint(kLeftKnee))) / 2;
        drag(from, {50, 20});
        for (size_t i = 0; i < kBodyPoints; ++i) {
            QVERIFY(isNear(joint(int(i)).x, before.people[0].body[i].x + 50 / pixels()));
            QVERIFY(isNear(joint(int(i)).y, before.people[0].body[i].y + 20 / pixels()));
        }
    }

    void aHandGoesWithItsWrist_andItsPointsCanBeDraggedAlone()
    {
        Pose pose = onePerson();
        pose.people[0].rightHand.assign(kHandPoints, {20, 380, 1});
        pose.people[0].rightHand[8] = {60, 300, 1};
        openEditor(pose);
        drag(canvas().onScreen(joint(kRightWrist)), {-20, 10});
        QVERIFY(isNear(m_editor->pose().people[0].rightHand[8].x, 60 - 20 / pixels()));
        const Keypoint tip = m_editor->pose().people[0].rightHand[8], wrist = joint(kRightWrist);
        drag(canvas().onScreen(tip), {0, -40});
        QVERIFY(isNear(m_editor->pose().people[0].rightHand[8].y, tip.y - 40 / pixels()));
        QVERIFY(joint(kRightWrist) == wrist);
    }

    void keys_chooseMoveAndRemoveJoints()
    {
        openEditor(onePerson());
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_BracketRight);
        QTest::keyClick(&canvas(), Qt::Key_BracketRight);
        QCOMPARE(canvas().selected().point, kNeck);
        const Keypoint neck = joint(kNeck);
        QTest::keyClick(&canvas(), Qt::Key_Right);
        QTest::keyClick(&canvas(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(joint(kNeck).x, neck.x + 1);
        QCOMPARE(joint(kNeck).y, neck.y - 10);
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        QVERIFY(!joint(kNeck).isFound());
        auto *joints = find<QListWidget>("pose.joints");
        QCOMPARE(joints->item(kNeck)->checkState(), Qt::Unchecked);
        joints->item(kNeck)->setCheckState(Qt::Checked);
        QVERIFY(joint(kNeck).isFound());
        QVERIFY(isNear(joint(kNeck).x, neck.x, 30) && isNear(joint(kNeck).y, neck.y, 60));
    }

    void people_areAddedMirroredSwappedAndRemoved()
    {
        openEditor({300, 400, {}});
        QVERIFY(!find<QToolButton>("pose.remove")->isEnabled());
        press("pose.add");
        press("pose.add");
        QCOMPARE(m_editor->pose().people.size(), size_t(2));
        QVERIFY(m_editor->pose().people[0] != m_editor->pose().people[1]);
        QCOMPARE(canvas().selected().person, 1);
        const PosePerson second = m_editor->pose().people[1];
        press("pose.swap");
        QVERIFY(m_editor->pose().people[1] == sidesSwapped(second));
        press("pose.swap");
        drag(canvas().onScreen(joint(kRightWrist, 1)), {-25, -60});
        const Keypoint right = joint(kRightWrist, 1);
        const auto bounds = *boundsOf(m_editor->pose().people[1]);
        press("pose.mirror");
        QVERIFY(isNear(joint(7, 1).x, bounds.left + bounds.right - right.x, 0.01)); // now the left one
        press("pose.remove");
        QCOMPARE(m_editor->pose().people.size(), size_t(1));
        press("pose.undo");
        QCOMPARE(m_editor->pose().people.size(), size_t(2));
    }

    void json_goesOutAndComesInAgain_inBothDialects()
    {
        const QTemporaryDir dir;
        Pose pose = onePerson();
        pose.people[0].body[kRightElbow] = {};
        pose.people[0].face.assign(kFacePoints, {150, 60, 1});
        openEditor(pose);
        for (const int dialect : {0, 1}) {
            m_asker.file = dir.filePath(QStringLiteral("%1.json").arg(dialect));
            m_editor->saveJson(dialect);
            QVERIFY(fs::exists(m_asker.file->toStdString()));
            press("pose.remove");
            QVERIFY(m_editor->pose().people.empty());
            m_editor->openJson();
            QVERIFY(m_editor->pose() == pose);
        }
        QVERIFY(bytesOf(dir.filePath("0.json").toStdString()) !=
                bytesOf(dir.filePath("1.json").toStdString()));
        // A pose of a picture twice as large comes in at this one's size; one that is none is said.
        Pose twice{600, 800, {personOn(600, 800)}};
        std::ofstream(m_asker.file->toStdString()) << poseToJson(twice, PoseDialect::Cmu);
        m_editor->openJson();
        QVERIFY(isNear(joint(kNeck).x, personOn(300, 400).body[kNeck].x, 0.01));
        const Pose before = m_editor->pose();
        std::ofstream(m_asker.file->toStdString()) << "[3]";
        QSignalSpy failed(m_editor.get(), &PoseEditor::failed);
        m_editor->openJson();
        QCOMPARE(failed.size(), 1);
        QVERIFY(m_editor->pose() == before);
    }

private:
    // The room on a folder with two pictures of a person and a narrow one of nobody.
    struct Room
    {
        QTemporaryDir dir;
        JobList jobs;
        EngineLink engine;
        std::unique_ptr<Project> project;
        std::unique_ptr<PreprocessPage> page;
        fs::path root() const { return dir.path().toStdString(); }
        fs::path map(const char *name) const { return root() / "condition" / name; }
        ~Room() { page.reset(); }
    };
    void openRoom(Room &room, const std::shared_ptr<std::atomic<bool>> &isHeld = {})
    {
        if (!room.project) {
            QVERIFY(writePicture(room.root() / "image/a.png", 160, 120, 1));
            QVERIFY(writePicture(room.root() / "image/b.png", 160, 120, 2));
            QVERIFY(writePicture(room.root() / "image/narrow.png", 60, 90, 3));
            std::ofstream(room.root() / "weights.tflite") << "x";
            auto opened = Project::open(room.root());
            QVERIFY(opened);
            room.project = std::move(*opened);
        }
        room.page.reset();
        room.page = std::make_unique<PreprocessPage>(PageServices{*m_theme, room.jobs, m_asker, room.engine});
        PreprocessPage &page = *room.page;
        page.setNetworks([isHeld](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> {
            return std::make_unique<PersonNetwork>(isHeld);
        });
        page.resize(1280, 800);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QSignalSpy listed(&page, &PreprocessPage::picturesListed);
        page.openProject(*room.project);
        QTRY_COMPARE_WITH_TIMEOUT(listed.size(), 1, kLong);
        page.findChild<WeightsPanel *>()->setFiles(
            {{"mediapipe-pose", {(room.root() / "weights.tflite").string()}}});
        page.setAnnotator(QStringLiteral("mediapipe-pose"));
    }
    static void click(PreprocessPage &page, const char *name)
    {
        auto *button = page.findChild<QAbstractButton *>(QLatin1String(name));
        QTRY_VERIFY2_WITH_TIMEOUT(button && button->isVisible() && button->isEnabled(), name, kLong);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    static void runBatch(PreprocessPage &page)
    {
        QSignalSpy ended(&page, &PreprocessPage::batchEnded);
        click(page, "preprocess.run");
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        page.showTab(PreprocessPage::Preview);
    }
    static void keep(PreprocessPage &page)
    {
        QSignalSpy kept(&page, &PreprocessPage::poseKept);
        click(page, "pose.save");
        QTRY_COMPARE_WITH_TIMEOUT(kept.size(), 1, kLong);
        QVERIFY(kept.front().front().toBool());
        QVERIFY(!page.isEditing());
    }

private Q_SLOTS:
    void aKeptPose_liesOnTheDiskAsDrawn_andNoBatchTakesItBack()
    {
        Room room;
        openRoom(room);
        PreprocessPage &page = *room.page;
        runBatch(page);
        const auto found = bytesOf(room.map("a.png")), other = bytesOf(room.map("b.png"));
        QVERIFY(!found.empty());
        click(page, "preprocess.editPose");
        QTRY_VERIFY_WITH_TIMEOUT(page.isEditing(), kLong);
        QVERIFY(page.poseEditor()->pose().people[0] == personOn(160, 120));
        auto &canvas = *page.poseEditor()->canvas();
        canvas.select({0, PosePart::Body, kRightWrist});
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_Left, Qt::ShiftModifier);
        const Pose edited = page.poseEditor()->pose();
        keep(page);
        const auto mine = bytesOf(room.map("a.png"));
        QVERIFY(mine != found);
        const auto drawn = drawPose(scaled(edited, 683, 512));
        QVERIFY(*decode(room.map("a.png")) == resizeMap(drawn, 160, 120, MapKind::Pose));
        QVERIFY(*storedPose(room.root() / "condition", 1, "a.png") == edited);
        // The preview shows it, a batch that makes everything again leaves it.
        QTRY_COMPARE_WITH_TIMEOUT(page.saveView()[QStringLiteral("picture")].toInt(), 0, kLong);
        auto *existing = page.findChild<QComboBox *>(QStringLiteral("preprocess.existing"));
        existing->setCurrentIndex(1);
        runBatch(page);
        QCOMPARE(bytesOf(room.map("a.png")), mine);
        QCOMPARE(bytesOf(room.map("b.png")), other);
        // Back to what the network finds.
        click(page, "preprocess.editPose");
        QTRY_VERIFY_WITH_TIMEOUT(page.isEditing(), kLong);
        QVERIFY(page.poseEditor()->pose() == edited);
        click(page, "pose.found");
        QTRY_VERIFY_WITH_TIMEOUT(page.poseEditor()->isAsFound(), kLong);
        keep(page);
        QCOMPARE(bytesOf(room.map("a.png")), found);
        QVERIFY(editedPoses(room.root() / "condition", 1).empty());
    }

    void nobodyOnAPicture_isSaid_outlivesARestart_andAPersonCanBeDrawn()
    {
        Room room;
        openRoom(room);
        runBatch(*room.page);
        QVERIFY(!fs::exists(room.map("narrow.png")));
        const auto trainable = [&] {
            const auto pairs = readPairs(room.root());
            return pairs ? checkPairs(*pairs, {}).trainableCount() : 99;
        };
        QCOMPARE(trainable(), size_t(2)); // left out by default
        openRoom(room);                   // as after a restart
        PreprocessPage &page = *room.page;
        auto *left = page.batch()->left();
        QTRY_COMPARE_WITH_TIMEOUT(left->topLevelItemCount(), 1, kLong);
        QCOMPARE(left->topLevelItem(0)->text(0), QStringLiteral("narrow.png"));
        page.showTab(PreprocessPage::Batch);
        QTest::mouseClick(left->viewport(), Qt::LeftButton, {},
                          left->visualItemRect(left->topLevelItem(0)).center());
        QCOMPARE(page.saveView()[QStringLiteral("picture")].toInt(), 2);
        click(page, "preprocess.editPose");
        QTRY_VERIFY_WITH_TIMEOUT(page.isEditing(), kLong);
        QVERIFY(page.poseEditor()->pose().people.empty());
        click(page, "pose.add");
        keep(page);
        QVERIFY(decode(room.map("narrow.png")));
        QCOMPARE(trainable(), size_t(3));
        // And the other way round: said to be empty, it loses its map.
        click(page, "preprocess.editPose");
        QTRY_VERIFY_WITH_TIMEOUT(page.isEditing(), kLong);
        click(page, "pose.remove");
        keep(page);
        QVERIFY(!fs::exists(room.map("narrow.png")));
        QCOMPARE(trainable(), size_t(2));
    }

    void leavingAPose_isAskedAboutOnlyWhereSomethingChanged()
    {
        Room room;
        openRoom(room);
        PreprocessPage &page = *room.page;
        click(page, "preprocess.editPose");
        QTRY_VERIFY_WITH_TIMEOUT(page.isEditing(), kLong);
        click(page, "pose.cancel");
        QVERIFY(!page.isEditing() && m_asker.asked.isEmpty());
        click(page, "preprocess.editPose");
        QTRY_VERIFY_WITH_TIMEOUT(page.isEditing(), kLong);
        click(page, "pose.add");
        m_asker.answer = 1; // go on editing
        QString what = QStringLiteral("x");
        QVERIFY(!page.canClose(&what));
        QVERIFY(what.isEmpty() && page.isEditing());
        QCOMPARE(m_asker.asked.size(), 1);
        m_asker.answer = 0;
        click(page, "pose.cancel");
        QVERIFY(!page.isEditing());
        QVERIFY(!fs::exists(room.map("a.png")));
    }

    void aNetworkThatTakesLong_showsThatItWorks_andCanBeLeft()
    {
        Room room;
        const auto isHeld = std::make_shared<std::atomic<bool>>(true);
        openRoom(room, isHeld);
        PreprocessPage &page = *room.page;
        QPushButton *cancel = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                for (auto *button : page.findChildren<QPushButton *>())
                    if (button->isVisible() && button->text() == QLatin1String("Cancel"))
                        cancel = button;
                return cancel != nullptr;
            }(),
            kLong);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(!cancel->isVisible()); // at once, although the network is still at it
        *isHeld = false;
    }
};

QTEST_MAIN(PoseEditorTest)
#include "pose_editor_test.moc"
