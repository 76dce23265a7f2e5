#include "core/data/csv.h"
#include "core/data/text_input.h"
#include "tests/core/data/folder.h"

#include <QTest>

using namespace armature;
using namespace std::string_literals;

class TextInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void invalidBytes_becomeOneReplacementAndAreFlagged()
    {
        const auto decoded = decodeText("a\xFF\xFE"
                                        "b");
        QCOMPARE(decoded.text, "a\xEF\xBF\xBD"
                               "b"s);
        QVERIFY(decoded.hadInvalidBytes);
        QVERIFY(!decodeText("grün").hadInvalidBytes);
    }

    void byteOrderMarks_areReadAndCut()
    {
        QCOMPARE(decodeText("\xEF\xBB\xBF"
                            "cat")
                     .text,
                 "cat"s);
        QCOMPARE(decodeText("\xFF\xFE\x63\x00\xE9\x00"s).text, "cé"s);
        QCOMPARE(decodeText("\xFE\xFF\xD8\x3D\xDE\x00"s).text, "😀"s);
        QVERIFY(decodeText("\xFF\xFE\x3D\xD8"s).hadInvalidBytes); // half a pair of surrogates
    }

    void names_areEscapedSoThatTheyCannotRewriteALine()
    {
        QCOMPARE(displayName("a\u202Egpj.exe"), "a\\u202egpj.exe"s);
        QCOMPARE(displayName("a\x1B[2J\n\xFF"), "a\\u001b[2J\\u000a\\xff"s);
        QCOMPARE(displayName("grün.png"), "grün.png"s);
        QVERIFY(displayName(std::string(100000, 'a')).size() < 300);
    }

    void normalization_andCaseFolding_followUnicode()
    {
        QCOMPARE(toNfc("u\u0308"), "ü"s);
        QCOMPARE(toNfd("ü"), "u\u0308"s);
        QCOMPARE(caseFolded("STRASSE"), caseFolded("straße"));
        QCOMPARE(toNfc("\xFF"), "\xFF"s);
    }

    void lines_endAtNewlinesOnly_andLoseTheirCarriageReturn()
    {
        const test::Folder folder;
        LineReader reader(folder.write("a", "one\r\ntwo\vstill\u2028two\n\nlast"));
        QCOMPARE(reader.next()->bytes, "one"s);
        QCOMPARE(reader.next()->bytes, "two\vstill\u2028two"s);
        QCOMPARE(reader.next()->bytes, ""s);
        const auto last = reader.next();
        QCOMPARE(last->bytes, "last"s);
        QCOMPARE(last->number, size_t(4));
        QVERIFY(!reader.next());
    }

    void lineOverTheCap_isSkippedAndItsNumberKept()
    {
        const test::Folder folder;
        LineReader reader(folder.write("a", "x\n" + std::string(10 << 20, 'y') + "\nz\n" +
                                                std::string(LineReader::kMaxLine, 'w') + "\n" +
                                                std::string(LineReader::kMaxLine + 1, 'v')));
        QCOMPARE(reader.next()->bytes, "x"s);
        const auto tooLong = reader.next();
        QVERIFY(tooLong->tooLong && tooLong->number == 2);
        QCOMPARE(reader.next()->bytes, "z"s);
        QVERIFY(!reader.next()->tooLong);
        QVERIFY(reader.next()->tooLong);
        QVERIFY(!reader.next());
    }

    void csv_readsQuotesLineBreaksAndDoubledQuotes()
    {
        const test::Folder folder;
        CsvReader reader(folder.write("a.csv",
                                      "\xEF\xBB\xBF"
                                      "file,text\r\n1.png,\"a \"\"red\"\"\r\ncat, sitting\"\r\n\n2.png,\n"));
        QCOMPARE(reader.next()->fields, (std::vector{"file"s, "text"s}));
        QCOMPARE(reader.next()->fields, (std::vector{"1.png"s, "a \"red\"\ncat, sitting"s}));
        const auto last = reader.next();
        QCOMPARE(last->fields, (std::vector{"2.png"s, ""s}));
        QCOMPARE(last->line, size_t(5));
        QVERIFY(!reader.next());
    }

    void csvQuoteThatNeverCloses_losesOnlyItsOwnLine()
    {
        const test::Folder folder;
        CsvReader reader(folder.write("a.csv", "file;text\n1.png;\"open\n2.png;fine\n3.png;\"x\"y\n4.png;z"));
        QCOMPARE(reader.next()->fields.size(), size_t(2));
        const auto broken = reader.next();
        QVERIFY(broken->isBroken && broken->line == 2);
        QCOMPARE(reader.next()->fields, (std::vector{"2.png"s, "fine"s}));
        QVERIFY(reader.next()->isBroken);
        QCOMPARE(reader.next()->fields[1], "z"s);
        QVERIFY(!reader.next());
    }

    void hashOfText_isThatOfXxh3() { QCOMPARE(hashText(""), uint64_t(0x2D06800538D394C2)); }
};

QTEST_GUILESS_MAIN(TextInputTest)
#include "text_input_test.moc"
