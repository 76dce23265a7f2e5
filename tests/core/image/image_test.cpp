#include "core/image/bitmap_font.h"
#include "core/image/codec.h"
#include "core/image/contact_sheet.h"
#include "core/image/image.h"
#include "core/image/png_writer.h"
#include "tests/core/image/golden_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace armature;

namespace {

Image pattern(int width, int height, int channels, int depth)
{
    Image image(width, height, channels, depth);
    image.withSampleType([&]<typename Sample>(Sample) {
        for (int y = 0; y < height; ++y) {
            for (std::size_t i = 0; i < image.samplesPerRow(); ++i)
                image.row<Sample>(y)[i] = Sample(i * 2503 + std::size_t(y) * 7919);
        }
    });
    return image;
}

Image pixel8(std::initializer_list<int> values)
{
    Image image(1, 1, int(values.size()));
    std::copy(values.begin(), values.end(), image.row<std::uint8_t>(0));
    return image;
}

} // namespace

class ImageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void crop_takesTheRectangle();
    void flip_twiceIsNothing();
    void quarterTurns_ofFourAreNothing();
    void toRgb8_compositesOnWhiteAndRoundsDepth();
    void transparency_countsOnlyWherePixelsAreClear();
    void png_roundTripsEveryShapeWithItsTexts_data();
    void png_roundTripsEveryShapeWithItsTexts();
    void pngTextOfOtherPrograms_isRead();
    void pngTextBomb_isRefused();
    void writePng_leavesNothingBehindWhereItCannotWrite();
    void jpeg_roundTripsClosely();
    void contactSheet_placesScaledPicturesAndLabels();
    void glyphs_areAllDifferent();
};

void ImageTest::crop_takesTheRectangle()
{
    const Image image = pattern(70, 40, 3, 16);
    const Image part = crop(image, 5, 7, 33, 11);
    QCOMPARE(part.width(), 33);
    QCOMPARE(part.height(), 11);
    for (int y = 0; y < 11; ++y)
        QVERIFY(std::equal(part.row<std::uint16_t>(y), part.row<std::uint16_t>(y) + 99,
                           image.row<std::uint16_t>(y + 7) + 15));
}

void ImageTest::flip_twiceIsNothing()
{
    const Image image = pattern(67, 35, 4, 8);
    const Image flipped = flipHorizontal(image);
    QVERIFY(flipped != image);
    QCOMPARE(flipped.row<std::uint8_t>(3)[1], image.row<std::uint8_t>(3)[66 * 4 + 1]);
    QVERIFY(flipHorizontal(flipped) == image);
}

void ImageTest::quarterTurns_ofFourAreNothing()
{
    const Image image = pattern(67, 35, 3, 8);
    Image turned = image;
    for (int i = 0; i < 4; ++i)
        turned = applyOrientation(turned, 6);
    QVERIFY(turned == image);
    QVERIFY(applyOrientation(applyOrientation(image, 6), 8) == image);
    QVERIFY(applyOrientation(applyOrientation(image, 5), 5) == image);
    QVERIFY(applyOrientation(applyOrientation(image, 7), 7) == image);
    QVERIFY(applyOrientation(image, 99) == image);
}

void ImageTest::toRgb8_compositesOnWhiteAndRoundsDepth()
{
    QVERIFY(toRgb8(pixel8({77})) == pixel8({77, 77, 77}));
    QVERIFY(toRgb8(pixel8({10, 20, 30, 0})) == pixel8({255, 255, 255}));
    QVERIFY(toRgb8(pixel8({10, 20, 30, 255})) == pixel8({10, 20, 30}));
    QVERIFY(toRgb8(pixel8({0, 100, 200, 51})) == pixel8({204, 224, 244}));
    QVERIFY(toRgb8(pixel8({0, 128})) == pixel8({127, 127, 127}));
    Image deep(1, 1, 3, 16);
    deep.row<std::uint16_t>(0)[0] = 128; // 0.498 of a step
    deep.row<std::uint16_t>(0)[1] = 129; // 0.502
    deep.row<std::uint16_t>(0)[2] = 65535;
    QVERIFY(toRgb8(deep) == pixel8({0, 1, 255}));
}

void ImageTest::transparency_countsOnlyWherePixelsAreClear()
{
    QVERIFY(!hasTransparency(pixel8({1, 2, 3})));
    QVERIFY(!hasTransparency(pixel8({1, 2, 3, 255})));
    QVERIFY(hasTransparency(pixel8({1, 2, 3, 254})));
    QVERIFY(hasTransparency(pixel8({1, 0})));
}

void ImageTest::png_roundTripsEveryShapeWithItsTexts_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("depth");
    for (int channels = 1; channels <= 4; ++channels) {
        for (const int depth : {8, 16})
            QTest::addRow("%d channels, %d bit", channels, depth) << channels << depth;
    }
}

void ImageTest::png_roundTripsEveryShapeWithItsTexts()
{
    QFETCH(int, channels);
    QFETCH(int, depth);
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("a.png").toStdString();
    const Image image = pattern(41, 17, channels, depth);
    const std::vector<PngText> texts = {
        {"prompt", "a fox, line\nbreak"}, {"note", "Füchse 狐"}, {"empty", ""}};
    QVERIFY(writePng(file, image, texts));
    const auto read = decode(file);
    QVERIFY(read);
    QVERIFY(*read == image);
    const auto back = readPngText(file);
    QVERIFY(back);
    QVERIFY(*back == texts);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a.png"});
}

void ImageTest::pngTextOfOtherPrograms_isRead()
{
    const auto texts = readPngText(golden::file("orientation6_text.png"));
    QVERIFY(texts);
    QCOMPARE(texts->size(), std::size_t(1));
    QCOMPARE(texts->front().key, std::string("Raw profile type exif"));
    QVERIFY(texts->front().value.starts_with("\nexif\n"));
    const auto jpeg = readPngText(golden::file("grey.jpg"));
    QVERIFY(!jpeg && jpeg.error().code == ErrorCode::BadInput);
}

void ImageTest::pngTextBomb_isRefused()
{
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("a.png").toStdString();
    QVERIFY(writePng(file, pattern(3, 3, 1, 8), {{"k", std::string(2000, 'x')}}));
    QVERIFY(readPngText(file, 2002));
    const auto refused = readPngText(file, 1999);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::BadInput);
}

void ImageTest::writePng_leavesNothingBehindWhereItCannotWrite()
{
    const auto status = writePng("/nowhere/at/all.png", pattern(3, 3, 1, 8));
    QVERIFY(!status);
    QVERIFY(status.error().message.find("/nowhere/at") != std::string::npos);
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("taken.png"));
    QVERIFY(!writePng(folder.filePath("taken.png").toStdString(), pattern(3, 3, 1, 8)));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{});
}

void ImageTest::jpeg_roundTripsClosely()
{
    const auto source = decode(golden::file("rgb8.png"));
    const auto bytes = encodeJpeg(*source, 98);
    QVERIFY(bytes);
    const auto back = decode(*bytes, "jpeg");
    QVERIFY(back);
    QVERIFY(golden::distance(*source, *back) >= 0 && golden::distance(*source, *back) < 32);
    const auto grey = encodeJpeg(pattern(9, 9, 1, 16), 90);
    QVERIFY(grey);
    QCOMPARE(decode(*grey, "jpeg")->channels(), 1);
}

void ImageTest::contactSheet_placesScaledPicturesAndLabels()
{
    Image red(10, 20, 3);
    for (std::size_t i = 0; i < 200; ++i)
        red.row<std::uint8_t>(0)[3 * i] = 255;
    SheetStyle style;
    style.columns = 2;
    style.cellWidth = 40;
    style.cellHeight = 40;
    style.title = "step 100";
    const std::string longLabel(100, 'W');
    const Image sheet = contactSheet({{red, "a"}, {red, longLabel}, {Image(), ""}}, style);
    QCOMPARE(sheet.width(), 6 + 2 * 46);
    QCOMPARE(sheet.height(), 6 + 13 + 2 * (40 + 13 + 6));
    const std::uint8_t *middle = sheet.row<std::uint8_t>(19 + 20) + 3 * (6 + 20);
    QCOMPARE(int(middle[0]), 255);
    QCOMPARE(int(middle[1]), 0);
    const std::uint8_t *beside =
        sheet.row<std::uint8_t>(19 + 20) + 3 * (6 + 5); // 20 of 40 columns hold the picture
    QCOMPARE(int(beside[0]), int(beside[1]));
    QVERIFY(contactSheet({}, style).width() > 0);
}

void ImageTest::glyphs_areAllDifferent()
{
    std::set<std::array<std::uint8_t, bitmap_font::kHeight>> seen;
    for (char32_t c = 0x20; c < 0x7f; ++c)
        seen.insert(bitmap_font::glyph(c));
    QCOMPARE(seen.size(), std::size_t(95));
    QVERIFY(bitmap_font::glyph(U'é') == bitmap_font::glyph(U'?'));
    QCOMPARE(bitmap_font::textWidth("é?", 2), 24);
}

QTEST_GUILESS_MAIN(ImageTest)
#include "image_test.moc"
