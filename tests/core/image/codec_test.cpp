#include "core/image/codec.h"
#include "tests/core/image/golden_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <thread>

using namespace armature;

class CodecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyGolden_decodesToTheOraclesPixels_data();
    void everyGolden_decodesToTheOraclesPixels();
    void probe_tellsWhatIsStored_data() { everyGolden_decodesToTheOraclesPixels_data(); }
    void probe_tellsWhatIsStored();
    void everyOrientation_comesOutUpright_data();
    void everyOrientation_comesOutUpright();
    void orientationTag_isReadFromSeveralThreadsAtOnce();
    void plainDecode_keepsTheStoredOrientation();
    void extension_promisesAFormatInAnyCase();
    void lyingExtension_isFoundByTheFirstBytes();
    void variantsWeCannotRead_areUnsupportedByName_data();
    void variantsWeCannotRead_areUnsupportedByName();
    void missingFile_isNotFound();
    void folderAndPipe_areRefusedWithoutWaiting();
    void emptyFile_isCorrupt();
    void controlCharactersInAName_areShownEscaped();
    void pictureOverTheLimit_isRefusedByItsHeader();
    void fileOverTheLimit_isRefusedBeforeReading();
};

void CodecTest::everyGolden_decodesToTheOraclesPixels_data()
{
    QTest::addColumn<QJsonObject>("row");
    for (const QJsonValue &row : golden::rows("decode"))
        QTest::newRow(qPrintable(row["file"].toString())) << row.toObject();
    QVERIFY(golden::rows("decode").size() > 40);
}

void CodecTest::everyGolden_decodesToTheOraclesPixels()
{
    QFETCH(QJsonObject, row);
    const QString name = row["file"].toString();
    const auto image = decode(golden::file(name));
    QVERIFY2(image, image ? "" : image.error().message.c_str());
    const Image expected = golden::raw(name + ".raw", row["width"].toInt(), row["height"].toInt(),
                                       row["channels"].toInt(), row["depth"].toInt());
    QVERIFY(!expected.isEmpty());
    const int distance = golden::distance(*image, expected);
    QVERIFY2(distance >= 0 && distance <= row["tolerance"].toInt(),
             qPrintable(QStringLiteral("%1: %2 channels, %3 bit")
                            .arg(distance)
                            .arg(image->channels())
                            .arg(image->bitDepth())));
}

void CodecTest::probe_tellsWhatIsStored()
{
    QFETCH(QJsonObject, row);
    const auto info = probe(golden::file(row["file"].toString()));
    QVERIFY2(info, info ? "" : info.error().message.c_str());
    QCOMPARE(info->width, row["width"].toInt());
    QCOMPARE(info->height, row["height"].toInt());
    QCOMPARE(info->channels, row["channels"].toInt());
    QCOMPARE(info->bitDepth, row["stored"].toInt());
    QCOMPARE(info->hasAlpha, row["alpha"].toBool());
    QCOMPARE(info->isCmyk, row["cmyk"].toBool());
    QCOMPARE(info->orientation, 1);
    QCOMPARE(info->format, *formatFromExtension(golden::file(row["file"].toString())));
}

void CodecTest::everyOrientation_comesOutUpright_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("orientation");
    for (int o = 1; o <= 8; ++o)
        QTest::addRow("png %d", o) << QStringLiteral("orientation%1.png").arg(o) << o;
    for (const char *name :
         {"orientation6.jpg", "orientation6.webp", "orientation6.tif", "orientation6_text.png"})
        QTest::addRow("%s", name) << QString(name) << 6;
}

void CodecTest::everyOrientation_comesOutUpright()
{
    QFETCH(QString, name);
    QFETCH(int, orientation);
    const auto info = probe(golden::file(name));
    QVERIFY(info);
    QCOMPARE(info->orientation, orientation);
    QCOMPARE(info->displayWidth(), 20);
    QCOMPARE(info->displayHeight(), 12);
    const auto image = decodeOriented(golden::file(name));
    QVERIFY(image);
    const int distance = golden::distance(*image, golden::raw("upright.raw", 20, 12, 3, 8));
    QVERIFY2(distance >= 0 && distance <= (name.endsWith("jpg") ? 12 : 0),
             qPrintable(QString::number(distance)));
}

void CodecTest::orientationTag_isReadFromSeveralThreadsAtOnce()
{
    std::atomic<int> right = 0;
    const auto work = [&] {
        for (int i = 0; i < 50; ++i) {
            for (const char *name : {"orientation6.jpg", "orientation6_text.png", "orientation6.webp"})
                right += probe(golden::file(name)).value_or(ImageInfo{}).orientation == 6;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(work);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 4 * 50 * 3);
}

void CodecTest::plainDecode_keepsTheStoredOrientation()
{
    const auto image = decode(golden::file("orientation6.tif"));
    QVERIFY(image);
    QCOMPARE(image->width(), 12);
    QCOMPARE(image->height(), 20);
}

void CodecTest::extension_promisesAFormatInAnyCase()
{
    QVERIFY(formatFromExtension("a/B.JpEg") == ImageFormat::Jpeg);
    QVERIFY(formatFromExtension("b.JPG") == ImageFormat::Jpeg);
    QVERIFY(formatFromExtension("x.TIF") == ImageFormat::Tiff);
    QVERIFY(formatFromExtension("x.tiff") == ImageFormat::Tiff);
    QVERIFY(formatFromExtension("x.webp") == ImageFormat::Webp);
    QVERIFY(formatFromExtension("x.bmp") == ImageFormat::Bmp);
    QVERIFY(!formatFromExtension("png"));
    QVERIFY(!formatFromExtension("x.txt"));
}

void CodecTest::lyingExtension_isFoundByTheFirstBytes()
{
    QTemporaryDir folder;
    QVERIFY(QFile::copy(golden::path("baseline444.jpg"), folder.filePath("really.png")));
    const std::filesystem::path file = folder.filePath("really.png").toStdString();
    const auto info = probe(file);
    QVERIFY(info);
    QCOMPARE(info->format, ImageFormat::Jpeg);
    QVERIFY(decode(file));
}

void CodecTest::variantsWeCannotRead_areUnsupportedByName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("reason");
    QTest::newRow("run-length BMP") << "rle8.bmp"
                                    << "RLE8";
    QTest::newRow("floating point TIFF") << "float.tif"
                                         << "floating point";
    QTest::newRow("animated WebP") << "animated.webp"
                                   << "animation";
    QTest::newRow("no picture") << "make_goldens.py"
                                << "not a picture";
}

void CodecTest::variantsWeCannotRead_areUnsupportedByName()
{
    QFETCH(QString, name);
    QFETCH(QString, reason);
    const auto image = decode(golden::file(name));
    QVERIFY(!image);
    QCOMPARE(image.error().code, ErrorCode::Unsupported);
    const QString message = QString::fromStdString(image.error().message);
    QVERIFY2(message.contains(reason) && message.contains(name), qPrintable(message));
    QVERIFY(!image.error().remedy.empty());
}

void CodecTest::missingFile_isNotFound()
{
    const auto image = decode(golden::file("no_such.png"));
    QVERIFY(!image);
    QCOMPARE(image.error().code, ErrorCode::NotFound);
    QVERIFY(image.error().message.find("no_such.png") != std::string::npos);
}

void CodecTest::folderAndPipe_areRefusedWithoutWaiting()
{
    QTemporaryDir folder;
    const std::string pipe = folder.filePath("pipe.png").toStdString();
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    for (const std::filesystem::path file : {pipe, folder.path().toStdString(), std::string("/dev/zero")}) {
        const auto info = probe(file);
        QVERIFY(!info);
        QCOMPARE(info.error().code, ErrorCode::BadInput);
    }
}

void CodecTest::emptyFile_isCorrupt()
{
    const auto info = probe(std::span<const std::uint8_t>(), "'empty.png'");
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::Corrupt);
}

void CodecTest::controlCharactersInAName_areShownEscaped()
{
    const auto info = probe("/nowhere/a\x1b[31m\nb.png");
    QVERIFY(!info);
    QVERIFY(info.error().message.find("a\\x1b[31m\\x0ab.png") != std::string::npos);
}

void CodecTest::pictureOverTheLimit_isRefusedByItsHeader()
{
    ImageLimits limits;
    limits.maxPixels = 37 * 23 - 1;
    const auto refused = decode(golden::file("rgb8.png"), limits);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::BadInput);
    limits.maxPixels = 37 * 23;
    QVERIFY(decode(golden::file("rgb8.png"), limits));
}

void CodecTest::fileOverTheLimit_isRefusedBeforeReading()
{
    QTemporaryDir folder;
    QFile sparse(folder.filePath("huge.png"));
    QVERIFY(sparse.open(QIODevice::WriteOnly) && sparse.resize(1'000'000'001));
    const auto info = probe(sparse.fileName().toStdString());
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::BadInput);
}

QTEST_GUILESS_MAIN(CodecTest)
#include "codec_test.moc"
