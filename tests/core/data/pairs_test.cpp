#include "core/data/pairs.h"
#include "tests/core/data/folder.h"

#include <QTest>

#include <sys/stat.h>

using namespace armature;
using namespace armature::test;
using namespace std::string_literals;
namespace fs = std::filesystem;

class PairsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesOfAnyLength_comeInTheOrderOfTheirBytes()
    {
        const Folder folder;
        std::vector<std::string> names = {
            "p0000", "p0001",     "p00001", "p000010000", "p0000100001",    "p",         "p0/a", "p0",
            "p0-a",  "p\xc3\xa9", "p00 b",  "p000000010", "p0000000100000", "p00000002", "p1"};
        for (const auto &name : names) {
            folder.write("image/" + name + ".png");
            folder.write("condition/" + name + ".png");
            folder.write("image/" + name + ".txt", name);
        }
        std::sort(names.begin(), names.end());
        const auto set = readPairs(folder.path());
        QVERIFY(set && set->pairs.size() == names.size());
        for (size_t i = 0; i < names.size(); ++i) {
            QCOMPARE(set->pairs[i].id, names[i]);
            QCOMPARE(set->pairs[i].captions, std::vector<std::string>{names[i]});
        }
    }

    void twoFolders_arePairedByStemWhateverTheExtension()
    {
        const Folder folder;
        folder.write("image/b.JPG");
        folder.write("condition/b.png");
        folder.write("image/sub/a.tiff");
        folder.write("condition/sub/a.WebP");
        folder.write("image/b.txt", "\xEF\xBB\xBF a cat\r\nsits \n");
        folder.write("image/.DS_Store");
        folder.write("image/._b.jpg");
        const auto set = readPairs(folder.path());
        QVERIFY(set.has_value());
        QCOMPARE(idsOf(*set), "b sub/a"s);
        QCOMPARE(set->pairs[0].captions, std::vector{"a cat\r\nsits"s});
        QVERIFY(set->pairs[1].captions.empty());
        QVERIFY(set->findings.empty());
        QCOMPARE(set->layoutText, "image/ + condition/"s);
    }

    void folderSynonyms_areUnderstood_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("condition");
        QTest::newRow("plural") << "images"
                                << "conditions";
        QTest::newRow("diffusers") << "images"
                                   << "conditioning_images";
        QTest::newRow("controlnet") << "target"
                                    << "source";
        QTest::newRow("case") << "Image"
                              << "Conditioning";
    }
    void folderSynonyms_areUnderstood()
    {
        QFETCH(QString, image);
        QFETCH(QString, condition);
        const Folder folder;
        folder.write(image.toStdString() + "/1.png");
        folder.write(condition.toStdString() + "/1.png");
        QCOMPARE(idsOf(*readPairs(folder.path())), "1"s);
    }

    void picturesInFoldersThatSayHowOften_findTheirMaps()
    {
        const Folder folder;
        for (const char *name : {"image/10_cats/a.png", "image/3_dogs/b.jpg", "image/10_cats/same.png",
                                 "image/3_dogs/same.png", "image/cats_10/c.png", "conditioning/a.png",
                                 "conditioning/b.png", "conditioning/same.png", "conditioning/c.png"})
            folder.write(name, "x");
        const auto set = readPairs(folder.path());
        QVERIFY(set);
        QCOMPARE(set->pairs.size(), size_t(2)); // "same" is not told apart, cats_10 is a folder like others
        QCOMPARE(set->pairs[0].id, std::string("10_cats/a"));
        QCOMPARE(set->pairs[1].condition.filename(), std::filesystem::path("b.png"));
        QCOMPARE(set->findings.size(), size_t(5)); // two pictures "same", their map, c and its map
    }

    void stemsInOtherUnicodeForms_match()
    {
        const Folder folder;
        folder.write("image/gru\u0308n.png");
        folder.write("condition/grün.png");
        folder.write("condition/grün.txt", "green");
        const auto set = readPairs(folder.path());
        QCOMPARE(idsOf(*set), "grün"s);
        QCOMPARE(set->pairs[0].captions, std::vector{"green"s});
    }

    void unpairedFiles_areNamedOnBothSides()
    {
        const Folder folder;
        folder.write("image/1.png");
        folder.write("condition/1.png");
        folder.write("image/2.png");
        folder.write("image/2.txt", "has a picture");
        folder.write("condition/3.png");
        folder.write("image/4.txt", "has none");
        const auto set = readPairs(folder.path());
        QCOMPARE(idsOf(*set), "1"s);
        QCOMPARE(findKind(set->findings, FindingKind::UnpairedTarget)->files, std::vector{"image/2.png"s});
        QCOMPARE(findKind(set->findings, FindingKind::UnpairedCondition)->files,
                 std::vector{"condition/3.png"s});
        QCOMPARE(findKind(set->findings, FindingKind::OrphanCaption)->files, std::vector{"image/4.txt"s});
        QCOMPARE(set->findings.size(), size_t(3));
    }

    void namesThatDifferInCase_arePairedAndTold()
    {
        const Folder folder;
        folder.write("image/Cat.png");
        folder.write("condition/cat.png");
        folder.write("image/Dog.png");
        folder.write("image/dog.png");
        folder.write("condition/dog.png");
        const auto set = readPairs(folder.path());
        QCOMPARE(idsOf(*set), "Cat dog"s);
        QCOMPARE(countKind(set->findings, FindingKind::CaseClash), size_t(2));
        QCOMPARE(countKind(set->findings, FindingKind::UnpairedTarget), size_t(1));
    }

    void secondPictureOfOneName_andForeignFormats_areTold()
    {
        const Folder folder;
        folder.write("image/1.jpg");
        folder.write("image/1.png");
        folder.write("condition/1.png");
        folder.write("image/2.heic");
        folder.write("condition/2.png");
        const auto set = readPairs(folder.path());
        QCOMPARE(set->pairs[0].target.filename(), fs::path("1.jpg"));
        QVERIFY(findKind(set->findings, FindingKind::DuplicateStem));
        QCOMPARE(findKind(set->findings, FindingKind::UnsupportedFormat)->files,
                 std::vector{"image/2.heic"s});
    }

    void metadataLines_giveFilesAndCaptions()
    {
        const Folder folder;
        for (const char *name :
             {"image/1.png", "image/2.png", "condition/1.png", "condition/2.png", "image/3.png"})
            folder.write(name);
        folder.write(
            "metadata.jsonl",
            "\xEF\xBB\xBF{\"file_name\":\"image/1.png\",\"conditioning_image_file_name\":\"condition/1.png\","
            "\"text\":\"one\"}\r\n\n"
            "{\"image\":\"image/"
            "2.png\",\"conditioning_image\":{\"path\":\"condition\\\\2.png\"},\"text\":[\"a\",\"b\"]}\n");
        const auto set = readPairs(folder.path());
        QCOMPARE(set->layout, DatasetLayout::MetadataJsonl);
        QCOMPARE(idsOf(*set), "image/1 image/2"s);
        QCOMPARE(set->pairs[1].captions, (std::vector{"a"s, "b"s}));
        QCOMPARE(findKind(set->findings, FindingKind::NotListed)->files, std::vector{"image/3.png"s});
        QCOMPARE(set->findings.size(), size_t(1));
    }

    void csv_andChosenColumns_areRead()
    {
        const Folder folder;
        folder.write("a.png");
        folder.write("b.png");
        folder.write("metadata.csv",
                     "file_name,edges_file_name,note,text\na.png,b.png,\"two\nlines\",other\n");
        const auto set = readPairs(folder.path(), {"image", "edges", "note"});
        QCOMPARE(set->layout, DatasetLayout::MetadataCsv);
        QCOMPARE(set->pairs.at(0).captions, std::vector{"two\nlines"s});
        QCOMPARE(set->pairs.at(0).condition, fs::canonical(folder / "b.png"));
    }

    void columnThatIsNowhere_isRefusedWithThoseThatAre()
    {
        const Folder folder;
        folder.write("a.png");
        folder.write("metadata.csv", "file_name,conditioning_image_file_name,text\na.png,a.png,x\n");
        const auto set = readPairs(folder.path(), {"image", "conditioning_image", "captoin"});
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::BadInput);
        QVERIFY(set.error().message.find("captoin") != std::string::npos);
        QVERIFY(set.error().message.find("conditioning_image_file_name") != std::string::npos);
        QVERIFY(set.error().remedy.find("--caption_column") != std::string::npos);
    }

    void promptJson_asLinesAndAsArray_isRead()
    {
        for (const auto &[open, between, close] : {std::tuple{"", "\n", ""}, std::tuple{" [", ",", "]"}}) {
            const Folder folder;
            folder.write("source/0.png");
            folder.write("target/0.png");
            folder.write("source/1.png");
            folder.write("target/1.png");
            folder.write("prompt.json",
                         open + R"({"source":"source/0.png","target":"target/0.png","prompt":"zero"})"s +
                             between + R"({"source":"source/1.png","target":"target/1.png","prompt":"one"})" +
                             close);
            const auto set = readPairs(folder.path());
            QCOMPARE(set->layout, DatasetLayout::PromptJson);
            QCOMPARE(idsOf(*set), "target/0 target/1"s);
            QCOMPARE(set->pairs[1].captions, std::vector{"one"s});
            QCOMPARE(set->pairs[1].condition.filename(), fs::path("1.png"));
            QVERIFY(set->pairs[1].condition.native().find("source") != std::string::npos);
        }
    }

    void listingWithoutConditions_givesTheFoldersTheirCaptions()
    {
        const Folder folder;
        folder.write("image/1.png");
        folder.write("condition/1.png");
        folder.write("metadata.jsonl", "{\"file_name\":\"image/1.png\",\"text\":\"told here\"}\n");
        const auto set = readPairs(folder.path());
        QCOMPARE(set->layout, DatasetLayout::Folders);
        QCOMPARE(set->pairs.at(0).captions, std::vector{"told here"s});
    }

    void picturesAlone_areRowsThatStillLackTheirMaps_withCaptions()
    {
        const Folder folder;
        folder.write("cat.jpg");
        folder.write("cat.txt", "a cat");
        folder.write("trip/sea.png");
        const auto set = readPairs(folder.path());
        QVERIFY(set.has_value());
        QVERIFY(set->pairs.empty());
        QCOMPARE(set->unpaired.size(), size_t(2));
        QCOMPARE(set->unpaired[0].captions, std::vector{"a cat"s});
        QVERIFY(set->unpaired[1].captions.empty());
        QCOMPARE(countKind(set->findings, FindingKind::UnpairedTarget), size_t(2));
        QVERIFY(set->findings[0].repair.find("condition/cat.png") != std::string::npos);
        QCOMPARE(set->layoutText, "pictures without condition maps"s);
    }

    void picturesAlone_becomePairsAsTheirMapsAreMade()
    {
        const Folder folder;
        folder.write("cat.jpg");
        folder.write("dog.jpg");
        folder.write("condition/cat.png");
        const auto set = readPairs(folder.path());
        QCOMPARE(idsOf(*set), "cat"s);
        QCOMPARE(set->unpaired.size(), size_t(1));
        QCOMPARE(set->findings.size(), size_t(1)); // the maps are no pictures of their own
        QCOMPARE(set->layoutText, "pictures + condition/"s);
    }

    void mapsOfNestedPictures_areKnownByTheirRecipe()
    {
        const Folder folder;
        folder.write("trip/sea.jpg");
        folder.write("condition/trip/sea.png");
        folder.write("condition/recipe.json", "{}");
        QCOMPARE(idsOf(*readPairs(folder.path())), "trip/sea"s);
    }

    void pictureFolderWithoutMaps_andAListingWithoutThem_areReadAsPictures()
    {
        const Folder folder;
        folder.write("image/1.png");
        QCOMPARE(readPairs(folder.path())->layoutText, "image/ without condition maps"s);
        const Folder listed;
        listed.write("1.png");
        listed.write("metadata.jsonl", "{\"file_name\":\"1.png\",\"text\":\"told here\"}\n");
        const auto set = readPairs(listed.path());
        QCOMPARE(set->unpaired.at(0).captions, std::vector{"told here"s});
    }

    void namesThatTellOfPairs_areNotTakenForPicturesAlone()
    {
        const Folder folder;
        folder.write("cat.jpg");
        folder.write("cat_canny.png");
        QCOMPARE(readPairs(folder.path()).error().code, ErrorCode::NotFound);
    }

    void oneTargetWithTwoMaps_isTwoPairsWithIdsOfTheirOwn()
    {
        const Folder folder;
        for (const char *name : {"a.png", "b.png", "c.png"})
            folder.write(name);
        folder.write("metadata.jsonl",
                     "{\"file_name\":\"a.png\",\"conditioning_image_file_name\":\"c.png\"}\n"
                     "{\"file_name\":\"a.png\",\"conditioning_image_file_name\":\"b.png\"}\n");
        const auto set = readPairs(folder.path());
        QCOMPARE(idsOf(*set), "a a#2"s);
        QCOMPARE(set->pairs[0].condition.filename(), fs::path("b.png"));
    }

    void filesThatTheListingNamesButAreNotThere_areTold()
    {
        const Folder folder;
        folder.write("a.png");
        folder.write("metadata.jsonl",
                     "{\"file_name\":\"a.png\",\"conditioning_image_file_name\":\"no.png\"}\n"
                     "{\"file_name\":\"no.png\",\"conditioning_image_file_name\":\"a.png\"}\n"
                     "{\"file_name\":\"no.png\",\"conditioning_image_file_name\":\"no2.png\"}\n"
                     "{\"file_name\":\"a.png\",\"conditioning_image_file_name\":null}\n");
        const auto set = readPairs(folder.path());
        QVERIFY(set->pairs.empty());
        QCOMPARE(countKind(set->findings, FindingKind::UnpairedTarget), size_t(2));
        QCOMPARE(findKind(set->findings, FindingKind::UnpairedCondition)->line, size_t(2));
        QCOMPARE(findKind(set->findings, FindingKind::MissingFile)->line, size_t(3));
    }

    void pathsThatLeaveTheFolder_areTold_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("absolute") << QByteArray("/etc/passwd");
        QTest::newRow("device") << QByteArray("/dev/zero");
        QTest::newRow("parent") << QByteArray("../outside.png");
        QTest::newRow("parent of nothing") << QByteArray("../../nowhere/x.png");
        QTest::newRow("through a folder") << QByteArray("image/../../outside.png");
        QTest::newRow("windows drive") << QByteArray("C:\\\\x.png");
        QTest::newRow("network share") << QByteArray("\\\\\\\\host\\\\x.png");
        QTest::newRow("web") << QByteArray("http://example.org/x.png");
        QTest::newRow("file url") << QByteArray("file:///etc/passwd");
        QTest::newRow("link to a file") << QByteArray("link.png");
        QTest::newRow("link to a folder") << QByteArray("away/outside.png");
        QTest::newRow("dangling link") << QByteArray("dangling.png");
    }
    void pathsThatLeaveTheFolder_areTold()
    {
        QFETCH(QByteArray, path);
        const Folder outer;
        outer.write("outside.png");
        outer.write("data/image/1.png");
        fs::create_symlink(outer / "outside.png", outer / "data/link.png");
        fs::create_symlink(outer.path(), outer / "data/away");
        fs::create_symlink(outer / "later.png", outer / "data/dangling.png");
        outer.write("data/metadata.jsonl",
                    "{\"file_name\":\"image/1.png\",\"conditioning_image_file_name\":\"" +
                        path.toStdString() + "\"}\n");
        const auto set = readPairs(outer / "data");
        QVERIFY(set && set->pairs.empty());
        const auto *finding = findKind(set->findings, FindingKind::PathLeavesFolder);
        QVERIFY(finding);
        QCOMPARE(finding->severity, Severity::Error);
        QCOMPARE(finding->line, size_t(1));
    }

    void linksInTheFolders_areFollowedInsideAndRefusedOutside()
    {
        const Folder outer;
        outer.write("outside.png");
        outer.write("data/store/1.png");
        for (const char *name :
             {"data/condition/1.png", "data/condition/2.png", "data/condition/3.png", "data/condition/4.png"})
            outer.write(name);
        fs::create_directories(outer / "data/image");
        fs::create_symlink(outer / "data/store/1.png", outer / "data/image/1.png");
        fs::create_symlink(outer / "outside.png", outer / "data/image/2.png");
        fs::create_symlink(outer / "data/image/3.png", outer / "data/image/3.png");
        QCOMPARE(::mkfifo((outer / "data/image/4.png").c_str(), 0600), 0);
        fs::create_symlink(outer / "data/image", outer / "data/image/loop");
        fs::create_symlink(outer.path(), outer / "data/image/away");
        const auto set = readPairs(outer / "data");
        QCOMPARE(idsOf(*set), "1"s);
        QCOMPARE(countKind(set->findings, FindingKind::PathLeavesFolder), size_t(2)); // 2.png and away
        QCOMPARE(countKind(set->findings, FindingKind::Unreadable), size_t(2));       // the loop and the pipe
    }

    void pictureFolderThatIsALinkOut_isRefusedAsAWhole()
    {
        const Folder outer;
        outer.write("elsewhere/1.png");
        outer.write("data/condition/1.png");
        fs::create_symlink(outer / "elsewhere", outer / "data/image");
        const auto set = readPairs(outer / "data");
        QVERIFY(set->pairs.empty());
        QCOMPARE(countKind(set->findings, FindingKind::PathLeavesFolder), size_t(1));
    }

    void hostileLines_areToldByNumberAndTheRestIsRead()
    {
        const Folder folder;
        folder.write("a.png");
        const auto good = "{\"file_name\":\"a.png\",\"conditioning_image_file_name\":\"a.png\"}\n"s;
        folder.write(
            "metadata.jsonl",
            "not json\n" + std::string(10 << 20, '[') + "\n" + std::string(900000, '[') + "\n[1]\n" +
                "{\"file_name\":\"a\\u0000.png\",\"conditioning_image_file_name\":\"a.png\"}\n" +
                "{\"file_name\":7}\n" + good +
                "{\"file_name\":\"a\xFF.png\",\"conditioning_image_file_name\":\"a.png\"}\n" +
                "{\"file_name\":\"\xE2\x80\xAEgnp.a\",\"conditioning_image_file_name\":\"a.png\"}\n");
        const auto set = readPairs(folder.path());
        QCOMPARE(idsOf(*set), "a"s);
        std::vector<size_t> lines;
        for (const auto &finding : set->findings) {
            if (finding.kind == FindingKind::MalformedLine)
                lines.push_back(finding.line);
        }
        std::sort(lines.begin(), lines.end());
        QCOMPARE(lines, (std::vector<size_t>{1, 2, 3, 4, 5, 6}));
        QCOMPARE(findKind(set->findings, FindingKind::InvalidUtf8)->line, size_t(8));
        QVERIFY(set->findings.back().message.find("\\u202egnp.a") != std::string::npos);
    }

    void foldersWithoutPairs_failWithWhatToDo()
    {
        const Folder folder;
        QCOMPARE(readPairs(folder / "missing").error().code, ErrorCode::NotFound);
        const auto empty = readPairs(folder.path());
        QVERIFY(empty.error().message.find("is empty") != std::string::npos);
        QVERIFY(empty.error().remedy.find("condition/") != std::string::npos);
        folder.write("notes.md");
        QVERIFY(!readPairs(folder.path()));
        QCOMPARE(readPairs(folder / "notes.md").error().code, ErrorCode::BadInput);
        folder.write("data/train-00000.parquet");
        QCOMPARE(readPairs(folder.path()).error().code, ErrorCode::Unsupported);
    }

    void trainSubfolder_isFound()
    {
        const Folder folder;
        folder.write("train/image/1.png");
        folder.write("train/condition/1.png");
        QCOMPARE(idsOf(*readPairs(folder.path())), "1"s);
    }
};

QTEST_GUILESS_MAIN(PairsTest)
#include "pairs_test.moc"
