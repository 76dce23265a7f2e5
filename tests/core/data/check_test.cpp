#include "core/data/check.h"
#include "tests/core/data/folder.h"
#include "tests/core/data/pictures.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace armature;
using namespace armature::test;
using namespace std::string_literals;

namespace {

// Smooth shapes that differ much from seed to seed.
PngOptions motif(int seed)
{
    PngOptions options;
    options.sample = [seed](int x, int y, int c) {
        return int(127 + 60 * std::sin(x * (0.05 + 0.07 * seed) + y * 0.13 + c) +
                   60 * std::cos(y * (0.31 - 0.06 * seed) + seed * 2.1));
    };
    return options;
}

// One pair in a folder of its own.
struct OnePair
{
    Folder folder;

    OnePair(const std::string &target, const std::string &condition, const std::string &extension = "png")
    {
        folder.write("image/1." + extension, target);
        folder.write("condition/1.png", condition);
        folder.write("image/1.txt", "a caption");
    }

    CheckReport check(CheckOptions options = {}) const
    {
        options.resolution = 32;
        return checkPairs(*readPairs(folder.path()), options);
    }
};

const std::string kMap = makePng(64, 64, {1, 8, 1, [](int x, int y, int) { return x == y ? 255 : 0; }});

} // namespace

class CheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pairWithoutFault_hasNoFinding()
    {
        const auto report = OnePair(makePng(64, 64), kMap).check();
        QVERIFY(report.isUsable());
        QCOMPARE(report.findings.size(), size_t(0));
        QVERIFY(report.facts.at(0).isTrainable);
        QCOMPARE(report.facts.at(0).target, (PixelSize{64, 64}));
    }

    void everyFault_hasItsKindAndSeverity_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("condition");
        QTest::addColumn<FindingKind>("kind");
        QTest::addColumn<Severity>("severity");
        const auto row = [](const char *name, const std::string &target, const std::string &condition,
                            FindingKind kind, Severity severity) {
            QTest::newRow(name) << QByteArray::fromStdString(target) << QByteArray::fromStdString(condition)
                                << kind << severity;
        };
        const auto whole = makePng(64, 64);
        PngOptions turned, opaque, seeThrough, deep;
        turned.orientation = 6;
        opaque.channels = seeThrough.channels = 4;
        opaque.sample = [](int, int y, int c) { return c == 3 ? 255 : y; };
        seeThrough.sample = [](int x, int y, int c) { return c == 3 ? x : y; };
        deep.bitDepth = 16;
        row("empty file", "", kMap, FindingKind::Unreadable, Severity::Error);
        row("no picture", "hello, I am a text", kMap, FindingKind::Unreadable, Severity::Error);
        row("cut target", whole.substr(0, whole.size() / 2), kMap, FindingKind::Truncated, Severity::Error);
        row("cut map", whole, kMap.substr(0, kMap.size() - 20), FindingKind::Truncated, Severity::Error);
        row("bmp called png", makeBmp(64, 64, 90), kMap, FindingKind::ExtensionLies, Severity::Warning);
        row("other shape", makePng(64, 48), kMap, FindingKind::AspectDiffers, Severity::Error);
        row("other size", makePng(128, 128), kMap, FindingKind::SizeDiffers, Severity::Warning);
        row("strip", makePng(640, 32), makePng(640, 32), FindingKind::ExtremeAspect, Severity::Error);
        row("small", makePng(24, 24), makePng(24, 24, {1}), FindingKind::SmallerThanResolution,
            Severity::Warning);
        row("turned", makePng(64, 40, turned), makePng(40, 64), FindingKind::ExifRotation, Severity::Note);
        row("turned square", makePng(64, 64, turned), kMap, FindingKind::ExifRotation, Severity::Warning);
        row("opaque alpha", makePng(64, 64, opaque), kMap, FindingKind::Alpha, Severity::Note);
        row("transparent", makePng(64, 64, seeThrough), kMap, FindingKind::Alpha, Severity::Warning);
        row("16 bit", makePng(64, 64, deep), kMap, FindingKind::SixteenBit, Severity::Note);
        row("blank map", whole, makePng(64, 64, {1, 8, 1, [](int, int, int) { return 0; }}),
            FindingKind::BlankCondition, Severity::Warning);
        row("map is target", whole, whole, FindingKind::SameAsTarget, Severity::Warning);
    }
    void everyFault_hasItsKindAndSeverity()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, condition);
        QFETCH(FindingKind, kind);
        QFETCH(Severity, severity);
        const auto report = OnePair(target.toStdString(), condition.toStdString()).check();
        const bool found =
            std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding &finding) {
                return finding.kind == kind && finding.severity == severity && !finding.files.empty() &&
                       !finding.message.empty() && !finding.repair.empty();
            });
        QVERIFY2(found, reportText(report).c_str());
        QCOMPARE(report.trainableCount(), size_t(severity == Severity::Error ? 0 : 1));
    }

    void mapOfTheUnturnedPicture_isToldAsSuch()
    {
        PngOptions turned;
        turned.orientation = 6;
        const auto report = OnePair(makePng(64, 40, turned), makePng(64, 40)).check();
        const auto *finding = findKind(report.findings, FindingKind::AspectDiffers);
        QVERIFY(finding && finding->message.find("EXIF") != std::string::npos);
        QCOMPARE(report.facts[0].target, (PixelSize{40, 64}));
    }

    void fastCheck_doesNotDecode()
    {
        auto damaged = makePng(64, 64);
        damaged[damaged.size() / 2] = char(damaged[damaged.size() / 2] ^ 0x55);
        CheckOptions fast;
        fast.decode = false;
        QVERIFY(OnePair(damaged, kMap).check(fast).isUsable());
        QVERIFY(!OnePair(damaged, kMap).check().isUsable());
    }

    void captions_missingEmptyAndLong_areTold()
    {
        const Folder folder;
        int seed = 0;
        for (const std::string name : {"missing", "empty", "long", "fine"}) {
            folder.write("image/" + name + ".png", makePng(64, 64, motif(seed++)));
            folder.write("condition/" + name + ".png", makePng(64, 64, motif(seed++)));
        }
        folder.write("image/empty.txt", " \r\n");
        folder.write("image/long.txt", std::string(76, 'w'));
        folder.write("image/fine.txt", std::string(75, 'w'));
        CheckOptions options;
        options.resolution = 32;
        options.countTokens = [](std::string_view text) { return text.size(); };
        const auto report = checkPairs(*readPairs(folder.path()), options);
        QCOMPARE(findKind(report.findings, FindingKind::MissingCaption)->pair, "missing"s);
        QCOMPARE(findKind(report.findings, FindingKind::EmptyCaption)->pair, "empty"s);
        QCOMPARE(findKind(report.findings, FindingKind::LongCaption)->pair, "long"s);
        QCOMPARE(countKind(report.findings, FindingKind::LongCaption), size_t(1));
        QCOMPARE(report.trainableCount(), size_t(4));
    }

    void duplicates_ofBothKinds_areTold()
    {
        const Folder folder;
        const auto write = [&](const std::string &name, const std::string &target,
                               const std::string &condition) {
            folder.write("image/" + name + ".png", target);
            folder.write("image/" + name + ".txt", "x");
            folder.write("condition/" + name + ".png", condition);
        };
        auto brighter = motif(1);
        brighter.sample = [base = motif(1).sample](int x, int y, int c) { return base(x, y, c) + 5; };
        write("a", makePng(64, 64, motif(1)), makePng(64, 64, motif(11)));
        write("b", makePng(64, 64, motif(1)), makePng(64, 64, motif(12)));
        write("c",
              makePng(80, 80,
                      [&] {
                          auto options = motif(1);
                          options.sample = [base = brighter.sample](int x, int y, int c) {
                              return base(x * 4 / 5, y * 4 / 5, c);
                          };
                          return options;
                      }()),
              makePng(80, 80, motif(13)));
        write("d", makePng(64, 64, motif(4)), makePng(64, 64, motif(11)));
        CheckOptions options;
        options.resolution = 32;
        const auto report = checkPairs(*readPairs(folder.path()), options);
        QCOMPARE(countKind(report.findings, FindingKind::Duplicate), size_t(1));
        QCOMPARE(findKind(report.findings, FindingKind::Duplicate)->files,
                 (std::vector{"image/b.png"s, "image/a.png"s}));
        QCOMPARE(countKind(report.findings, FindingKind::NearDuplicate), size_t(1));
        QCOMPARE(findKind(report.findings, FindingKind::NearDuplicate)->pair, "c"s);
        QCOMPARE(countKind(report.findings, FindingKind::DuplicateCondition), size_t(1));
        QCOMPARE(findKind(report.findings, FindingKind::DuplicateCondition)->pair, "d"s);
        QCOMPARE(report.trainableCount(), size_t(4));
    }

    void report_isTheSameWithAnyNumberOfThreads()
    {
        const Folder folder;
        for (int i = 0; i < 24; ++i) {
            folder.write("image/" + std::to_string(i) + ".png",
                         i % 5 ? makePng(40 + i, 40, motif(i)) : "broken"s);
            folder.write("condition/" + std::to_string(i) + ".png", makePng(40 + i, 40, motif(i % 7)));
        }
        const auto set = readPairs(folder.path());
        CheckOptions one, many;
        one.threads = 1;
        many.threads = 8;
        std::atomic<size_t> last = 0;
        many.progress = [&](size_t done, size_t total) {
            QCOMPARE(total, size_t(24));
            last = done;
        };
        QCOMPARE(reportJson(checkPairs(*set, many)), reportJson(checkPairs(*set, one)));
        QCOMPARE(last.load(), size_t(24));
    }

    void stoppedCheck_saysSo()
    {
        std::stop_source source;
        source.request_stop();
        CheckOptions options;
        options.stop = source.get_token();
        const auto report = OnePair(makePng(64, 64), kMap).check(options);
        QVERIFY(report.isInterrupted && !report.isUsable());
    }

    void json_isAsciiAndComplete()
    {
        const Folder folder;
        folder.write("image/\xE2\x80\xAEgnp.png", "broken");
        folder.write("condition/\xE2\x80\xAEgnp.png", "broken");
        folder.write("image/\xFF.png");
        const auto report = checkPairs(*readPairs(folder.path()), {});
        const auto text = reportJson(report);
        QVERIFY(std::all_of(text.begin(), text.end(), [](char c) { return uint8_t(c) < 0x80; }));
        const auto json = nlohmann::json::parse(text);
        QCOMPARE(json["pairs"].get<int>(), 1);
        QCOMPARE(json["trainable"].get<int>(), 0);
        QCOMPARE(json["counts"]["unreadable"].get<int>(), 3); // the one without a map, too
        QCOMPARE(json["counts"]["unpaired_target"].get<int>(), 1);
        QCOMPARE(json["errors"].get<size_t>(), report.count(Severity::Error));
        QCOMPARE(json["findings"][1]["files"][0].get<std::string>(), "image/\xE2\x80\xAEgnp.png"s);
        const auto people = reportText(report);
        QVERIFY(people.find("\xE2\x80\xAE") == std::string::npos);
        QVERIFY(people.find("\\u202egnp.png") != std::string::npos);
    }

    void text_groupsAndShortens()
    {
        const Folder folder;
        folder.write("condition/0.png", "x");
        for (int i = 0; i < 20; ++i)
            folder.write("image/" + std::to_string(i + 1) + ".png", "x");
        const auto text = reportText(checkPairs(*readPairs(folder.path()), {}), 3);
        QVERIFY(text.find("picture without a condition map (20)") != std::string::npos);
        QVERIFY(text.find("and 17 more") != std::string::npos);
        QVERIFY(text.find("0 pairs, 0 of them") != std::string::npos);
        QVERIFY(text.find("41 errors, 20 warnings, 0 notes") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(CheckTest)
#include "check_test.moc"
