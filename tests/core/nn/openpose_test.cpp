#include "core/base/fs.h"
#include "core/image/pose_maps.h"
#include "core/io/tensor_source.h"
#include "core/nn/annotators/openpose.h"
#include "core/nn/weights.h"
#include "core/session/annotate_session.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace armature;

namespace {

const std::string kGoldens = ARMATURE_TEST_DATA "/goldens/networks/";

FloatMap mapOf(const TensorView &view) // [H, W, C]
{
    const auto *values = reinterpret_cast<const float *>(view.bytes.data());
    return {
        int(view.shape[1]), int(view.shape[0]), int(view.shape[2]), {values, values + view.elementCount()}};
}

nlohmann::json answers() { return nlohmann::json::parse(*readText(kGoldens + "openpose.json")); }

// What make_openpose.py's bumps() paints.
FloatMap bumps(int count, int size, const nlohmann::json &centres)
{
    FloatMap map{size, size, count, {}};
    const auto bump = [](double x, double y, double u, double v) {
        return std::exp(-((x - u) * (x - u) + (y - v) * (y - v)) / (2 * 0.05 * 0.05));
    };
    for (int row = 0; row < size; ++row)
        for (int column = 0; column < size; ++column)
            for (int c = 0; c < count; ++c) {
                const double x = (column + 0.5) / size, y = (row + 0.5) / size;
                const double value = bump(x, y, centres[size_t(c)][0], centres[size_t(c)][1]);
                map.values.push_back(float(c == 7 ? 0 : c == 1 ? value + 1.2 * bump(x, y, 0.2, 0.7) : value));
            }
    return map;
}

bool isNear(const Keypoint &point, double x, double y)
{
    return std::abs(point.x - x) <= 1 && std::abs(point.y - y) <= 1;
}

} // namespace

class OpenposeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maps_areControlnetAuxsToATenthOfAPercent_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("outputs");
        QTest::newRow("body") << "openpose_body.pth" << 2;
        QTest::newRow("hand") << "openpose_hand.pth" << 1;
        QTest::newRow("face") << "openpose_face.pth" << 1;
    }

    void maps_areControlnetAuxsToATenthOfAPercent()
    {
        QFETCH(QString, file);
        QFETCH(int, outputs);
        const c10::InferenceMode inference;
        const auto record = openTensorFile(kGoldens + "openpose.safetensors");
        const auto network = OpenposeNetwork::open(kGoldens + file.toStdString());
        QVERIFY2(network, network ? "" : describe(network.error()).c_str());
        (*network)->parameters().to(at::kCPU, at::kFloat, false);
        const auto maps = (**network)(tensorFrom(*record, *(*record)->find("wide")));
        QCOMPARE(int(maps.size()), outputs);
        for (int i = 0; i < outputs; ++i) {
            const auto name = (file + "." + QString::number(i)).toStdString();
            const auto wanted = tensorFrom(*record, *(*record)->find(name)).unsqueeze(0);
            QVERIFY(maps[size_t(i)].sizes() == wanted.sizes());
            QVERIFY((maps[size_t(i)] - wanted).abs().max().item<double>() <
                    1e-3 * wanted.abs().max().item<double>());
        }
    }

    void caffeFiles_giveWhatOpencvsReaderGives_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"openpose_coco_old", "openpose_body25", "openpose_caffe_hand"})
            QTest::newRow(file) << file;
    }

    void caffeFiles_giveWhatOpencvsReaderGives()
    {
        QFETCH(QString, file);
        const c10::InferenceMode inference;
        const auto record = openTensorFile(kGoldens + "caffe.safetensors");
        const auto network = OpenposeNetwork::open(kGoldens + file.toStdString() + ".caffemodel");
        QVERIFY2(network, network ? "" : describe(network.error()).c_str());
        (*network)->parameters().to(at::kCPU, at::kFloat, false);
        auto maps = (**network)(tensorFrom(*record, *(*record)->find("picture")));
        std::reverse(maps.begin(), maps.end()); // Caffe's output is heat, then limb fields
        const auto wanted = tensorFrom(*record, *(*record)->find(file.toStdString()));
        const auto ours = at::cat(maps, 1)[0];
        QVERIFY(ours.sizes() == wanted.sizes());
        QVERIFY((ours - wanted).abs().max().item<double>() < 1e-3 * wanted.abs().max().item<double>());
        QCOMPARE((*network)->layout() == PoseLayout::Body25, file == "openpose_body25");
    }

    // BODY_25's 25 points group people; the 18 that are drawn are given.
    void peopleOfBody25_areTheReferencesOnGivenMaps()
    {
        const auto record = openTensorFile(kGoldens + "body25.safetensors");
        const auto answer = nlohmann::json::parse(*readText(kGoldens + "body25.json"));
        const int width = answer["size"][0], height = answer["size"][1];
        const auto whole = [&](const char *name) {
            const auto values = tensorFrom(*record, *(*record)->find(name)).to(at::kFloat).contiguous();
            return FloatMap{
                int(values.size(1)),
                int(values.size(0)),
                int(values.size(2)),
                {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()}};
        };
        const double scale = 368.0 / height;
        const auto people = groupPeople(whole("heat"), whole("paf"),
                                        {width, height, scaledSide(width, scale), scaledSide(height, scale)},
                                        PoseLayout::Body25);
        constexpr std::array<int, kBodyPoints> kFrom{0,  1,  2,  3,  4,  5,  6,  7,  9,
                                                     10, 11, 12, 13, 14, 15, 16, 17, 18};
        QCOMPARE(people.size(), answer["people"].size());
        for (size_t i = 0; i < people.size(); ++i)
            for (size_t k = 0; k < kBodyPoints; ++k) {
                const auto &point = answer["people"][i][size_t(kFrom[k])];
                QCOMPARE(people[i].body[k].isFound(), !point.is_null());
                QVERIFY(point.is_null() || isNear(people[i].body[k], point[0], point[1]));
            }
    }

    // Three people, one with a hidden wrist and one cut off by the border; in the reference's order.
    void people_areTheReferencesOnGivenMaps()
    {
        const auto record = openTensorFile(kGoldens + "openpose.safetensors");
        constexpr int kWidth = 320, kHeight = 240;
        const double scale = 0.5 * 368 / kHeight;
        const auto people =
            groupPeople(mapOf(*(*record)->find("crowd.heat")), mapOf(*(*record)->find("crowd.paf")),
                        {kWidth, kHeight, scaledSide(kWidth, scale), scaledSide(kHeight, scale)});
        const auto wanted = answers().at("crowd");
        QCOMPARE(people.size(), wanted.size());
        for (size_t i = 0; i < people.size(); ++i) {
            for (size_t k = 0; k < kBodyPoints; ++k) {
                const auto &point = wanted[i]["points"][k];
                QCOMPARE(people[i].body[k].isFound(), !point.is_null());
                if (!point.is_null()) {
                    QVERIFY(isNear(people[i].body[k], point[0], point[1]));
                    QVERIFY(std::abs(people[i].body[k].score - point[2].get<double>()) < 0.01);
                }
            }
            std::vector<std::vector<int>> boxes;
            for (const bool isLeft : {true, false})
                if (const auto box = handBox(people[i], isLeft, kWidth, kHeight))
                    boxes.push_back({box->x, box->y, box->side, isLeft});
            QVERIFY(boxes == wanted[i]["hands"].get<std::vector<std::vector<int>>>());
            const auto face = faceBox(people[i], kWidth, kHeight);
            QVERIFY(face &&
                    (std::vector{face->x, face->y, face->side} == wanted[i]["face"].get<std::vector<int>>()));
        }
    }

    void emptyMaps_giveNobody()
    {
        const FloatMap heat{31, 23, 19, std::vector<float>(31 * 23 * 19)},
            paf{31, 23, 38, std::vector<float>(31 * 23 * 38)};
        QVERIFY(groupPeople(heat, paf, {320, 240, 245, 184}).empty());
        QVERIFY(!handBox({}, true, 100, 100) && !faceBox({}, 100, 100));
    }

    void handAndFace_areTheReferencesOnGivenMaps()
    {
        const auto wanted = answers();
        std::vector<FloatMap> maps;
        for (const int size : {23, 46, 69, 92})
            maps.push_back(bumps(22, size, wanted["centres"]));
        const auto hand = handFromMaps(maps, 97);
        QCOMPARE(hand.size(), kHandPoints);
        for (size_t i = 0; i < kHandPoints; ++i) {
            const int x = wanted["hand"][i][0], y = wanted["hand"][i][1];
            QCOMPARE(hand[i].isFound(), x > 0 && y > 0);
            QVERIFY2(!hand[i].isFound() || isNear(hand[i], x, y), qPrintable(QString("point %1").arg(i)));
        }
        const c10::InferenceMode inference;
        const auto coarse = bumps(71, 48, wanted["centres"]);
        const auto fine =
            at::upsample_bilinear2d(at::from_blob(const_cast<float *>(coarse.values.data()), {1, 48, 48, 71})
                                        .permute({0, 3, 1, 2})
                                        .contiguous(),
                                    {113, 113}, true);
        const auto rows = fine[0].permute({1, 2, 0}).contiguous();
        const auto face = faceFromMaps(
            {113, 113, 71, {rows.const_data_ptr<float>(), rows.const_data_ptr<float>() + rows.numel()}});
        QCOMPARE(face.size(), kFacePoints);
        for (size_t i = 0; i < kFacePoints; ++i) {
            const auto &point = wanted["face"][i];
            QCOMPARE(face[i].isFound(), !point.empty());
            QVERIFY(point.empty() || isNear(face[i], point[0], point[1]));
        }
    }

    void files_areToldApartByTheirTensors()
    {
        const auto body = kGoldens + "openpose_body.pth", hand = kGoldens + "openpose_hand.pth",
                   face = kGoldens + "openpose_face.pth";
        QVERIFY(openAnnotator({"openpose", {kGoldens + "pidinet.pth", body}, "cpu"}).error().code ==
                ErrorCode::BadInput);
        QVERIFY(openAnnotator({"openpose", {hand, face}, "cpu"}).error().code == ErrorCode::NotFound);
        QVERIFY(openAnnotator({"openpose", {}, "cpu"}).error().code == ErrorCode::NotFound);
        auto session = openAnnotator({"openpose", {face, body}, "cpu"});
        QVERIFY2(session, session ? "" : describe(session.error()).c_str());
        PoseOptions options;
        options.hands = true;
        const auto hands = (*session)->pose(Image(64, 48, 3), options);
        QVERIFY(!hands && hands.error().message.find("hand_pose_model.pth") != std::string::npos);
        for (const auto &[width, height] : {std::pair{64, 48}, std::pair{1, 1}, std::pair{3, 900}})
            QVERIFY((*session)->pose(Image(width, height, 3), {}));
        auto caffe = openAnnotator(
            {"openpose",
             {kGoldens + "openpose_body25.caffemodel", kGoldens + "openpose_caffe_hand.caffemodel"},
             "cpu"});
        QVERIFY2(caffe && (*caffe)->pose(Image(64, 48, 3), options), "BODY_25 with Caffe's hand");
        QVERIFY(!openAnnotator(
            {"openpose", {body, kGoldens + "openpose_body25.caffemodel"}, "cpu"})); // two bodies
        const auto thin = (*session)->pose(Image(900, 3, 3), {});
        QVERIFY(!thin && thin.error().code == ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(OpenposeTest)
#include "openpose_test.moc"
