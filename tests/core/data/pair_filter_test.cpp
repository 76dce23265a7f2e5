#include "core/data/pair_filter.h"

#include <QtTest>

using namespace armature;

namespace {

PairTable sampleTable()
{
    PairTable table;
    const auto add = [&](std::string id, std::string caption, PixelSize target, PixelSize condition,
                         uint32_t issues, uint16_t tokens) {
        PairRow row;
        row.id = id;
        row.target = "image/" + id + ".png";
        row.condition = "condition/" + id + ".png";
        row.hasCaption = !caption.empty();
        row.caption = std::move(caption);
        const auto at = table.append(row);
        RowFacts facts;
        facts.target = target;
        facts.condition = condition;
        facts.issues = issues;
        facts.tokens = tokens;
        facts.isChecked = true;
        table.setFacts(at, facts);
    };
    add("cat one", "a Red car", {512, 512}, {512, 512}, 0, 3);
    add("dog", "a blue car AND more", {400, 600}, {400, 600}, issueBit(FindingKind::SmallerThanResolution),
        80);
    add("Gr\u00fcn", "", {1920, 1080}, {960, 540},
        issueBit(FindingKind::SizeDiffers) | issueBit(FindingKind::MissingCaption), 0);
    return table;
}

} // namespace

class PairFilterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rowsThatMatch_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char *text, const char *rows) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromLatin1(rows);
        };
        row("", "012");
        row("   ", "012");
        row("cat", "0");
        row("CAR", "01");
        row("name:dog", "1");
        row("name:d?g", "1");
        row("name:image/*.png", "012");
        row("name:\"cat one\"", "0");
        row("caption:\"red car\"", "0");
        row("\"AND\"", "1");
        row("GR\u00dcN", "2");
        row("size:<512", "1");
        row("size:512", "0");
        row("size:512..2000", "02");
        row("width:>=512 height:<=512", "0");
        row("aspect:!=1", "12");
        row("aspect:16:9", "2");
        row("aspect:16/9", "2");
        row("aspect:<1", "1");
        row("tokens:>75", "1");
        row("issue:misaligned", "2");
        row("issue:no-such-thing OR cat", "!");
        row("issue:size_differs OR issue:small", "12");
        row("NOT issue:any", "0");
        row("-issue:any", "0");
        row("NOT NOT cat", "0");
        row("car -red", "1");
        row("is:aligned", "01");
        row("is:captioned AND NOT name:dog", "0");
        row("(cat OR dog) AND tokens:<10", "0");
        row("cat OR dog tokens:<10", "0");
        row("cat AND", "!");
        row("OR cat", "!");
        row("(cat", "!");
        row("cat)", "!");
        row("size:", "!");
        row("size:big", "!");
        row("size:1..", "!");
        row("colour:red", "!");
        row("\"cat", "!");
        row("is:nice", "!");
        row("NOT", "!");
        row("()", "!");
    }
    void rowsThatMatch()
    {
        QFETCH(QString, text);
        QFETCH(QString, rows);
        const auto table = sampleTable();
        std::optional<FilterError> error;
        const auto filter = PairFilter::parse(text.toStdString(), error);
        QCOMPARE(error.has_value(), rows == "!");
        if (error) {
            QVERIFY(!error->message.empty());
            QVERIFY(error->at <= text.toStdString().size());
            return;
        }
        QString found;
        for (const auto row : filter.rows(table))
            found += QString::number(row);
        QCOMPARE(found, rows);
    }

    void error_namesThePlace()
    {
        std::optional<FilterError> error;
        PairFilter::parse("cat size:big dog", error);
        QVERIFY(error);
        QCOMPARE(error->at, size_t(4));
        QCOMPARE(error->length, size_t(8));
    }

    void deepNesting_isRefusedNotCrashed()
    {
        std::optional<FilterError> error;
        PairFilter::parse(std::string(100'000, '('), error);
        QVERIFY(error);
        std::string nots;
        for (int i = 0; i < 100'000; ++i)
            nots += "NOT ";
        PairFilter::parse(nots + "cat", error);
        QVERIFY(error);
    }

    void completions_offerFieldsThenValues()
    {
        QCOMPARE(filterCompletions("cat ca", 6).words, std::vector<std::string>{"caption:"});
        QCOMPARE(filterCompletions("cat ca", 6).from, size_t(4));
        const auto issues = filterCompletions("issue:mis", 9);
        QCOMPARE(issues.from, size_t(6));
        QVERIFY(std::find(issues.words.begin(), issues.words.end(), "misaligned") != issues.words.end());
        QCOMPARE(filterCompletions("-is:al", 6).words, std::vector<std::string>{"aligned"});
        QVERIFY(filterCompletions("size:12", 7).words.empty());
    }

    void counts_followChanges()
    {
        auto table = sampleTable();
        QCOMPARE(table.count(FindingKind::MissingCaption), size_t(1));
        table.setCaption(2, "now there", true, 2);
        QCOMPARE(table.count(FindingKind::MissingCaption), size_t(0));
        table.setCaption(2, "long", true, 90);
        QCOMPARE(table.count(FindingKind::LongCaption), size_t(1));
        table.setExcluded(0, true);
        QCOMPARE(table.count(FindingKind::Excluded), size_t(1));
        table.setExcluded(0, false);
        QCOMPARE(table.count(FindingKind::Excluded), size_t(0));
    }
};

QTEST_GUILESS_MAIN(PairFilterTest)
#include "pair_filter_test.moc"
