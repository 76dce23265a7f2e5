#include "core/base/hash.h"
#include "core/data/check.h"
#include "core/data/dataset_scan.h"
#include "core/data/excluded.h"
#include "core/data/repair.h"
#include "core/image/codec.h"
#include "folder.h"
#include "pictures.h"

#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace armature;
using namespace armature::test;

namespace fs = std::filesystem;

namespace {

std::vector<PairRow> rowsOf(const Folder &folder)
{
    std::vector<PairRow> rows;
    (void)scanDataset(folder.path(), {}, [&](ScanBatch &&batch) {
        if (batch.startsOver)
            rows.clear();
        rows.insert(rows.end(), batch.rows.begin(), batch.rows.end());
    });
    return rows;
}

// Every file outside of .armature with its hash.
std::map<std::string, std::string> picture(const Folder &folder)
{
    std::map<std::string, std::string> files;
    for (const auto &entry : fs::recursive_directory_iterator(folder.path())) {
        const auto name = entry.path().lexically_relative(folder.path()).string();
        if (entry.is_regular_file() && !name.starts_with(".armature"))
            files[name] = hashFile(entry.path()).value_or("");
    }
    return files;
}

void fillFaulty(const Folder &folder)
{
    PngOptions turned, clear, deep;
    deep.bitDepth = 16;
    turned.orientation = 6;
    clear.channels = 4;
    clear.sample = [](int x, int y, int c) { return c == 3 ? (x + y) % 256 : (x * y) % 256; };
    folder.write("image/small.png", makePng(64, 48));
    folder.write("condition/small.png", makePng(32, 24));
    folder.write("image/shape.png", makePng(64, 48));
    folder.write("condition/shape.png", makePng(64, 64));
    folder.write("image/turned.png", makePng(64, 48, turned));
    folder.write("condition/turned.png", makePng(64, 48));
    folder.write("image/clear.png", makePng(48, 48, clear));
    folder.write("condition/clear.png", makePng(48, 48));
    folder.write("image/deep.png", makePng(48, 48, deep));
    folder.write("condition/deep.png", makePng(48, 48));
    folder.write("image/lonely.png", makePng(50, 50));
    folder.write("condition/Lonely_canny.png", makePng(50, 50));
    folder.write("image/cut.png", makePng(64, 64).substr(0, 300));
    folder.write("image/cut.txt", "a caption");
    folder.write("condition/cut.png", makePng(64, 64));
}

Status repairAll(const Folder &folder, ChangeJournal &journal, const char *name, std::vector<PairRow> rows)
{
    const auto plan = planRepair(folder.path(), *repairFromName(name), rows, rowsOf(folder));
    ARMATURE_TRY(auto steps, prepareRepair(folder.path(), plan, journal));
    ARMATURE_TRY(auto report, journal.run(name, std::move(steps)));
    return {};
}

std::vector<PairRow> only(std::vector<PairRow> rows, const std::string &id)
{
    std::erase_if(rows, [&](const PairRow &row) { return row.id != id; });
    return rows;
}

PixelSize sizeOf(const Folder &folder, const char *name)
{
    const auto info = probe(folder / name);
    return info ? PixelSize{info->displayWidth(), info->displayHeight()} : PixelSize{};
}

} // namespace

class RepairTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachRepair_mendsAndIsUndoneAfterARestart_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"resize", "crop", "exif", "flatten", "convert", "pair", "quarantine", "exclude"})
            QTest::newRow(name) << name;
    }
    void eachRepair_mendsAndIsUndoneAfterARestart()
    {
        QFETCH(QString, name);
        const Folder folder;
        fillFaulty(folder);
        const auto before = picture(folder);
        const auto excludedBefore = readExcluded(folder.path());
        {
            auto journal = ChangeJournal::open(folder.path());
            QVERIFY(journal);
            auto rows = rowsOf(folder);
            if (name == "quarantine" || name == "exclude")
                rows = only(rows, "cut");
            const auto status = repairAll(folder, *journal, qPrintable(name), rows);
            QVERIFY2(status, status ? "" : status.error().message.c_str());
        }
        if (name == "resize")
            QCOMPARE(sizeOf(folder, "condition/small.png"), (PixelSize{64, 48}));
        if (name == "crop") {
            QCOMPARE(sizeOf(folder, "condition/shape.png"), (PixelSize{64, 48}));
            QCOMPARE(sizeOf(folder, "condition/turned.png"), (PixelSize{48, 64}));
        }
        if (name == "exif")
            QCOMPARE(probe(folder / "image/turned.png")->orientation, 1);
        if (name == "flatten")
            QVERIFY(!probe(folder / "image/clear.png")->hasAlpha);
        if (name == "convert") {
            const auto converted = decode(folder / "image/deep.png");
            QVERIFY(converted && converted->bitDepth() == 8 && converted->channels() == 3);
        }
        if (name == "pair")
            QVERIFY(fs::exists(folder / "condition/lonely.png"));
        if (name == "quarantine") {
            QVERIFY(!fs::exists(folder / "image/cut.png") && !fs::exists(folder / "image/cut.txt"));
            QVERIFY(fs::exists(folder / ".armature/quarantine/image/cut.png"));
        }
        if (name == "exclude")
            QVERIFY(readExcluded(folder.path()).contains("cut"));
        else
            QVERIFY(picture(folder) != before);
        const auto after = picture(folder);
        auto journal = ChangeJournal::open(folder.path());
        QVERIFY(journal && journal->canUndo() && journal->recovered().empty());
        QVERIFY(journal->undo());
        QCOMPARE(picture(folder), before);
        QCOMPARE(readExcluded(folder.path()), excludedBefore);
        journal = ChangeJournal::open(folder.path());
        QVERIFY(journal && journal->canRedo() && !journal->canUndo());
        QVERIFY(journal->redo());
        QCOMPARE(picture(folder), after);
    }

    void aFaultyFolder_becomesTrainable()
    {
        const Folder folder;
        fillFaulty(folder);
        auto journal = ChangeJournal::open(folder.path());
        for (const char *name : {"crop", "resize", "exif", "flatten", "pair"})
            QVERIFY(repairAll(folder, *journal, name, rowsOf(folder)));
        QVERIFY(repairAll(folder, *journal, "quarantine", only(rowsOf(folder), "cut")));
        const auto report = checkPairs(*readPairs(folder.path()), {});
        QVERIFY(report.isUsable());
        QCOMPARE(report.trainableCount(), size_t(6));
        while (journal->canUndo())
            QVERIFY(journal->undo());
    }

    // The process ends between any two steps; the next one finishes the change, and undo brings everything
    // back.
    void aKillInTheMiddle_losesNothing()
    {
        for (int killAfter = 0; killAfter <= 4; ++killAfter) {
            const Folder folder;
            for (int i = 0; i < 4; ++i) {
                const auto name = std::to_string(i) + ".png";
                folder.write("image/" + name, makePng(40, 40));
                folder.write("condition/" + name, makePng(20, 20));
            }
            const auto before = picture(folder);
            const pid_t child = ::fork();
            if (child == 0) {
                auto journal = ChangeJournal::open(folder.path());
                const auto plan = planRepair(folder.path(), Repair::ResizeMap, rowsOf(folder));
                auto steps = prepareRepair(folder.path(), plan, *journal);
                if (killAfter == 0)
                    ::kill(::getpid(), SIGKILL);
                (void)journal->run("resize", *steps, [&](size_t done, size_t) {
                    if (int(done) == killAfter)
                        ::kill(::getpid(), SIGKILL);
                });
                ::_exit(0);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            auto journal = ChangeJournal::open(folder.path());
            QVERIFY(journal);
            if (killAfter == 0) { // nothing was written down yet
                QCOMPARE(picture(folder), before);
                QVERIFY(!journal->canUndo());
                continue;
            }
            QCOMPARE(journal->recovered().size(), size_t(killAfter < 4 ? 1 : 0));
            QVERIFY(killAfter == 4 || journal->recovered()[0].problems.empty());
            for (int i = 0; i < 4; ++i)
                QCOMPARE(sizeOf(folder, ("condition/" + std::to_string(i) + ".png").c_str()),
                         (PixelSize{40, 40}));
            QVERIFY(journal->undo());
            QCOMPARE(picture(folder), before);
        }
    }

    void stepsOfAnyNames_comeBackFromTheJournal()
    {
        const std::vector<FileStep> steps = {
            {FileStep::Kind::Swap, "a \"b\"\\\n.png", ".armature/store/1", "00ff", "ff00", true, true},
            {FileStep::Kind::Move, "\xff\xfe \xe2\x80\xae.png", "..b/c..png", {}, {}, true, true},
            {FileStep::Kind::Text,
             "t.txt",
             {},
             std::string("nul \0 \x1f \xc3\xa9 \xff", 12),
             "latin1:x",
             true,
             true},
            {FileStep::Kind::Text, "new.txt", {}, {}, "after", false, true},
            {FileStep::Kind::Text, "gone.txt", {}, "before", {}, true, false}};
        std::string json =
            "{\"v\":1,\"title\":\"\\\"steps\\\"\",\"other\":[[1,{\"text\":\"x\"}]],\"steps\":[";
        for (const auto &step : steps) {
            appendStepJson(json, step);
            json += &step == &steps.back() ? ']' : ',';
        }
        const auto read = stepsInJson(json + "}");
        QVERIFY(read);
        QCOMPARE(read->size(), steps.size());
        for (size_t i = 0; i < steps.size(); ++i) {
            const auto step = read->at(i).owned();
            QCOMPARE(int(step.kind), int(steps[i].kind));
            QCOMPARE(step.path, steps[i].path);
            QCOMPARE(step.other, steps[i].other);
            QCOMPARE(step.before, steps[i].before);
            QCOMPARE(step.after, steps[i].after);
            QCOMPARE(step.wasThere, steps[i].wasThere);
            QCOMPARE(step.staysThere, steps[i].staysThere);
        }
    }

    // Texts alone are read by another reader than steps of all kinds.
    void textsOfAnyKind_comeBackFromTheJournal()
    {
        std::vector<FileStep> steps;
        for (const std::string &text :
             {std::string("plain"), std::string("\xc3\xa9 \xe2\x80\xae"), std::string("\xff\xfe"),
              std::string("nul \0 \x1f \n\t", 8), std::string("\"}, ] \\\\ \\\""), std::string("latin1:x"),
              std::string("latin1:\"\xe9"), std::string()}) {
            const auto name = "t" + std::to_string(steps.size()) + text + ".txt";
            steps.push_back({FileStep::Kind::Text, name, {}, text, "x" + text, true, true});
            steps.push_back({FileStep::Kind::Text, name, {}, {}, text, false, true});
            steps.push_back({FileStep::Kind::Text, name, {}, text, {}, true, false});
        }
        std::string json = "{\"change\":7,\"title\":\",\\\"v\\\":1,\\\"steps\\\":[\",\"v\":1,\"steps\":[";
        writeStepsJson(steps, [&](std::string_view part) { json += part; });
        for (const auto &end : {std::string("]}"), std::string("]} ")}) { // the second is nobody's writing
            const auto read = stepsInJson(json + end);
            QVERIFY(read);
            QCOMPARE(read->size(), steps.size());
            for (size_t i = 0; i < steps.size(); ++i) {
                const auto step = read->at(i).owned();
                QCOMPARE(step.path, steps[i].path);
                QCOMPARE(step.before, steps[i].before);
                QCOMPARE(step.after, steps[i].after);
                QCOMPARE(step.wasThere, steps[i].wasThere);
                QCOMPARE(step.staysThere, steps[i].staysThere);
            }
        }
        for (const char *end : {"", "]", "}", ",]}", "]}]"})
            QVERIFY(!stepsInJson(json + end));
    }

    void stepsThatMakeNoSense_areRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"{\"change\":1}", "{\"steps\":{}}", "{\"steps\":[1]}", "{\"steps\":[\"x\"]}",
                                 "{\"steps\":[{}]}", "{\"steps\":[{\"move\":\"a\"}]}",
                                 "{\"steps\":[{\"text\":1,\"after\":\"x\"}]}",
                                 "{\"steps\":[{\"text\":\"a\",\"after\":[\"x\"]}]}",
                                 "{\"steps\":[{\"text\":\"/etc/passwd\",\"after\":\"x\"}]}",
                                 "{\"steps\":[{\"move\":\"a\",\"to\":\"b/../../c\"}]}",
                                 "{\"change\":1,\"v\":1,\"steps\":[{\"text\":\"../a\",\"after\":\"x\"}]}",
                                 "{\"change\":1,\"v\":1,\"steps\":[{\"text\":\"/a\",\"after\":\"x\"}]}",
                                 "{\"steps\":[{\"move\":\"a\",\"to\":\"b\"}]",
                                 "{\"steps\":[{\"swap\":\"a\",\"with\":\"b\",\"before\":\"1\"}]}"})
            QTest::newRow(json) << QByteArray(json);
    }
    void stepsThatMakeNoSense_areRefused()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!stepsInJson(json.toStdString()));
    }

    void forgotten_theOriginalsAreGone_andThePicturesStay()
    {
        const Folder folder;
        fillFaulty(folder);
        auto journal = ChangeJournal::open(folder.path());
        QVERIFY(repairAll(folder, *journal, "resize", rowsOf(folder)));
        QVERIFY(ChangeJournal::keptBytes(folder.path()) > 0);
        const auto after = picture(folder);
        QVERIFY(journal->forget());
        QCOMPARE(ChangeJournal::keptBytes(folder.path()), uint64_t(0));
        QVERIFY(!journal->canUndo() && !journal->canRedo());
        QVERIFY(picture(folder) == after);
        journal = ChangeJournal::open(folder.path());
        QVERIFY(journal && !journal->canUndo() && journal->recovered().empty());
        QVERIFY(repairAll(folder, *journal, "exclude", rowsOf(folder))); // and goes on from there
        QVERIFY(journal->undo());
    }

    void aTornLastLine_isPassedOver()
    {
        const Folder folder;
        fillFaulty(folder);
        auto journal = ChangeJournal::open(folder.path());
        QVERIFY(repairAll(folder, *journal, "resize", rowsOf(folder)));
        const auto after = picture(folder);
        std::ofstream(folder / ".armature/journal.jsonl", std::ios::app)
            << "{\"v\":1,\"change\":2,\"title\":\"x\",\"st";
        journal = ChangeJournal::open(folder.path());
        QVERIFY(journal && journal->canUndo());
        QCOMPARE(picture(folder), after);
        QVERIFY(journal->undo());
    }

    void aFileChangedInTheMeantime_isLeftAlone()
    {
        const Folder folder;
        fillFaulty(folder);
        auto journal = ChangeJournal::open(folder.path());
        QVERIFY(repairAll(folder, *journal, "resize", rowsOf(folder)));
        folder.write("condition/small.png", makePng(9, 9));
        const auto mine = hashFile(folder / "condition/small.png");
        const auto report = journal->undo();
        QVERIFY(report);
        QCOMPARE(report->problems.size(), size_t(1));
        QCOMPARE(*hashFile(folder / "condition/small.png"), *mine);
    }

    void aJournalThatReachesOut_isRefused()
    {
        const Folder folder;
        fillFaulty(folder);
        folder.write(".armature/journal.jsonl", "{\"v\":1,\"change\":1,\"title\":\"x\",\"steps\":[{\"move\":"
                                                "\"image/small.png\",\"to\":\"../stolen.png\"}]}\n");
        const auto journal = ChangeJournal::open(folder.path());
        QVERIFY(!journal);
        QVERIFY(fs::exists(folder / "image/small.png"));
    }

    void quarantine_takesTheLinesOutOfTheListing_data()
    {
        QTest::addColumn<QByteArray>("listing");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("left");
        const QByteArray a =
            R"({"file_name": "image/a.png", "conditioning_image_file_name": "condition/a.png"})";
        const QByteArray b =
            R"({"file_name": "image/b.png", "conditioning_image_file_name": "condition/b.png"})";
        QTest::newRow("lines") << QByteArray("metadata.jsonl") << a + "\n" + b + "\n" << a + "\n";
        QTest::newRow("lines, first") << QByteArray("metadata.jsonl") << b + "\n" + a << a;
        QTest::newRow("array, last") << QByteArray("prompt.json") << "[" + a + ",\n" + b + "\n]"
                                     << "[" + a + "\n]";
        QTest::newRow("array, first") << QByteArray("prompt.json") << "[" + b + ", " + a + "]"
                                      << "[ " + a + "]";
        const QByteArray head = "file_name,conditioning_image_file_name\n";
        QTest::newRow("csv") << QByteArray("metadata.csv")
                             << head + "image/b.png,condition/b.png\nimage/a.png,condition/a.png\n"
                             << head + "image/a.png,condition/a.png\n";
    }
    void quarantine_takesTheLinesOutOfTheListing()
    {
        QFETCH(QByteArray, listing);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, left);
        const Folder folder;
        for (const char *name : {"image/a.png", "image/b.png", "condition/a.png", "condition/b.png"})
            folder.write(name, makePng(32, 32));
        folder.write(listing.toStdString(), text.toStdString());
        auto journal = ChangeJournal::open(folder.path());
        const auto rows = only(rowsOf(folder), "image/b");
        QCOMPARE(rows.size(), size_t(1));
        PrepareOptions options;
        options.listing = listing.toStdString();
        auto steps = prepareRepair(folder.path(), planRepair(folder.path(), Repair::Quarantine, rows),
                                   *journal, options);
        QVERIFY(steps && journal->run("x", *steps));
        QFile file(QString::fromStdString((folder / listing.toStdString()).string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), left);
        const auto set = readPairs(folder.path());
        QVERIFY(set && set->findings.empty() && set->pairs.size() == 1);
        QVERIFY(journal->undo());
        QCOMPARE(readPairs(folder.path())->pairs.size(), size_t(2));
    }

    void aMapGivenToAPair_movesTheOldOneAside()
    {
        const Folder folder;
        folder.write("image/a.png", makePng(32, 32));
        folder.write("condition/a.png", makePng(16, 16));
        folder.write("condition/better.png", makePng(32, 32));
        const auto rows = rowsOf(folder);
        QCOMPARE(rows.size(), size_t(2));
        auto journal = ChangeJournal::open(folder.path());
        auto steps = prepareRepair(folder.path(), planPairing(folder.path(), rows[0], rows[1]), *journal);
        QVERIFY(steps && journal->run("x", *steps));
        QCOMPARE(sizeOf(folder, "condition/a.png"), (PixelSize{32, 32}));
        QVERIFY(fs::exists(folder / ".armature/quarantine/condition/a.png"));
        QVERIFY(journal->undo());
        QCOMPARE(sizeOf(folder, "condition/a.png"), (PixelSize{16, 16}));
        QVERIFY(fs::exists(folder / "condition/better.png"));
    }

    void labels_areNotSmoothed()
    {
        const Folder folder;
        PngOptions flat;
        flat.sample = [](int x, int, int c) { return x < 16 ? (c == 0 ? 255 : 0) : (c == 1 ? 255 : 0); };
        folder.write("image/a.png", makePng(96, 96));
        folder.write("condition/a.png", makePng(32, 32, flat));
        auto journal = ChangeJournal::open(folder.path());
        QVERIFY(repairAll(folder, *journal, "resize", rowsOf(folder)));
        const auto map = decode(folder / "condition/a.png");
        QVERIFY(map);
        std::set<int> values;
        for (const auto value : map->samples<uint8_t>())
            values.insert(value);
        QCOMPARE(values, (std::set<int>{0, 255}));
    }
};

QTEST_GUILESS_MAIN(RepairTest)
#include "repair_test.moc"
