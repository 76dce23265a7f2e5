#include "core/base/fs.h"
#include "core/image/codec.h"
#include "core/io/tensor_source.h"
#include "core/nn/annotators/dwpose.h"
#include "core/nn/weights.h"
#include "core/session/annotate_session.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>

using namespace armature;

namespace {

// Or a folder that make_dwpose.py wrote with another seed, in the public networks' own sizes.
const auto *kFresh = std::getenv("ARMATURE_FRESH_DWPOSE");
const std::string kGoldens = kFresh ? std::string(kFresh) + "/" : ARMATURE_TEST_DATA "/goldens/networks/";
const std::string kDetector = kGoldens + "yolox_l.onnx", kPose = kGoldens + "dw-ll_ucoco_384.onnx",
                  kScript = kGoldens + "dw-ll_ucoco_384_bs5.torchscript.pt";

Image photo()
{
    return toRgb8(
        *decode(kFresh ? kGoldens + "photo.png" : ARMATURE_TEST_DATA "/goldens/annotators/astronaut.jpg"));
}

at::Tensor ramp(int64_t rows, int64_t columns) // as make_dwpose.py computes it
{
    auto values = at::empty({1, 3, rows, columns});
    auto planes = values.accessor<float, 4>();
    for (int64_t y = 0; y < rows; ++y)
        for (int64_t x = 0; x < columns; ++x)
            for (int64_t c = 0; c < 3; ++c)
                planes[0][c][y][x] = float((x * 7 + y * 13 + c * 29 + x * y / 5) % 256);
    return values;
}

DwBody wholeBody(double score) // every point at (10 * its number, 5)
{
    DwBody body;
    for (size_t i = 0; i < body.size(); ++i)
        body[i] = {10.0 * double(i) + 1, 5, score};
    return body;
}

} // namespace

class DwposeTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void graphs_giveWhatOnnxruntimeGives()
    {
        const c10::InferenceMode inference;
        const auto record = openTensorFile(kGoldens + "dwpose.safetensors");
        QVERIFY(record);
        const auto near = [&](const at::Tensor &ours, const char *name) {
            const auto wanted = tensorFrom(*record, *(*record)->find(name));
            return ours.sizes() == wanted.sizes() &&
                   (ours - wanted).abs().max().item<double>() < 1e-3 * wanted.abs().max().item<double>();
        };
        const auto detector = openGraphNetwork(kDetector), pose = openGraphNetwork(kPose);
        QVERIFY2(detector && pose, detector ? "" : describe(detector.error()).c_str());
        QVERIFY(near((**detector)(ramp(640, 640)).at(0)[0].slice(0, 0, 8400, 211), "people"));
        const auto shape = (*pose)->inputShape();
        const auto said = (**pose)(ramp(shape.at(2), shape.at(3)) / 64 - 2);
        QVERIFY(near(said.at(0)[0].slice(0, 0, 133, 7), "x"));
        QVERIFY(near(said.at(1)[0].slice(0, 0, 133, 7), "y"));
    }

    // Against DWPose's own code on onnxruntime, on graphs that torch exported; make_dwpose.py.
    void peopleAndPoints_areTheReferences_data()
    {
        QTest::addColumn<QString>("channels");
        QTest::addColumn<QString>("pose");
        for (const char *channels : {"trained", "rgb", "bgr"})
            QTest::newRow(channels) << channels << QString::fromStdString(kPose);
        QTest::newRow("TorchScript") << "script" << QString::fromStdString(kScript);
    }

    void peopleAndPoints_areTheReferences()
    {
        QFETCH(QString, channels);
        QFETCH(QString, pose);
        const c10::InferenceMode inference;
        const auto network = Dwpose::open({pose.toStdString(), kDetector});
        QVERIFY2(network, network ? "" : describe(network.error()).c_str());
        DwposeOptions options;
        if (channels == "rgb" || channels == "bgr")
            options.channels = channels == "rgb" ? DwposeChannels::Rgb : DwposeChannels::Bgr;
        const auto wanted =
            nlohmann::json::parse(*readText(kGoldens + "dwpose.json")).at(channels.toStdString());
        const auto picture = photo();
        const auto boxes = network->people(picture, options);
        QCOMPARE(boxes.size(), wanted["boxes"].size());
        for (size_t i = 0; i < boxes.size(); ++i) {
            const auto &box = wanted["boxes"][i];
            const double sides[] = {boxes[i].left, boxes[i].top, boxes[i].right, boxes[i].bottom};
            for (size_t k = 0; k < 4; ++k)
                QVERIFY2(std::abs(sides[k] - box[k].get<double>()) < 0.5,
                         qPrintable(QString::number(sides[k] - box[k].get<double>())));
        }
        for (size_t i = 0; i < wanted["points"].size(); ++i) {
            const auto &box = wanted["boxes"][i];
            const auto body = network->body(picture, {box[0], box[1], box[2], box[3], 1}, options);
            int off = 0;
            for (size_t k = 0; k < body.size(); ++k) {
                const double x = wanted["points"][i][k][0], y = wanted["points"][i][k][1],
                             score = wanted["scores"][i][k];
                QCOMPARE(body[k].isFound(), score > 0);
                off += body[k].isFound() && (std::abs(body[k].x - x) > 1 || std::abs(body[k].y - y) > 1);
                QVERIFY(!body[k].isFound() || std::abs(body[k].score - score) < 0.05 * score + 0.05);
            }
            QVERIFY2(off <= 1,
                     qPrintable(QString("%1 of 133 points").arg(off))); // two peaks as high as one another
        }
    }

    void points_areOpenposes()
    {
        DwposeOptions options;
        options.hands = options.face = true;
        auto body = wholeBody(0.9);
        const auto person = openposeFrom(body, options);
        QCOMPARE(person.body[0].x, body[0].x);
        QCOMPARE(person.body[1].x, (body[5].x + body[6].x) / 2); // the neck
        QCOMPARE(person.body[2].x, body[6].x);                   // right shoulder
        QCOMPARE(person.body[13].x, body[15].x);                 // left ankle
        QCOMPARE(person.body[17].x, body[3].x);                  // left ear
        QCOMPARE(person.leftHand.size(), kHandPoints);
        QCOMPARE(person.leftHand[0].x, body[91].x);
        QCOMPARE(person.rightHand[20].x, body[132].x);
        QCOMPARE(person.face.size(), kFacePoints);
        QCOMPARE(person.face[0].x, body[23].x);
        QCOMPARE(person.face[68].x, body[2].x); // the pupils are the eyes
        body[5].score = 0.2;
        const auto other = openposeFrom(body, {});
        QVERIFY(!other.body[1].isFound() && !other.body[5].isFound() && other.body[2].isFound());
        QVERIFY(other.leftHand.empty() && other.face.empty());
        QVERIFY(openposeFrom(wholeBody(0.1), options).leftHand.empty());
    }

    void boxes_overlapOnce_andOnlyPeopleCount()
    {
        auto rows = at::zeros({8400, 85});
        const auto put = [&](int64_t row, float objectness, float person, float other) {
            rows[row][4] = objectness;
            rows[row][5] = person;
            rows[row][6] = other;
            rows[row][2] = rows[row][3] = 2;
        };
        put(0, 1.0F, 0.9F, 0);
        put(1, 1.0F, 0.8F, 0); // the cell beside it, nearly the same box
        put(4000, 1.0F, 0.6F, 0);
        put(5000, 1.0F, 0.2F, 0); // not sure enough
        put(6000, 1.0F, 0, 0.9F); // something else
        const auto boxes = boxesFrom(rows, 0.5, 0.3);
        QCOMPARE(boxes.size(), size_t(2));
        QVERIFY(std::abs(boxes[0].right - std::exp(2.0) * 8) < 1e-3); // half of it, at twice the size
        QCOMPARE(boxes[0].score, double(0.9F));
        rows[0][2] = 1e30F; // what a damaged network may say
        QVERIFY(boxesFrom(rows, 0.5, 0.3).size() <= 3);
    }

    void foreignGraphs_areRunOnlyWhereSomebodySaidSo()
    {
        const auto refused = openAnnotator({"dwpose", {kDetector, kPose}, "cpu"});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
        QVERIFY(refused.error().message.find("ONNX") != std::string::npos);
        QVERIFY(refused.error().remedy.find("--allow_foreign") != std::string::npos);
        const auto script = openAnnotator({"dwpose", {kScript}, "cpu"});
        QVERIFY(!script && script.error().message.find("TorchScript") != std::string::npos);
        auto session = openAnnotator({"dwpose", {kDetector}, "cpu", true}); // the other one lies beside it
        QVERIFY2(session, session ? "" : describe(session.error()).c_str());
        QVERIFY((*session)->pose(photo(), {}));
        for (const auto &[width, height] : {std::pair{1, 1}, std::pair{1, 2000}, std::pair{2000, 1}})
            QVERIFY((*session)->pose(Image(width, height, 3), {}));
        QVERIFY(!(*session)->map({8, 8, 3, std::vector<float>(192)}));
    }

    // Where a damaged graph can still be read, it runs to an end or throws what the session catches.
    void damagedGraph_neverCrashes()
    {
        const c10::InferenceMode inference;
        const auto text = *readText(kPose);
        const auto path = m_folder.filePath("damaged.onnx").toStdString();
        int ran = 0;
        for (size_t i = 0; i < 120; ++i) {
            auto damaged = text;
            for (size_t k = 0; k < 1 + i % 4; ++k) // the operators lie before the weights
                damaged[(i * 7919 + k * 104729) % (damaged.size() / 8)] ^= char(1 + (i * 37 + k) % 255);
            QVERIFY(writeFileAtomically(path, damaged));
            const auto network = openGraphNetwork(path);
            if (!network)
                continue;
            try {
                (void)(**network)(at::zeros({1, 3, 96, 64}));
                ++ran;
            } catch (const std::exception &) {
            }
        }
        QVERIFY(ran > 0); // else nothing was tried
    }

    void missingAndWrongFiles_areNamed()
    {
        const auto one = Dwpose::open({kDetector});
        QVERIFY(!one && one.error().remedy.find("dw-ll_ucoco_384") != std::string::npos);
        QVERIFY(Dwpose::open({kPose}).error().remedy.find("yolox_l") != std::string::npos);
        QCOMPARE(Dwpose::open({kDetector, kDetector}).error().code, ErrorCode::BadInput);
        QCOMPARE(Dwpose::open({kGoldens + "pidinet.pth"}).error().code, ErrorCode::Unsupported);
        QVERIFY(!Dwpose::open({kGoldens + "nowhere.onnx"}));
        const auto text = *readText(kPose);
        for (const double part : {0.2, 0.9, 0.9999}) {
            const auto path = m_folder.filePath("cut.onnx").toStdString();
            QVERIFY(writeFileAtomically(
                path, std::string_view(text).substr(0, size_t(double(text.size()) * part))));
            const auto cut = Dwpose::open({kDetector, path});
            QVERIFY(!cut && cut.error().message.find("cut.onnx") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(DwposeTest)
#include "dwpose_test.moc"
