// Batches of poses: nobody, people beside their maps, edits that stay, and networks without memory.
#include "preprocess/map_file.h"
#include "preprocess/map_poses.h"
#include "tests/preprocess/batch_folder.h"

#include <new>

using namespace armature;

namespace {

// Sees one person with two joints on every picture but those narrower than 30 pixels, and has no memory for
// those wider than 130.
class PersonNetwork final : public AnnotateSession
{
public:
    Result<FloatMap> map(const FloatMap &rgb, std::stop_token) override
    {
        if (rgb.width > 130)
            return fail(ErrorCode::OutOfMemory, "The memory does not hold HED at this size.",
                        "Use a smaller resolution.");
        return FloatMap{rgb.width, rgb.height, 1,
                        std::vector<float>(std::size_t(rgb.width) * std::size_t(rgb.height), 0.5F)};
    }
    Result<Pose> pose(const Image &picture, const PoseOptions &, std::stop_token) override
    {
        if (picture.width() > 130)
            throw std::bad_alloc();
        Pose pose{picture.width(), picture.height(), {}};
        if (picture.width() >= 30) {
            pose.people.resize(1);
            pose.people[0].body[2] = {10, 10, 0.75};
            pose.people[0].body[3] = {30, 20, 0.5};
        }
        return pose;
    }
    Status canFind(const PoseOptions &options) const override
    {
        if (options.face)
            return fail(ErrorCode::NotFound, "The file of the face is missing.");
        return {};
    }
    int sizeMultiple() const override { return 1; }
};

} // namespace

class BatchPosesTest : public QObject, protected BatchFolder
{
    Q_OBJECT

    MapMakerOptions personOptions()
    {
        std::ofstream(m_in.parent_path() / "weights.tflite") << "x";
        MapMakerOptions options;
        options.openNetwork = [](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> {
            return std::make_unique<PersonNetwork>();
        };
        for (const auto *net : {"mediapipe-pose", "hed"})
            options.weights[net] = {(m_in.parent_path() / "weights.tflite").string()};
        return options;
    }
    std::shared_ptr<const MapMaker> personMaker(std::string_view annotator,
                                                const ParameterValues &parameters = ParameterValues::object())
    {
        const auto maker = MapMaker::open(*makeRecipe(annotator, parameters), personOptions());
        return maker ? *maker : nullptr;
    }

private Q_SLOTS:
    void init() { makeFolder(); }
    void cleanup() { leaveFolder(); }

    void aPartWhoseFileIsMissing_isSaidBeforeTheFirstPicture()
    {
        const auto maker = MapMaker::open(*makeRecipe("mediapipe-pose", {{"face", true}}), personOptions());
        QVERIFY(!maker);
        QCOMPARE(maker.error().code, ErrorCode::NotFound);
        QVERIFY(personMaker("mediapipe-pose", {{"face", false}}));
    }

    void nobody_isAStateAndNoBlackMap()
    {
        addNoise("a.png", 1);
        std::ofstream(m_in.parent_path() / "weights.tflite") << "x";
        MapMakerOptions options;
        options.openNetwork = [&](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> {
            return std::make_unique<SlowNetwork>(std::make_shared<std::atomic<bool>>(false));
        };
        options.weights["mediapipe-pose"] = {(m_in.parent_path() / "weights.tflite").string()};
        const auto maker = MapMaker::open(*makeRecipe("mediapipe-pose"), options);
        QVERIFY(maker);
        const auto summary = run(*maker);
        QCOMPARE(summary->progress.nothingFound, 1);
        QCOMPARE(summary->nothingFound[0].reason, std::string("no person found"));
        QVERIFY(!fs::exists(m_out / "a.png"));
        QCOMPARE(run(*maker)->progress.nothingFound, 1); // known, not looked at again
        const auto black =
            MapMaker::open(*makeRecipe("mediapipe-pose", {{"black_if_nobody", true}}), options);
        QCOMPARE(run(*black)->progress.done, 1);
        QVERIFY(*decode(m_out / "a.png") == Image(40, 40, 1));
    }

    void aNetworkThatRunsOutOfMemory_losesThatPicture_andTheRestGoesOn()
    {
        addNoise("a.png", 1);
        addNoise("large.png", 2, 300);
        addNoise("z.png", 3);
        for (const auto *annotator : {"hed", "mediapipe-pose"}) { // says so; throws
            const auto summary = run(personMaker(annotator, {{"resolution", 0}}));
            QVERIFY(summary && summary->isComplete);
            QCOMPARE(summary->progress.done, 2);
            QCOMPARE(summary->progress.failed, 1);
            const auto &error = m_told.of("large.png")->error;
            QCOMPARE(error.code, ErrorCode::OutOfMemory);
            QVERIFY(!error.message.empty() && !error.remedy.empty());
        }
    }

    void peopleOfAMap_lieBesideIt_asJson()
    {
        addNoise("deep/a.png", 1);
        addNoise("narrow.png", 2, 20);
        const auto summary = run(personMaker("mediapipe-pose"));
        QCOMPARE(summary->progress.done, 1);
        const auto pose = storedPose(m_out, 1, "deep/a.png");
        QVERIFY(pose && pose->people.size() == 1);
        QVERIFY(pose->width == 40 && pose->people[0].body[3] == (Keypoint{30, 20, 0.5}));
        QVERIFY(!storedPose(m_out, 1, "narrow.png"));
        std::ofstream(poseFileOf(m_out, 1, "deep/a.png")) << "{";
        QVERIFY(!storedPose(m_out, 1, "deep/a.png"));
    }

    void anEditedPose_isNotMadeAgain_untilItsEditIsTakenBack()
    {
        for (const auto *name : {"a.png", "b.png", "c.png"})
            addNoise(name, 1);
        addNoise("narrow.png", 1, 20);
        const auto maker = personMaker("mediapipe-pose", {{"resolution", 0}});
        QVERIFY(run(maker));
        QVERIFY(!fs::exists(m_out / "narrow.png"));
        Pose pose{20, 20, {PosePerson{}}};
        pose.people[0].body[0] = {9, 9, 1};
        const auto drawn = maker->makeFromPose(pose, 20, 20);
        QVERIFY(drawn);
        QCOMPARE(*keepPose(m_out, maker->recipe(), "narrow.png", {pose, *encodeMap(drawn->map)}), 1);
        pose.width = pose.height = 40;
        QVERIFY(keepPose(m_out, maker->recipe(), "a.png",
                         {pose, *encodeMap(maker->makeFromPose(pose, 40, 40)->map)}));
        QVERIFY(keepPose(m_out, maker->recipe(), "b.png", {Pose{40, 40, {}}, {}})); // "nobody is there"
        const auto mine = bytesOf(m_out / "a.png");
        QVERIFY(!fs::exists(m_out / "b.png"));
        QVERIFY(decode(m_out / "narrow.png"));
        QVERIFY(storedPose(m_out, 1, "a.png")->people[0] == pose.people[0]);
        QVERIFY((editedPoses(m_out, 1) == std::set<std::string>{"a.png", "b.png", "narrow.png"}));
        const auto kept = run(maker);
        QCOMPARE(kept->progress.skipped, 3);
        QCOMPARE(kept->progress.nothingFound, 1);
        BatchRequest again;
        again.existing = ExistingMaps::Replace;
        const auto replaced = run(maker, again);
        QCOMPARE(replaced->progress.done, 1); // c
        QCOMPARE(m_told.of("a.png")->reason, std::string("its pose was edited by hand"));
        QCOMPARE(bytesOf(m_out / "a.png"), mine);
        QVERIFY(!fs::exists(m_out / "b.png"));
        const Pose found = *storedPose(m_out, 1, "c.png");
        QVERIFY(keepPose(m_out, maker->recipe(), "a.png",
                         {found, *encodeMap(maker->makeFromPose(found, 40, 40)->map), false}));
        QCOMPARE(bytesOf(m_out / "a.png"), bytesOf(m_out / "c.png"));
        QCOMPARE(run(maker, again)->progress.done, 2);
    }

    void anEdit_ofAVersionThatIsNotInUse_waitsBesideIt_andOneInALockedFolderIsRefused()
    {
        addNoise("a.png", 1);
        QVERIFY(run(makerOf("canny")));
        const auto edges = bytesOf(m_out / "a.png");
        const auto maker = personMaker("mediapipe-pose", {{"resolution", 0}});
        Pose pose{40, 40, {PosePerson{}}};
        pose.people[0].body[0] = {9, 9, 1};
        const KeptPose kept{pose, *encodeMap(maker->makeFromPose(pose, 40, 40)->map)};
        {
            const auto lock = lockMaps(m_out);
            QCOMPARE(keepPose(m_out, maker->recipe(), "a.png", kept).error().code, ErrorCode::Locked);
        }
        QCOMPARE(*keepPose(m_out, maker->recipe(), "a.png", kept), 2);
        QCOMPARE(bytesOf(m_out / "a.png"), edges);
        QVERIFY(run(maker)->isComplete); // nothing to do but to take it into use
        QVERIFY(bytesOf(m_out / "a.png") != edges);
        QCOMPARE(bytesOf(m_out / "a.png").size(), kept.map.size());
        QVERIFY(!makerOf("canny")->makeFromPose(pose, 40, 40));
    }

    void aPoseInAChain_isRedrawnThroughTheStepsAfterIt()
    {
        MapMakerOptions options = personOptions();
        const auto maker = MapMaker::open({{},
                                           {{"crop", {{"left", 5}, {"top", 3}}, 1, {}, {}},
                                            {"mediapipe-pose", {{"resolution", 0}}, 1, {}, {}},
                                            {"invert", ParameterValues::object(), 1, {}, {}}}},
                                          options);
        QVERIFY(maker && (*maker)->findsPeople());
        const auto made = (*maker)->make(noise(50, 50, 1));
        QVERIFY(made && made->pose && made->map.width() == 50);
        QVERIFY(made->pose->people[0].body[2] == (Keypoint{15, 13, 0.75})); // on the picture, not on the cut
        const auto redrawn = (*maker)->makeFromPose(*made->pose, 50, 50);
        QVERIFY(redrawn && redrawn->map.row<std::uint8_t>(49)[49 * 3] == 255); // inverted
    }
};

QTEST_GUILESS_MAIN(BatchPosesTest)
#include "batch_poses_test.moc"
