#include "core/data/loose_pairs.h"
#include "core/data/pairs.h"
#include "folder.h"
#include "pictures.h"

#include <QtTest>

using namespace armature;
using namespace armature::test;

namespace fs = std::filesystem;

class LoosePairsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void names_areUnderstood_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("pictures");
        QTest::addColumn<QString>("maps");
        QTest::addColumn<int>("pairs");
        QTest::newRow("word behind") << QStringList{"a.jpg", "a_canny.png", "b.jpg", "b_canny.png", "c.jpg"}
                                     << "*"
                                     << "*_canny" << 2;
        QTest::newRow("word behind, below")
            << QStringList{"x/a.png", "x/a-Depth.png", "y/b.png", "y/b-Depth.png"} << "*"
            << "*-Depth" << 2;
        QTest::newRow("OneTrainer") << QStringList{"a.png", "a-condlabel.png"} << "*"
                                    << "*-condlabel" << 1;
        QTest::newRow("word before") << QStringList{"a.png", "pose_a.png"} << "*"
                                     << "pose_*" << 1;
        QTest::newRow("folders") << QStringList{"photos/a.jpg", "photos/b.jpg", "edges/a.png", "edges/b.png"}
                                 << "photos/*"
                                 << "edges/*" << 2;
        QTest::newRow("folders in folders")
            << QStringList{"photos/x/a.jpg", "photos/y/b.jpg", "canny/x/a.png", "canny/y/b.png"} << "photos/*"
            << "canny/*" << 2;
        QTest::newRow("folder and word") << QStringList{"photos/a.jpg", "maps/a_hed.png"} << "photos/*"
                                         << "maps/*_hed" << 1;
        QTest::newRow("extensions") << QStringList{"a.jpg", "a.png", "b.jpg", "b.png"} << "*.jpg"
                                    << "*.png" << 2;
        QTest::newRow("the larger of two")
            << QStringList{"a.jpg", "a_depth.png", "a_canny.png", "b.jpg", "b_canny.png"} << "*"
            << "*_canny" << 2;
    }
    void names_areUnderstood()
    {
        QFETCH(QStringList, files);
        QFETCH(QString, pictures);
        QFETCH(QString, maps);
        QFETCH(int, pairs);
        const Folder folder;
        for (const auto &name : files)
            folder.write(name.toStdString(), makePng(16, 16));
        const auto loose = readLoose(folder.path());
        QVERIFY(loose);
        const auto guesses = guessPatterns(*loose);
        QVERIFY(!guesses.empty());
        QCOMPARE(QString::fromStdString(guesses[0].pattern.pictures), pictures);
        QCOMPARE(QString::fromStdString(guesses[0].pattern.maps), maps);
        QCOMPARE(int(guesses[0].pairs), pairs);
    }

    void picturesThatHaveNothingInCommon_areNotPaired()
    {
        const Folder folder;
        for (const char *name : {"a.jpg", "b.jpg", "sub/c.jpg", "my_cat.jpg"})
            folder.write(name, makePng(16, 16));
        QVERIFY(guessPatterns(*readLoose(folder.path())).empty());
        for (const char *bad : {"", "a", "**", "*"})
            QVERIFY(matchLoose(*readLoose(folder.path()), {"*", bad}).pairs.empty());
    }

    void theListing_isReadAsThePairsAndIsUndone()
    {
        const Folder folder;
        for (const char *name :
             {"cat.jpg", "cat_canny.png", "line\nbreak.png", "line\nbreak_canny.png", "alone.png"})
            folder.write(name, makePng(16, 16));
        folder.write("cat.txt", "a \"cat\"\n");
        const auto loose = readLoose(folder.path());
        const auto match = matchLoose(*loose, {"*", "*_canny"});
        QCOMPARE(match.pairs.size(), size_t(2));
        QCOMPARE(match.captions, size_t(1));
        QCOMPARE(match.left, size_t(1));
        auto journal = ChangeJournal::open(folder.path());
        auto steps = planImport(*loose, match, *journal);
        QVERIFY(steps && journal->run("import", *steps));
        const auto set = readPairs(folder.path());
        QVERIFY(set && set->pairs.size() == 2);
        QCOMPARE(set->pairs[0].captions, std::vector<std::string>{"a \"cat\""});
        QVERIFY(!planImport(*loose, match, *journal)); // there is one now
        QVERIFY(journal->undo());
        QVERIFY(!readPairs(folder.path()));
    }

    void aNameThatIsNotUtf8_isRefusedBeforeAnythingIsWritten()
    {
        const Folder folder;
        folder.write("\xff.png", makePng(16, 16));
        folder.write("\xff_canny.png", makePng(16, 16));
        const auto loose = readLoose(folder.path());
        const auto match = matchLoose(*loose, {"*", "*_canny"});
        QCOMPARE(match.pairs.size(), size_t(1));
        auto journal = ChangeJournal::open(folder.path());
        const auto steps = planImport(*loose, match, *journal);
        QVERIFY(!steps && steps.error().message.find("\\xff") != std::string::npos);
        QVERIFY(!fs::exists(folder / "metadata.jsonl"));
    }
};

QTEST_GUILESS_MAIN(LoosePairsTest)
#include "loose_pairs_test.moc"
