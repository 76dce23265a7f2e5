#include "core/data/check.h"
#include "core/data/dataset_scan.h"
#include "core/data/excluded.h"
#include "folder.h"
#include "pictures.h"

#include <QtTest>

using namespace armature;
using namespace armature::test;

namespace {

void fill(const Folder &folder)
{
    const auto put = [&](const char *id, const std::string &target, const std::string &condition) {
        folder.write(std::string("image/") + id + ".png", target);
        if (!condition.empty())
            folder.write(std::string("condition/") + id + ".png", condition);
    };
    PngOptions turned;
    turned.orientation = 6;
    PngOptions deep;
    deep.bitDepth = 16;
    put("a", makePng(64, 64), makePng(64, 64, deep));
    put("b", makePng(64, 64), makePng(32, 32));
    put("c", makePng(64, 48), makePng(64, 64));
    put("d", makePng(64, 64, turned), makePng(64, 64));
    put("e", makePng(80, 64), "");
    put("f", makePng(64, 64).substr(0, 600), makePng(64, 64));
    put("g", "no picture", makePng(64, 64));
    put("h", makePng(90, 64), makePng(90, 64));
    put("i", makePng(90, 64), makePng(90, 64));
    folder.write("condition/alone.png", makePng(8, 8));
    folder.write("image/a.txt", "a caption");
    folder.write("image/b.txt", "");
}

} // namespace

class DatasetScanTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void counts_areThoseOfCheckPairs()
    {
        const Folder folder;
        fill(folder);
        PairTable table;
        ScanStage last = ScanStage::Listing;
        const auto status = scanDataset(folder.path(), {}, [&](ScanBatch &&batch) {
            last = batch.stage;
            applyBatch(table, std::move(batch));
        });
        QVERIFY(status);
        QCOMPARE(last, ScanStage::Done);
        const auto set = readPairs(folder.path());
        const auto report = checkPairs(*set, {});
        for (size_t kind = 0; kind < kFindingKinds; ++kind) {
            std::set<std::string> pairs; // of a kind a pair counts once
            for (const auto &finding : report.findings) {
                if (finding.kind == FindingKind(kind))
                    pairs.insert(finding.pair.empty() ? finding.files[0] : finding.pair);
            }
            QVERIFY2(table.count(FindingKind(kind)) == pairs.size(), kindName(FindingKind(kind)).data());
        }
        size_t trainable = 0;
        for (uint32_t row = 0; row < table.size(); ++row)
            trainable += table.isTrainable(row);
        QCOMPARE(trainable, report.trainableCount());
        QCOMPARE(table.size(), set->pairs.size() + 2); // e and alone
    }

    // Of other files an edit must first read what stands in them.
    void theFormOfACaptionsFile_isKnownOnlyWhereItHoldsNothingElse()
    {
        const Folder folder;
        const std::pair<const char *, const char *> files[] = {{"image/a.txt", "a caption"},
                                                               {"image/b.txt", "a caption\n"},
                                                               {"image/c.txt", "a caption\r\n"},
                                                               {"image/d.txt", " a caption"},
                                                               {"image/e.txt", "\xEF\xBB\xBF"
                                                                               "a caption"},
                                                               {"image/f.caption", "a caption"},
                                                               {"condition/g.txt", "a caption"},
                                                               {"image/h.txt", "\xff caption"},
                                                               {"image/i.txt", ""},
                                                               {"image/j.x.txt", "a caption"}};
        for (const char *id : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j.x", "k"}) {
            folder.write(std::string("image/") + id + ".png", makePng(16, 16));
            folder.write(std::string("condition/") + id + ".png", makePng(16, 16));
        }
        for (const auto &[name, text] : files)
            folder.write(name, text);
        PairTable table;
        QVERIFY(
            scanDataset(folder.path(), {}, [&](ScanBatch &&batch) { applyBatch(table, std::move(batch)); }));
        QCOMPARE(table.size(), size_t(11));
        for (uint32_t row = 0; row < table.size(); ++row) {
            const auto id = table.id(row);
            const auto expected = id == "a" || id == "j.x" ? SidecarForm::Bare
                                  : id == "b"              ? SidecarForm::Line
                                                           : SidecarForm::Unknown;
            QVERIFY2(table.form(row) == expected, std::string(id).c_str());
        }
    }

    void duplicatesByTheThousand_areToldInPortions()
    {
        const Folder folder;
        for (int i = 0; i < 2500; ++i)
            folder.write(std::to_string(i) + ".png", makePng(16, 16));
        PairTable table;
        size_t most = 0, portions = 0;
        ScanOptions options;
        options.decode = false;
        QVERIFY(scanDataset(folder.path(), options, [&](ScanBatch &&batch) {
            const bool isOfDuplicates =
                !batch.findings.empty() && batch.findings[0].second.kind == FindingKind::Duplicate;
            most = std::max(most, isOfDuplicates ? batch.findings.size() : 0);
            portions += isOfDuplicates;
            QVERIFY(!isOfDuplicates || batch.hasMoreFindings == (portions < 3));
            applyBatch(table, std::move(batch));
        }));
        QCOMPARE(table.count(FindingKind::Duplicate), size_t(2499));
        QCOMPARE(portions, size_t(3));
        QVERIFY(most <= 1000);
    }

    void picturesWithoutMaps_areCheckedAlone()
    {
        const Folder folder;
        folder.write("a.png", makePng(64, 64));
        folder.write("a.txt", "a caption");
        folder.write("b.png", makePng(90, 64));
        folder.write("c.png", makePng(90, 64));
        folder.write("d.png", makePng(64, 64).substr(0, 600));
        PairTable table;
        QVERIFY(
            scanDataset(folder.path(), {}, [&](ScanBatch &&batch) { applyBatch(table, std::move(batch)); }));
        QCOMPARE(table.size(), size_t(4));
        QCOMPARE(table.caption(0), std::string("a caption"));
        QCOMPARE(table.count(FindingKind::MissingCaption), size_t(3));
        QCOMPARE(table.count(FindingKind::SmallerThanResolution), size_t(3));
        QVERIFY(table.has(2, FindingKind::Duplicate));
        QVERIFY(table.has(3, FindingKind::Truncated));
        for (uint32_t row = 0; row < table.size(); ++row) {
            QVERIFY(table.has(row, FindingKind::UnpairedTarget));
            QVERIFY(!table.isTrainable(row));
        }
    }

    void excludedPairs_areNotTrainedOn()
    {
        const Folder folder;
        fill(folder);
        const auto before = checkPairs(*readPairs(folder.path()), {}).trainableCount();
        folder.write(".armature/excluded.json", excludedText({"a", "\xff\xfe broken"}));
        QVERIFY(readExcluded(folder.path()).contains("\xff\xfe broken"));
        const auto report = checkPairs(*readPairs(folder.path()), {});
        QCOMPARE(report.trainableCount(), before - 1);
        QVERIFY(findKind(report.findings, FindingKind::Excluded));
    }

    void aFolderReadAgain_knowsWhatHasNotChanged_andLooksAtWhatHas()
    {
        const Folder folder;
        fill(folder);
        ScanOptions options;
        options.memory = std::make_shared<PictureMemory>();
        const auto scan = [&] {
            PairTable table;
            (void)scanDataset(folder.path(), options,
                              [&](ScanBatch &&batch) { applyBatch(table, std::move(batch)); });
            return table;
        };
        const auto first = scan();
        const auto again = scan();
        QCOMPARE(again.size(), first.size());
        for (uint32_t row = 0; row < first.size(); ++row) {
            QCOMPARE(again.issues(row), first.issues(row));
            QVERIFY(again.facts(row).target == first.facts(row).target);
            QCOMPARE(int(again.worst(row)), int(first.worst(row)));
        }
        // Somebody tells it something else about a file, and is believed: the file is not opened.
        const auto stamp = stampOf(folder / "image/a.png");
        auto known = *options.memory->find(folder / "image/a.png", *stamp);
        known.info.width = known.info.height = 77;
        options.memory->keep(folder / "image/a.png", *stamp, known);
        auto table = scan();
        QCOMPARE(table.facts(uint32_t(table.find("a"))).target.width, 77);
        folder.write("image/a.png", makePng(48, 48));
        table = scan();
        QCOMPARE(table.facts(uint32_t(table.find("a"))).target.width, 48);
    }

    void aCaptionSetDuringTheScan_isNotForgotten()
    {
        const Folder folder;
        fill(folder);
        PairTable table;
        bool isSet = false;
        (void)scanDataset(folder.path(), {}, [&](ScanBatch &&batch) {
            const bool isListed = batch.isListed;
            applyBatch(table, std::move(batch));
            if (!isListed)
                return;
            const auto row = uint32_t(table.find("b"));
            table.setCaption(row, "words", true, 1); // it was empty
            isSet = true;
        });
        QVERIFY(isSet);
        const auto row = uint32_t(table.find("b"));
        QVERIFY(!table.has(row, FindingKind::EmptyCaption));
        QCOMPARE(int(table.facts(row).tokens), 1);
        QVERIFY(table.has(uint32_t(table.find("c")), FindingKind::MissingCaption));
    }

    void aScan_stopsInTheMiddle()
    {
        const Folder folder;
        fill(folder);
        std::stop_source stop;
        ScanOptions options;
        options.stop = stop.get_token();
        const auto status = scanDataset(folder.path(), options, [&](ScanBatch &&batch) {
            if (batch.startsOver)
                stop.request_stop();
        });
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Interrupted);
    }

    void hostileNames_areRowsLikeOthers()
    {
        const Folder folder;
        const std::string names[] = {"new\nline", "right\u202eleft", "bad\xff\xfe"};
        for (const auto &name : names) {
            folder.write("image/" + name + ".png", makePng(16, 16));
            folder.write("condition/" + name + ".png", makePng(16, 16));
        }
        std::filesystem::create_directory_symlink(folder / "image", folder / "image/loop");
        PairTable table;
        QVERIFY(
            scanDataset(folder.path(), {}, [&](ScanBatch &&batch) { applyBatch(table, std::move(batch)); }));
        QCOMPARE(table.size(), size_t(3));
        for (uint32_t row = 0; row < 3; ++row)
            QCOMPARE(table.facts(row).target, (PixelSize{16, 16}));
    }

    void anEmptyFolder_saysWhatItShouldHold()
    {
        const Folder folder;
        const auto status = scanDataset(folder.path(), {}, [](ScanBatch &&) {});
        QVERIFY(!status);
        QVERIFY(!status.error().remedy.empty());
    }
};

QTEST_GUILESS_MAIN(DatasetScanTest)
#include "dataset_scan_test.moc"
