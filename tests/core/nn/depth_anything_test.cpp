#include "core/io/tensor_source.h"
#include "core/session/annotate_session.h"
#include "tests/core/nn/golden_maps.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace armature;

namespace {

const std::string kGoldens = ARMATURE_TEST_DATA "/goldens/annotators/";

} // namespace

class DepthAnythingTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void depth_isTransformersToATenthOfAPercent_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("picture");
        QTest::addColumn<QString>("wanted");
        for (const char *name : {"depth-anything", "depth-anything-metric"})
            for (const char *picture : {"rgb", "square"})
                QTest::newRow(qPrintable(QString("%1 %2").arg(name, picture)))
                    << name << picture << QString("%1.%2").arg(name, picture);
        QTest::newRow("the authors' file") << "official.pth"
                                           << "small"
                                           << "official.small";
        QTest::newRow("a file beside its config") << "depth-anything/model.safetensors"
                                                  << "rgb"
                                                  << "depth-anything.rgb";
    }

    void depth_isTransformersToATenthOfAPercent()
    {
        QFETCH(QString, weights);
        QFETCH(QString, picture);
        QFETCH(QString, wanted);
        const auto goldens = openTensorFile(kGoldens + "depth.safetensors");
        QVERIFY(goldens);
        auto session = openAnnotator({"depth-anything-v2", {kGoldens + weights.toStdString()}, "cpu"});
        QVERIFY2(session, session ? "" : describe(session.error()).c_str());
        const auto depth = (*session)->map(pictureOf(*(*goldens)->find(picture.toStdString())));
        QVERIFY2(depth, depth ? "" : describe(depth.error()).c_str());
        const auto expected = floatsOf(*(*goldens)->find(wanted.toStdString()));
        QCOMPARE(depth->values.size(), expected.size());
        double most = 0, off = 0;
        for (size_t i = 0; i < expected.size(); ++i) {
            most = std::max(most, double(std::abs(expected[i])));
            off = std::max(off, double(std::abs(expected[i] - depth->values[i])));
        }
        QVERIFY2(off < 1e-3 * most, qPrintable(QString("%1 of %2").arg(off).arg(most)));
        QCOMPARE((*session)->isMetric(), weights.contains("metric"));
    }

    void sideThatDoesNotFit_isToldWithItsMultiple()
    {
        auto session = openAnnotator({"depth-anything-v2", {kGoldens + "depth-anything"}, "cpu"});
        QVERIFY(session);
        QCOMPARE((*session)->sizeMultiple(), 14);
        const auto depth = (*session)->map({15, 14, 3, std::vector<float>(15 * 14 * 3)});
        QVERIFY(!depth && depth.error().message.find("14") != std::string::npos);
        QVERIFY(!(*session)->map({14, 14, 3, {}}));
        QVERIFY(!(*session)->pose(Image(8, 8, 3), {}));
    }

    void wrongFile_isToldFromTheRightOne()
    {
        const auto cut = m_folder.filePath("cut.pth").toStdString();
        std::ifstream whole(kGoldens + "official.pth", std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(whole)), {});
        std::ofstream(cut, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
        for (const auto &[file, code] :
             {std::pair{kGoldens + "depth.safetensors", ErrorCode::BadInput},
              std::pair{kGoldens + "astronaut.jpg", ErrorCode::Corrupt}, std::pair{cut, ErrorCode::Corrupt},
              std::pair{kGoldens + "nowhere.pth", ErrorCode::NotFound}}) {
            const auto session = openAnnotator({"depth-anything-v2", {file}, "cpu"});
            QVERIFY2(!session, file.c_str());
            QVERIFY2(session.error().code == code, describe(session.error()).c_str());
            QVERIFY(session.error().message.find(file) != std::string::npos);
        }
        QVERIFY(!openAnnotator({"depth-anything-v2", {}, "cpu"}));
        QVERIFY(!openAnnotator({"depth-anything-v3", {}, "cpu"}));
        QVERIFY(!openAnnotator({"depth-anything-v2", {kGoldens + "depth-anything"}, "toaster"}));
    }
};

QTEST_GUILESS_MAIN(DepthAnythingTest)
#include "depth_anything_test.moc"
