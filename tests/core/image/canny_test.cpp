#include "core/image/canny.h"

#include "core/image/codec.h"
#include "tests/core/image/golden_files.h"

#include <QDir>
#include <QTest>

using namespace armature;

namespace {

const QString kFolder = QStringLiteral(ARMATURE_TEST_DATA "/goldens/canny/");

Image opened(const QString &name)
{
    auto image = decode((kFolder + name).toStdString());
    return image ? std::move(*image) : Image();
}

Image step(int width, int height, int edgeAt)
{
    Image image(width, height, 1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            image.row<uint8_t>(y)[x] = x < edgeAt ? 0 : 255;
    return image;
}

int64_t whiteCount(const Image &edges)
{
    const auto &samples = edges.samples<uint8_t>();
    return std::count(samples.begin(), samples.end(), 255);
}

} // namespace

class CannyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void photograph_hasOpenCvsEdges_data();
    void photograph_hasOpenCvsEdges();
    void thresholdsTheWrongWayRound_areSwapped();
    void oneColour_hasNoEdges();
    void step_isOneLineOnePixelWide();
    void smallestPictures_areTaken();
};

void CannyTest::photograph_hasOpenCvsEdges_data()
{
    QTest::addColumn<QString>("file");
    for (const QString &file : QDir(kFolder).entryList({QStringLiteral("*-*-l*-*.png")}))
        QTest::newRow(qPrintable(file)) << file;
    QVERIFY(QDir(kFolder).entryList({QStringLiteral("*-*-l*-*.png")}).size() == 16);
}

void CannyTest::photograph_hasOpenCvsEdges()
{
    QFETCH(QString, file);
    const QStringList parts = file.chopped(4).split('-');
    CannyOptions options;
    options.lowThreshold = parts[0].toDouble();
    options.highThreshold = parts[1].toDouble();
    options.l2Gradient = parts[2] == "l2";
    const Image picture = opened(parts[3] == "3" ? "photo.png" : "grey.png");
    QCOMPARE(picture.channels(), parts[3].toInt());
    const Image edges = canny(picture, options);
    QVERIFY(whiteCount(edges) > 100);
    QCOMPARE(golden::distance(edges, opened(file)), 0);
}

void CannyTest::thresholdsTheWrongWayRound_areSwapped()
{
    const Image picture = opened("grey.png");
    QCOMPARE(golden::distance(canny(picture, {50, 150, false}), canny(picture, {150, 50, false})), 0);
}

void CannyTest::oneColour_hasNoEdges() { QCOMPARE(whiteCount(canny(step(40, 30, 0))), 0); }

void CannyTest::step_isOneLineOnePixelWide() { QCOMPARE(whiteCount(canny(step(40, 30, 20))), 30); }

void CannyTest::smallestPictures_areTaken()
{
    for (int width = 1; width <= 4; ++width)
        for (int height = 1; height <= 4; ++height) {
            const Image edges = canny(step(width, height, width / 2));
            QCOMPARE(edges.width(), width);
            QCOMPARE(edges.height(), height);
        }
}

QTEST_GUILESS_MAIN(CannyTest)
#include "canny_test.moc"
