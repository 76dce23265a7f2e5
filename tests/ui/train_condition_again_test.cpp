// The condition made again from a picture by the recipe beside the dataset's maps, scored by other means: OpenCV's own functions.
#include "core/image/png_writer.h"
#include "preprocess/batch.h"
#include "tests/ui/preprocess/people.h"
#include "tests/ui/preprocess/pictures.h"
#include "ui/train/condition_again.h"

#include <QTemporaryDir>
#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <fstream>

using namespace armature;
using namespace armature::ui;

namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 160, kHeight = 128;

cv::Mat matOf(const Image &image)
{
    return cv::Mat(image.height(), image.width(), image.channels() == 1 ? CV_8UC1 : CV_8UC3, const_cast<uint8_t *>(image.row<uint8_t>(0)),
                   size_t(image.row<uint8_t>(1) - image.row<uint8_t>(0))).clone();
}

MapMakerOptions withPeople(const fs::path &weights)
{
    std::ofstream(weights) << "x";
    MapMakerOptions options;
    options.openNetwork = [](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> { return std::make_unique<PersonNetwork>(); };
    options.weights["mediapipe-pose"] = {weights.string()};
    return options;
}

} // namespace

class ConditionAgainTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path root() const { return m_folder->path().toStdString(); }
    // Maps of two pictures, made as the preprocessing room makes them.
    void makeMaps(const char *annotator, const ParameterValues &parameters, const MapMakerOptions &options = {})
    {
        for (int i = 0; i < 2; ++i)
            QVERIFY(writePicture(root() / "image" / (std::string(1, char('a' + i)) + ".png"), kWidth, kHeight, i + 1));
        const auto maker = MapMaker::open(*makeRecipe(annotator, parameters), options);
        QVERIFY(maker);
        RunControl control;
        QVERIFY(runBatch(*maker, {.in = root() / "image", .out = root() / "condition"}, control, {}));
    }
    AdherenceSlot slot() const { return {root() / "condition/a.png", {}, {}}; }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void edges_areFoundByTheRecipesThresholds()
    {
        makeMaps("canny", {{"low_threshold", 20}, {"high_threshold", 45}});
        ConditionAgain again({}, root());
        QCOMPARE(*again.score(paintedPicture(kWidth, kHeight, 1), slot(), kHeight), 1.0);
        // The other picture's edges by cv2's function, against the map, with distances for the tolerance.
        const Image other = paintedPicture(kWidth, kHeight, 2);
        cv::Mat given, wanted;
        cv::Canny(matOf(other), given, 20, 45);
        cv::Canny(matOf(paintedPicture(kWidth, kHeight, 1)), wanted, 20, 45);
        const auto share = [](const cv::Mat &these, const cv::Mat &those) {
            cv::Mat distance;
            cv::distanceTransform(those == 0, distance, cv::DIST_C, 3);
            return double(cv::countNonZero(these & (distance <= 1.0))) / cv::countNonZero(these);
        };
        const double precision = share(given, wanted), recall = share(wanted, given);
        QVERIFY(std::abs(*again.score(other, slot(), kHeight) - 2 * precision * recall / (precision + recall)) < 1e-9);
    }

    void smoothMaps_areComparedByCorrelation()
    {
        makeMaps("blur", {{"sigma", 3.0}});
        ConditionAgain again({}, root());
        QVERIFY(*again.score(paintedPicture(kWidth, kHeight, 1), slot(), kHeight) > 0.999999);
        const Image other = paintedPicture(kWidth, kHeight, 2);
        cv::Mat given, wanted, score;
        cv::GaussianBlur(matOf(other), given, {}, 3.0);
        cv::GaussianBlur(matOf(paintedPicture(kWidth, kHeight, 1)), wanted, {}, 3.0);
        cv::matchTemplate(given, wanted, score, cv::TM_CCOEFF_NORMED); // over all channels, each around its own mean
        QVERIFY(std::abs(*again.score(other, slot(), kHeight) - std::max(0.0, double(score.at<float>(0)))) < 1e-5);
    }

    void people_areComparedByTheirJoints()
    {
        makeMaps("mediapipe-pose", {{"hands", false}, {"face", false}}, withPeople(root() / "weights.tflite"));
        ConditionAgain again(withPeople(root() / "weights.tflite"), root());
        QCOMPARE(*again.score(paintedPicture(kWidth, kHeight, 1), slot(), kHeight), 1.0);
        // Drawn at twice the size, and cut out of the middle, as the trainer does: the person stands where it is looked for.
        QCOMPARE(*again.score(paintedPicture(2 * kWidth, 2 * kHeight, 1), slot(), 2 * kHeight), 1.0);
        // The network sees nobody on narrow pictures.
        QCOMPARE(*again.score(paintedPicture(96, kHeight, 1), slot(), kHeight), 0.0);
    }

    void withoutAnEngine_isSaidToBeLacking_andNothingIsMadeUp()
    {
        makeMaps("mediapipe-pose", {{"hands", false}, {"face", false}}, withPeople(root() / "weights.tflite"));
        ConditionAgain again({}, root());
        QVERIFY(!again.score(paintedPicture(kWidth, kHeight, 1), slot(), kHeight));
        QVERIFY(again.lacksEngine());
    }

    void mapsThatTellNothing_areMeasuredOnlyWhereTheyAreEdges()
    {
        makeMaps("blur", {{"sigma", 3.0}});
        fs::remove(root() / "condition/recipe.json");
        ConditionAgain again({}, root());
        QVERIFY(!again.score(paintedPicture(kWidth, kHeight, 1), slot(), kHeight));
        QVERIFY(!again.lacksEngine());
    }
};

QTEST_GUILESS_MAIN(ConditionAgainTest)
#include "train_condition_again_test.moc"
