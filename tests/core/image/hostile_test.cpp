#include "core/image/codec.h"
#include "tests/core/image/golden_files.h"

#include <QTest>

#include <random>

using namespace armature;

namespace {

// One of each way through the decoders.
const char *const kVictims[] = {"rgb8.png",         "palette_trns.png",
                                "interlaced.png",   "rgb16.png",
                                "baseline420.jpg",  "progressive.jpg",
                                "cmyk.jpg",         "lossy.webp",
                                "lossless.webp",    "lossyalpha.webp",
                                "rgb24.bmp",        "palette8.bmp",
                                "rgb565.bmp",       "lzw.tif",
                                "tiled.tif",        "planar.tif",
                                "jpeg.tif",         "palette8.tif",
                                "grey16.tif",       "mono1.tif",
                                "orientation6.jpg", "orientation6_text.png",
                                "orientation6.webp"};

std::vector<std::uint8_t> load(const QString &name)
{
    const QByteArray bytes = golden::bytes(name);
    return {bytes.begin(), bytes.end()};
}

} // namespace

class HostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void truncatedFile_isReportedAtEveryLength_data();
    void truncatedFile_isReportedAtEveryLength();
    void flippedBytes_neverCrash_data() { truncatedFile_isReportedAtEveryLength_data(); }
    void flippedBytes_neverCrash();
    void flippedPixelsOfAPng_areNoticedByItsChecksums();
    void pngBomb_isRefusedBeforeAllocation();
    void tiffWithEndlessDirectories_ends();
};

void HostileTest::truncatedFile_isReportedAtEveryLength_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : kVictims)
        QTest::newRow(name) << QString(name);
}

void HostileTest::truncatedFile_isReportedAtEveryLength()
{
    QFETCH(QString, name);
    const std::vector<std::uint8_t> whole = load(name);
    const auto complete = decode(whole, "whole");
    QVERIFY(complete);
    const std::size_t step = std::max<std::size_t>(1, whole.size() / 200);
    for (std::size_t length = 0; length < whole.size();
         length += length < 64 || length + 64 > whole.size() ? 1 : step) {
        // A copy of exactly this length, so that the address sanitizer sees any read behind it.
        const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + std::ptrdiff_t(length));
        const auto image = decode(cut, "'cut'");
        if (image) // only what carries no picture may be missing: padding, or a tag behind the pixels of a
                   // TIFF
            QVERIFY2((name.endsWith("bmp") || name.endsWith("tif")) && *image == *complete,
                     qPrintable(QStringLiteral("%1 of %2 bytes").arg(length).arg(whole.size())));
        else if (length > 4)
            QVERIFY2(image.error().code == ErrorCode::Corrupt || image.error().code == ErrorCode::Unsupported,
                     image.error().message.c_str());
    }
}

void HostileTest::flippedBytes_neverCrash()
{
    QFETCH(QString, name);
    const std::vector<std::uint8_t> whole = load(name);
    std::mt19937 random(7);
    ImageLimits limits;
    limits.maxPixels = 100'000;
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::uint8_t> bytes = whole;
        // Headers are where damage does most, so half of the flips go there.
        const std::size_t reach = round % 2 ? bytes.size() : std::min<std::size_t>(bytes.size(), 128);
        for (int flips = 1 + round % 4; flips > 0; --flips)
            bytes[random() % reach] = std::uint8_t(random());
        const auto image = decode(bytes, "'flipped'", limits);
        QVERIFY(image ? !image->isEmpty() : !image.error().message.empty());
    }
}

void HostileTest::flippedPixelsOfAPng_areNoticedByItsChecksums()
{
    const std::vector<std::uint8_t> whole = load("rgb8.png");
    for (std::size_t at = 60; at + 20 < whole.size(); at += 7) {
        std::vector<std::uint8_t> bytes = whole;
        bytes[at] ^= 0x10;
        const auto image = decode(bytes, "'flipped'");
        QVERIFY2(!image, qPrintable(QString::number(at)));
        QCOMPARE(image.error().code, ErrorCode::Corrupt);
    }
}

void HostileTest::pngBomb_isRefusedBeforeAllocation()
{
    std::vector<std::uint8_t> bytes = load("rgb8.png");
    for (const std::size_t side : {16u, 20u}) { // 100000 in big endian
        bytes[side] = 0x00;
        bytes[side + 1] = 0x01;
        bytes[side + 2] = 0x86;
        bytes[side + 3] = 0xa0;
    }
    const auto image = decode(bytes, "'bomb.png'");
    QVERIFY(!image);
    QCOMPARE(image.error().code, ErrorCode::BadInput);
    QVERIFY(image.error().message.find("10000 megapixels") != std::string::npos);
}

void HostileTest::tiffWithEndlessDirectories_ends()
{
    std::vector<std::uint8_t> bytes = load("tiled.tif");
    const std::uint32_t directory = std::uint32_t(bytes[4]) | std::uint32_t(bytes[5]) << 8;
    const std::size_t next = directory + 2 + 12u * bytes[directory];
    bytes[next] = bytes[4]; // the next directory is this one
    bytes[next + 1] = bytes[5];
    QVERIFY(decode(bytes, "'loop.tif'"));
}

QTEST_GUILESS_MAIN(HostileTest)
#include "hostile_test.moc"
