#include "core/io/tensor_source.h"
#include "core/session/annotate_session.h"
#include "tests/core/nn/golden_maps.h"

#include <QTest>

#include <cmath>

using namespace armature;

namespace {

const std::string kGoldens = ARMATURE_TEST_DATA "/goldens/annotators/";

} // namespace

class LineNetworksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lines_areControlnetAuxsToATenthOfAPercent_data()
    {
        QTest::addColumn<QString>("net");
        QTest::newRow("hed") << "hed";
        QTest::newRow("lineart") << "lineart";
    }

    void lines_areControlnetAuxsToATenthOfAPercent()
    {
        QFETCH(QString, net);
        const auto goldens = openTensorFile(kGoldens + "lines.safetensors");
        QVERIFY(goldens);
        auto session = openAnnotator({net.toStdString(), {kGoldens + net.toStdString() + ".pth"}, "cpu"});
        QVERIFY2(session, session ? "" : describe(session.error()).c_str());
        const auto lines = (*session)->map(pictureOf(*(*goldens)->find("rgb")));
        QVERIFY2(lines, lines ? "" : describe(lines.error()).c_str());
        const auto wanted = *(*goldens)->find(net.toStdString());
        QCOMPARE(int64_t(lines->width), wanted.shape[1]);
        QCOMPARE(int64_t(lines->height), wanted.shape[0]);
        const auto expected = floatsOf(wanted);
        for (size_t i = 0; i < expected.size(); ++i)
            QVERIFY(std::abs(expected[i] - lines->values[i]) < 1e-3 * expected[i]);
    }

    void oneNetworksFile_isRefusedByTheOtherAndNamed()
    {
        const auto hed = openAnnotator({"hed", {kGoldens + "lineart.pth"}, "cpu"});
        QVERIFY(!hed && hed.error().code == ErrorCode::BadInput);
        QVERIFY(hed.error().message.find("lineart") != std::string::npos);
        const auto lineart = openAnnotator({"lineart", {kGoldens + "hed.pth"}, "cpu"});
        QVERIFY(!lineart && lineart.error().message.find("HED") != std::string::npos);
        QVERIFY(!openAnnotator({"lineart", {}, "cpu"}));
    }

    void tinyPicture_isRefusedInWords()
    {
        auto session = openAnnotator({"lineart", {kGoldens + "lineart.pth"}, "cpu"});
        QVERIFY(session);
        const auto lines = (*session)->map({3, 3, 3, std::vector<float>(27)});
        QVERIFY(!lines && lines.error().code == ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(LineNetworksTest)
#include "line_networks_test.moc"
