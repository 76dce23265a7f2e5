#include "core/config/annotator_nets.h"
#include "core/image/line_segments.h"
#include "core/io/tensor_source.h"
#include "core/session/annotate_session.h"
#include "tests/core/nn/golden_maps.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace armature;

namespace {

const std::string kGoldens = ARMATURE_TEST_DATA "/goldens/networks/";

} // namespace

class MapNetworksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void map_isTheReferencesToATenthOfAPercent_data()
    {
        QTest::addColumn<QString>("net");
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("goldens");
        QTest::addColumn<QString>("picture");
        const auto row = [](const char *net, const char *weights, const char *goldens, const char *picture) {
            QTest::newRow(qPrintable(QString("%1 %2").arg(weights, picture)))
                << net << weights << goldens << picture;
        };
        row("dpt", "dpt-large", "dpt.safetensors", "small");
        row("dpt", "dpt-large", "dpt.safetensors", "tiny");
        row("dpt", "dpt-hybrid", "dpt.safetensors", "small");
        row("dpt", "dpt_large.pt", "dpt.safetensors", "wide");
        row("dpt", "dpt_hybrid.pt", "dpt.safetensors", "wide");
        row("pidinet", "pidinet.pth", "lines.safetensors", "odd");
        row("lineart-anime", "netG.pth", "lines.safetensors", "wide");
        row("mlsd", "mlsd_large.pth", "lines.safetensors", "wide");
        row("mlsd", "mlsd_tiny.pth", "lines.safetensors", "wide");
        row("midas-small", "midas_small.pt", "lines.safetensors", "wide");
    }

    // Against the library's own code on weights that it saved, make_*.py beside them.
    void map_isTheReferencesToATenthOfAPercent()
    {
        QFETCH(QString, net);
        QFETCH(QString, weights);
        QFETCH(QString, goldens);
        QFETCH(QString, picture);
        const auto record = openTensorFile(kGoldens + goldens.toStdString());
        QVERIFY(record);
        auto session = openAnnotator({net.toStdString(), {kGoldens + weights.toStdString()}, "cpu"});
        QVERIFY2(session, session ? "" : describe(session.error()).c_str());
        const auto map = (*session)->map(pictureOf(*(*record)->find(picture.toStdString())));
        QVERIFY2(map, map ? "" : describe(map.error()).c_str());
        const auto wanted = *(*record)->find((weights + "." + picture).toStdString()); // [H, W] or [H, W, C]
        QCOMPARE(int64_t(map->height), wanted.shape[0]);
        QCOMPARE(int64_t(map->width), wanted.shape[1]);
        const auto expected = floatsOf(wanted);
        QCOMPARE(map->values.size(), expected.size());
        double most = 0, off = 0;
        for (size_t i = 0; i < expected.size(); ++i) {
            most = std::max(most, double(std::abs(expected[i])));
            off = std::max(off, double(std::abs(expected[i] - map->values[i])));
        }
        QVERIFY2(most > 0 && off < 1e-3 * most, qPrintable(QString("%1 of %2").arg(off).arg(most)));
    }

    void oneNetworksFile_isRefusedByTheOthersAndNamed()
    {
        const auto refused = [](const char *net, const std::string &file, const char *named) {
            const auto session = openAnnotator({net, {kGoldens + file}, "cpu"});
            return !session && session.error().code == ErrorCode::BadInput &&
                   session.error().message.find(named) != std::string::npos;
        };
        QVERIFY(refused("depth-anything-v2", "dpt_hybrid.pt", "DPT"));
        QVERIFY(refused("dpt", "dpt.safetensors", "unknown"));
        QVERIFY(refused("dpt", "../annotators/official.pth", "Depth Anything"));
        QVERIFY(refused("dpt", "../annotators/hed.pth", "HED"));
        QVERIFY(refused("pidinet", "mlsd_large.pth", "M-LSD"));
        QVERIFY(refused("mlsd", "pidinet.pth", "PiDiNet"));
        QVERIFY(refused("lineart-anime", "midas_small.pt", "MiDaS"));
        QVERIFY(refused("midas-small", "netG.pth", "lineart"));
    }

    // Against controlnet_aux's pred_lines on the same maps.
    void lines_areTheReferencesOnGivenMaps()
    {
        const auto record = openTensorFile(kGoldens + "lines.safetensors");
        QVERIFY(record);
        const auto view = *(*record)->find("mlsd.maps"); // [H, W, 5]
        const FloatMap maps{int(view.shape[1]), int(view.shape[0]), int(view.shape[2]), floatsOf(view)};
        const auto lines = lineSegments(maps, 0.6, 8.0);
        const auto wanted = floatsOf(*(*record)->find("mlsd.lines"));
        QCOMPARE(lines.size() * 4, wanted.size());
        for (size_t i = 0; i < lines.size(); ++i) {
            const float ours[] = {lines[i].x0, lines[i].y0, lines[i].x1, lines[i].y1};
            for (size_t k = 0; k < 4; ++k)
                QVERIFY(std::abs(ours[k] - wanted[4 * i + k]) < 1e-3f);
        }
        QVERIFY(lineSegments({}, 0.1, 0.1).empty());
    }

    void folder_givesTheFileOfItsOfficialName()
    {
        QTemporaryDir folder;
        const auto place = folder.path().toStdString();
        const auto none = openAnnotator({"pidinet", {place}, "cpu"});
        QVERIFY(!none && none.error().code == ErrorCode::NotFound);
        QVERIFY(none.error().remedy.find("table5_pidinet.pth") != std::string::npos);
        QVERIFY(QFile::copy(QString::fromStdString(kGoldens + "pidinet.pth"),
                            folder.filePath("table5_pidinet.pth")));
        QVERIFY(openAnnotator({"pidinet", {place}, "cpu"}));
        const auto *openpose = findAnnotatorNet("openpose");
        for (const char *name : {"body_pose_model.pth", "pose_iter_584000.caffemodel", "hand_pose_model.pth"})
            QVERIFY(QFile::copy(QString::fromStdString(kGoldens + "pidinet.pth"), folder.filePath(name)));
        QCOMPARE(chosenFiles(*openpose, {place}).size(), size_t(2)); // one body, one hand
        const auto chosen = chosenFiles(*openpose, {place + "/pose_iter_584000.caffemodel"});
        QCOMPARE(chosen.size(), size_t(2)); // the one that was named, and the hand beside it
        QCOMPARE(chosen[0].filename().string(), std::string("pose_iter_584000.caffemodel"));
    }

    // Heads and taps are in no tensor's shape: better no depth than a wrong one.
    void networkOfASizeOfItsOwn_needsItsConfig()
    {
        QTemporaryDir folder;
        const auto alone = folder.filePath("model.safetensors");
        QVERIFY(QFile::copy(QString::fromStdString(kGoldens + "dpt-large/model.safetensors"), alone));
        const auto session = openAnnotator({"dpt", {alone.toStdString()}, "cpu"});
        QVERIFY(!session && session.error().message.find("config.json") != std::string::npos);
    }

    void licences_areToldFileByFile()
    {
        const auto *net = findAnnotatorNet("depth-anything-v2");
        QVERIFY(!isNonCommercial(*net, net->files[0]) && isNonCommercial(*net, net->files[2]));
        QCOMPARE(licenceOf(*net, net->files[0]), std::string("Apache-2.0"));
        for (const auto &one : annotatorNets())
            for (const auto &file : one.files) {
                QVERIFY(!licenceOf(one, file).empty() && !file.from.empty());
                QVERIFY(file.sha256.empty() || file.sha256.size() == 64);
            }
    }

    void everyNetworkOfTheList_asksForItsFileByName()
    {
        for (const auto &net : annotatorNets()) {
            if (installedFiles(net))
                continue;
            const auto session = openAnnotator({net.key, {}, "cpu"});
            QVERIFY2(!session, net.key.c_str());
            const auto text = describe(session.error());
            const auto isNamed = std::any_of(net.files.begin(), net.files.end(), [&](const auto &file) {
                return text.find(file.name) != std::string::npos;
            });
            QVERIFY2(isNamed || net.key == "mediapipe-pose", text.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(MapNetworksTest)
#include "map_networks_test.moc"
