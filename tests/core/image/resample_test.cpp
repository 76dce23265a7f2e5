#include "core/image/codec.h"
#include "core/image/map_kind.h"
#include "core/image/resample.h"
#include "tests/core/image/golden_files.h"

#include <QTest>

#include <random>
#include <set>

using namespace armature;

namespace {

Filter filterOf(const QString &name)
{
    return name == "bilinear"  ? Filter::Bilinear
           : name == "lanczos" ? Filter::Lanczos3
           : name == "area"    ? Filter::Area
                               : Filter::Nearest;
}

std::set<std::vector<int>> coloursOf(const Image &image)
{
    std::set<std::vector<int>> colours;
    image.withSampleType([&]<typename Sample>(Sample) {
        const auto &samples = image.samples<Sample>();
        for (std::size_t i = 0; i < samples.size(); i += std::size_t(image.channels()))
            colours.emplace(samples.begin() + long(i), samples.begin() + long(i) + image.channels());
    });
    return colours;
}

bool isSubset(const Image &of, const Image &in)
{
    const auto small = coloursOf(of);
    const auto large = coloursOf(in);
    return std::includes(large.begin(), large.end(), small.begin(), small.end());
}

// 8-connected groups of pixels with this value.
int groups(const Image &image, std::uint8_t value)
{
    std::vector<char> seen(std::size_t(image.width()) * std::size_t(image.height()));
    int count = 0;
    const auto at = [&](int x, int y) {
        return std::size_t(y) * std::size_t(image.width()) + std::size_t(x);
    };
    const auto &samples = image.samples<std::uint8_t>();
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (seen[at(x, y)] || samples[at(x, y)] != value)
                continue;
            ++count;
            std::vector<std::pair<int, int>> open = {{x, y}};
            seen[at(x, y)] = 1;
            while (!open.empty()) {
                const auto [px, py] = open.back();
                open.pop_back();
                for (int ny = std::max(0, py - 1); ny <= std::min(image.height() - 1, py + 1); ++ny) {
                    for (int nx = std::max(0, px - 1); nx <= std::min(image.width() - 1, px + 1); ++nx) {
                        if (!seen[at(nx, ny)] && samples[at(nx, ny)] == value) {
                            seen[at(nx, ny)] = 1;
                            open.emplace_back(nx, ny);
                        }
                    }
                }
            }
        }
    }
    return count;
}

Image diagonal(int size, std::uint8_t line, std::uint8_t ground)
{
    Image image(size, size, 1);
    for (int y = 0; y < size; ++y) {
        std::fill_n(image.row<std::uint8_t>(y), size, ground);
        image.row<std::uint8_t>(y)[y] = line;
    }
    return image;
}

} // namespace

class ResampleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFilter_equalsItsOracle_data();
    void everyFilter_equalsItsOracle();
    void sixteenBit_agreesWithEightBit();
    void clearPixels_doNotBleedTheirColour();
    void constantPicture_staysConstant();
    void kinds_areGuessedRight_data();
    void kinds_areGuessedRight();
    void blankMap_isAPhoto();
    void diagonalLine_staysConnectedWhenShrunk();
    void canny_staysBinaryAndGainsNoBreaks_data();
    void canny_staysBinaryAndGainsNoBreaks();
    void jpegOfLines_becomesBinary();
    void labelsAndPose_getNoNewColours();
    void depth_staysSixteenBitAndSmooth();
    void largePhotograph_shrinksQuickly();
};

void ResampleTest::everyFilter_equalsItsOracle_data()
{
    QTest::addColumn<QJsonObject>("row");
    for (const QJsonValue &row : golden::rows("resize"))
        QTest::newRow(qPrintable(row["file"].toString())) << row.toObject();
}

void ResampleTest::everyFilter_equalsItsOracle()
{
    QFETCH(QJsonObject, row);
    const auto source = decode(golden::file(row["source"].toString()));
    const int width = row["width"].toInt();
    const int height = row["height"].toInt();
    const Image ours = resize(*source, width, height, filterOf(row["filter"].toString()));
    const Image theirs = golden::raw(row["file"].toString() + ".raw", width, height, 3, 8);
    // Pillow's arithmetic is repeated exactly; OpenCV rounds once where we round per direction.
    const int distance = golden::distance(ours, theirs);
    QVERIFY2(distance >= 0 && distance <= (row["filter"] == "area" ? 1 : 0),
             qPrintable(QString::number(distance)));
}

void ResampleTest::sixteenBit_agreesWithEightBit()
{
    const auto source = decode(golden::file("resize_source.png"));
    Image deep(source->width(), source->height(), 3, 16);
    std::transform(source->samples<std::uint8_t>().begin(), source->samples<std::uint8_t>().end(),
                   deep.row<std::uint16_t>(0), [](std::uint8_t v) { return std::uint16_t(v * 257); });
    for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3}) {
        const Image small = toDepth8(resize(deep, 40, 70, filter));
        const int distance = golden::distance(small, resize(*source, 40, 70, filter));
        QVERIFY(distance >= 0 && distance <= 2);
    }
}

void ResampleTest::clearPixels_doNotBleedTheirColour()
{
    Image image(2, 1, 4);
    const std::uint8_t pixels[] = {200, 0, 0, 255, 0, 255, 0, 0};
    std::copy(std::begin(pixels), std::end(pixels), image.row<std::uint8_t>(0));
    const Image one = resize(image, 1, 1, Filter::Area);
    QCOMPARE(int(one.row<std::uint8_t>(0)[1]), 0);
    QVERIFY(std::abs(one.row<std::uint8_t>(0)[0] - 200) <= 2);
    QVERIFY(std::abs(one.row<std::uint8_t>(0)[3] - 128) <= 1);
}

void ResampleTest::constantPicture_staysConstant()
{
    for (const int depth : {8, 16}) {
        Image image(53, 31, 2, depth);
        image.withSampleType([&]<typename Sample>(Sample) {
            std::fill_n(image.row<Sample>(0), image.samples<Sample>().size(),
                        std::numeric_limits<Sample>::max());
        });
        for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3}) {
            QCOMPARE(coloursOf(resize(image, 17, 90, filter)), coloursOf(image));
            QCOMPARE(coloursOf(resize(image, 200, 1, filter)), coloursOf(image));
        }
    }
}

void ResampleTest::kinds_areGuessedRight_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("kind");
    QTest::newRow("Canny") << "map_canny.png"
                           << "lines";
    QTest::newRow("Canny as JPEG") << "map_canny.jpg"
                                   << "lines";
    QTest::newRow("pose") << "map_pose.png"
                          << "pose";
    QTest::newRow("pose, smoothed, as JPEG") << "map_pose_smooth.jpg"
                                             << "pose";
    QTest::newRow("labels") << "map_labels.png"
                            << "labels";
    QTest::newRow("depth with few levels") << "map_depth.png"
                                           << "photo";
    QTest::newRow("photograph") << "resize_source.png"
                                << "photo";
    QTest::newRow("bilevel file") << "mono1.bmp"
                                  << "lines";
}

void ResampleTest::kinds_areGuessedRight()
{
    QFETCH(QString, name);
    QFETCH(QString, kind);
    QCOMPARE(QString(mapKindName(guessMapKind(*decode(golden::file(name))))), kind);
}

void ResampleTest::blankMap_isAPhoto()
{
    QCOMPARE(guessMapKind(Image(8, 8, 3)), MapKind::Photo);
    QCOMPARE(guessMapKind(Image()), MapKind::Photo);
    QCOMPARE(resizeMap(Image(8, 8, 3), 3, 5, MapKind::Lines).width(), 3);
}

void ResampleTest::diagonalLine_staysConnectedWhenShrunk()
{
    for (const bool inverted : {false, true}) {
        const std::uint8_t line = inverted ? 0 : 255;
        const Image image = diagonal(200, line, 255 - line);
        for (const int size : {74, 199, 101, 67, 13}) { // 74 = 0.37 x 200
            const Image small = resizeMap(image, size, size, MapKind::Lines);
            QVERIFY(isSubset(small, image));
            QCOMPARE(groups(small, line), 1);
            for (int y = 0; y < size; ++y)
                QCOMPARE(small.row<std::uint8_t>(y)[y], line);
        }
        QCOMPARE(groups(resizeMap(image, 74, 311, MapKind::Lines), line), 1);
    }
}

void ResampleTest::canny_staysBinaryAndGainsNoBreaks_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("half") << 100 << 80;
    QTest::newRow("0.37") << 74 << 59;
    QTest::newRow("larger") << 333 << 250;
    QTest::newRow("narrower and taller") << 90 << 300;
}

void ResampleTest::canny_staysBinaryAndGainsNoBreaks()
{
    QFETCH(int, width);
    QFETCH(int, height);
    const auto edges = decode(golden::file("map_canny.png"));
    const Image small = resizeMap(*edges, width, height, MapKind::Lines);
    QVERIFY(isSubset(small, *edges));
    QVERIFY(groups(small, 255) >= 1);
    QVERIFY(groups(small, 255) <= groups(*edges, 255));
}

void ResampleTest::jpegOfLines_becomesBinary()
{
    const auto edges = decode(golden::file("map_canny.jpg"));
    const Image small = resizeMap(*edges, 90, 70, MapKind::Lines);
    QCOMPARE(coloursOf(small), (std::set<std::vector<int>>{{0}, {255}}));
}

void ResampleTest::labelsAndPose_getNoNewColours()
{
    for (const char *name : {"map_labels.png", "map_pose.png"}) {
        const auto map = decode(golden::file(name));
        for (const auto &[width, height] : {std::pair(59, 41), std::pair(300, 211), std::pair(500, 20)}) {
            QVERIFY(isSubset(resizeMap(*map, width, height, MapKind::Labels), *map));
            QVERIFY(isSubset(resizeMap(*map, width, height, MapKind::Pose), *map));
        }
    }
}

void ResampleTest::depth_staysSixteenBitAndSmooth()
{
    Image depth(4, 1, 1, 16);
    for (int x = 0; x < 4; ++x)
        depth.row<std::uint16_t>(0)[x] = std::uint16_t(1000 * x);
    const Image wide = resizeMap(depth, 8, 1, MapKind::Photo);
    QCOMPARE(wide.bitDepth(), 16);
    QCOMPARE(int(wide.row<std::uint16_t>(0)[3]), 1250);
}

void ResampleTest::largePhotograph_shrinksQuickly()
{
    const Image photo(4000, 3000, 3);
    QBENCHMARK_ONCE { (void)resize(photo, 683, 512, Filter::Bilinear); }
}

QTEST_GUILESS_MAIN(ResampleTest)
#include "resample_test.moc"
