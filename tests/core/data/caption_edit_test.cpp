#include "core/data/caption_edit.h"
#include "core/data/pairs.h"
#include "folder.h"
#include "pictures.h"

#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace armature;
using namespace armature::test;

namespace fs = std::filesystem;

namespace {

std::string textOf(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Result<ChangeReport> change(const CaptionPlace &place, const std::vector<CaptionChange> &changes)
{
    ARMATURE_TRY(auto journal, ChangeJournal::open(place.root));
    ARMATURE_TRY(auto plan, planCaptions(place, changes, journal));
    return journal.run("captions", std::move(plan.steps));
}

void writePairs(const Folder &folder, int count)
{
    for (int i = 0; i < count; ++i) {
        folder.write("image/" + std::to_string(i) + ".png", makePng(16, 16));
        folder.write("condition/" + std::to_string(i) + ".png", makePng(16, 16));
    }
}

} // namespace

class CaptionEditTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachOperation_doesWhatItsNameSays_data()
    {
        QTest::addColumn<int>("op");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("set") << int(CaptionOp::Set) << "b"
                             << "a"
                             << "b";
        QTest::newRow("replace") << int(CaptionOp::Replace) << "aa"
                                 << "aaaa"
                                 << "xx";
        QTest::newRow("prefix") << int(CaptionOp::Prefix) << "my "
                                << "cat"
                                << "my cat";
        QTest::newRow("suffix") << int(CaptionOp::Suffix) << ", cat"
                                << "my"
                                << "my, cat";
        QTest::newRow("add") << int(CaptionOp::AddTag) << "cat"
                             << "dog"
                             << "dog, cat";
        QTest::newRow("add again") << int(CaptionOp::AddTag) << "Cat"
                                   << "dog,cat"
                                   << "dog,cat";
        QTest::newRow("remove") << int(CaptionOp::RemoveTag) << "DOG"
                                << "dog, cat"
                                << "cat";
        QTest::newRow("remove none") << int(CaptionOp::RemoveTag) << "cow"
                                     << "dog,cat"
                                     << "dog,cat";
    }
    void eachOperation_doesWhatItsNameSays()
    {
        QFETCH(int, op);
        QFETCH(QString, text);
        QFETCH(QString, before);
        QFETCH(QString, after);
        QCOMPARE(QString::fromStdString(
                     editedCaption(before.toStdString(), {CaptionOp(op), text.toStdString(), "x"})),
                 after);
    }

    void anArray_keepsWhatLiesBetweenItsObjects()
    {
        const Folder folder;
        writePairs(folder, 2);
        const std::string other = "  { \"target\": \"image/1.png\",\n \"source\": \"condition/1.png\", "
                                  "\"prompt\": \"o]n}e \\\" \" }\n]\n";
        folder.write("prompt.json", "[ {\"target\": \"image/0.png\", \"source\": \"condition/0.png\", "
                                    "\"prompt\": \"zero\"} ,\n" +
                                        other);
        const auto before = textOf(folder / "prompt.json");
        QVERIFY(change({folder.path(), "prompt.json", false},
                       {{"image/0.png", "condition/0.png", "zero", "no \"thing\""}}));
        const auto text = textOf(folder / "prompt.json");
        QVERIFY(text.starts_with("[ {") && text.ends_with("} ,\n" + other));
        const auto set = readPairs(folder.path());
        QVERIFY(set && set->pairs.size() == 2);
        QCOMPARE(set->pairs[0].captions[0], std::string("no \"thing\""));
        auto journal = ChangeJournal::open(folder.path());
        QVERIFY(journal->undo());
        QCOMPARE(textOf(folder / "prompt.json"), before);
    }

    void csv_quotesWhatNeedsItAndKeepsOtherRecords()
    {
        const Folder folder;
        writePairs(folder, 3);
        const std::string head = "\xEF\xBB\xBF"
                                 "file_name,conditioning_image_file_name,text,note\r\n";
        const std::string second = "image/1.png,condition/1.png,\"one,\n\"\"two\"\"\",\"x\"\r\n";
        folder.write("metadata.csv", head + "image/0.png,condition/0.png,zero,n\r\n" + second +
                                         "image/2.png,condition/2.png,\"[\"\"a\"\", \"\"b\"\"]\",");
        QVERIFY(change({folder.path(), "metadata.csv", false},
                       {{"image/0.png", "condition/0.png", "zero", "a, \"b\""},
                        {"image/2.png", "condition/2.png", "a", "c"}}));
        const auto text = textOf(folder / "metadata.csv");
        QVERIFY(text.starts_with(head + "image/0.png,condition/0.png,\"a, \"\"b\"\"\",n\r\n" + second));
        const auto set = readPairs(folder.path());
        QVERIFY(set && set->pairs.size() == 3);
        QCOMPARE(set->pairs[0].captions[0], std::string("a, \"b\""));
        QCOMPARE(set->pairs[1].captions[0], std::string("one,\n\"two\""));
        QCOMPARE(set->pairs[2].captions, (std::vector<std::string>{"c", "b"}));
    }

    void csvWithoutACaptionColumn_isSaid()
    {
        const Folder folder;
        writePairs(folder, 1);
        folder.write("metadata.csv", "file_name,conditioning_image_file_name\nimage/0.png,condition/0.png\n");
        const auto report =
            change({folder.path(), "metadata.csv", false}, {{"image/0.png", "condition/0.png", "", "new"}});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Unsupported);
        QVERIFY(!report.error().remedy.empty());
    }

    void whatAnotherProgramWrote_isNotOverwritten()
    {
        const Folder folder;
        writePairs(folder, 1);
        folder.write("image/0.txt", "theirs");
        const CaptionChange mine{"image/0.png", "condition/0.png", "old", "mine"};
        auto journal = ChangeJournal::open(folder.path());
        auto plan = planCaptions({folder.path(), {}, false}, {mine}, *journal);
        QVERIFY(plan && plan->steps.empty());
        QCOMPARE(plan->conflicts.size(), size_t(1));
        plan = planCaptions({folder.path(), {}, true}, {mine}, *journal);
        QVERIFY(plan && plan->conflicts.empty());
        QVERIFY(journal->run("x", plan->steps));
        QCOMPARE(textOf(folder / "image/0.txt"), std::string("mine"));
    }

    // What a scan has seen is not read again before the step; who wrote in between is noticed by the step.
    void whatAnotherProgramWrote_isLeftAloneByTheStep_andByUndo_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("few") << 3;
        QTest::newRow("many") << 400;
    }
    void whatAnotherProgramWrote_isLeftAloneByTheStep_andByUndo()
    {
        QFETCH(int, count);
        const Folder folder;
        std::vector<CaptionChange> changes;
        for (int i = 0; i < count; ++i) {
            const auto name = "image/" + std::to_string(i);
            folder.write(name + ".txt", i == 1 ? "theirs" : i == 2 ? "" : i % 2 ? "old" : "old\n");
            changes.push_back(
                {name + ".png", "x.png", "old", "new one", i % 2 ? SidecarForm::Bare : SidecarForm::Line});
        }
        {
            auto journal = ChangeJournal::open(folder.path());
            const auto plan = planCaptions({folder.path(), {}, false}, changes, *journal);
            QVERIFY(plan && plan->conflicts.empty());
            QCOMPARE(plan->steps.size(), size_t(count));
            const auto report = journal->run("x", plan->steps);
            QVERIFY(report);
            QCOMPARE(report->leftAlone, (std::vector<uint32_t>{1, 2}));
            QCOMPARE(report->problems.size(), size_t(2));
            QCOMPARE(report->taken, size_t(count - 2));
            QVERIFY(journal->settle());
        }
        QCOMPARE(textOf(folder / "image/0.txt"), std::string("new one\n"));
        QCOMPARE(textOf(folder / "image/1.txt"), std::string("theirs"));
        QCOMPARE(textOf(folder / "image/2.txt"), std::string());
        auto journal = ChangeJournal::open(folder.path()); // a restart
        for (int round = 0; round < 2; ++round) {
            const auto report = round ? journal->redo() : journal->undo();
            QVERIFY(report && report->problems.empty());
            QCOMPARE(textOf(folder / "image/0.txt"), std::string(round ? "new one\n" : "old\n"));
            QCOMPARE(textOf(folder / "image/1.txt"), std::string("theirs"));
        }
    }

    void whereEveryFileWasChanged_thereIsNothingToUndo()
    {
        const Folder folder;
        folder.write("image/0.txt", "theirs");
        {
            auto journal = ChangeJournal::open(folder.path());
            const auto plan =
                planCaptions({folder.path(), {}, false},
                             {{"image/0.png", "x.png", "old", "new", SidecarForm::Bare}}, *journal);
            const auto report = journal->run("x", plan->steps);
            QVERIFY(report && report->leftAlone.size() == 1 && report->taken == 0);
            QVERIFY(!journal->canUndo());
        }
        const auto journal = ChangeJournal::open(folder.path());
        QVERIFY(journal && !journal->canUndo() && journal->recovered().empty());
        QCOMPARE(textOf(folder / "image/0.txt"), std::string("theirs"));
    }

    // Very many texts are written over in their own blocks, by several threads. Killed anywhere, the next one
    // finishes it, and undo brings every byte back.
    void aKillAmongManyTexts_losesNothing()
    {
        constexpr int kCount = 1500;
        for (const int killAfter : {250, 500, 1250, 1500}) {
            const Folder folder;
            std::vector<CaptionChange> changes;
            for (int i = 0; i < kCount; ++i) {
                const auto name = "image/" + std::to_string(i);
                const auto caption = std::string(size_t(i % 90), 'a') + std::to_string(i);
                if (i % 7)
                    folder.write(name + ".txt", caption + (i % 2 ? "\n" : ""));
                changes.push_back({name + ".png", "condition/x.png", i % 7 ? caption : "",
                                   i % 3 ? "short" : std::string(200, 'b'),
                                   i % 7 == 0   ? SidecarForm::Unknown
                                   : i % 5 == 0 ? SidecarForm::Unknown
                                   : i % 2      ? SidecarForm::Line
                                                : SidecarForm::Bare});
            }
            const CaptionPlace place{folder.path(), {}, false};
            const pid_t child = ::fork();
            if (child == 0) {
                auto journal = ChangeJournal::open(place.root);
                auto plan = planCaptions(place, changes, *journal);
                (void)journal->run("all", plan->steps, [&](size_t done, size_t) {
                    if (int(done) >= killAfter)
                        ::kill(::getpid(), SIGKILL);
                });
                ::_exit(0);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            auto journal = ChangeJournal::open(place.root);
            QVERIFY(journal);
            QCOMPARE(journal->recovered().size(), size_t(killAfter < kCount ? 1 : 0));
            QVERIFY(killAfter == kCount || journal->recovered()[0].problems.empty());
            for (int i = 0; i < kCount; ++i) {
                const auto after = textOf(folder / ("image/" + std::to_string(i) + ".txt"));
                QCOMPARE(after, changes[size_t(i)].caption + (i % 7 && i % 2 ? "\n" : ""));
            }
            QVERIFY(journal->undo());
            for (int i = 0; i < kCount; ++i) {
                const auto file = folder / ("image/" + std::to_string(i) + ".txt");
                QCOMPARE(fs::exists(file), i % 7 != 0);
                if (i % 7)
                    QCOMPARE(textOf(file), changes[size_t(i)].shown + (i % 2 ? "\n" : ""));
            }
        }
    }

    void anUnsettledChange_isUndoneAndFollowedByAnother()
    {
        const Folder folder;
        std::vector<CaptionChange> first, second;
        for (int i = 0; i < 400; ++i) {
            const auto name = "image/" + std::to_string(i);
            folder.write(name + ".txt", "old");
            first.push_back({name + ".png", "x.png", "old", "new"});
            second.push_back({name + ".png", "x.png", "new", "newer"});
        }
        const CaptionPlace place{folder.path(), {}, false};
        const auto run = [&](ChangeJournal &journal, const auto &changes) {
            return bool(journal.run("x", planCaptions(place, changes, journal)->steps));
        };
        {
            auto journal = ChangeJournal::open(place.root);
            QVERIFY(run(*journal, first) && !journal->isSettled());
            QVERIFY(journal->undo() && journal->redo());
            QVERIFY(run(*journal, second));
            QVERIFY(journal->undo() && !journal->isSettled());
        } // and is not settled: a crash
        auto journal = ChangeJournal::open(place.root);
        QVERIFY(journal && journal->recovered().empty() && journal->canRedo() && journal->canUndo());
        QCOMPARE(textOf(folder / "image/7.txt"), std::string("new"));
        QVERIFY(journal->undo());
        QCOMPARE(textOf(folder / "image/399.txt"), std::string("old"));
        QVERIFY(journal->settle() && journal->isSettled());
        journal = ChangeJournal::open(place.root);
        QVERIFY(journal && !journal->canUndo() && journal->redo() && journal->redo());
        QCOMPARE(textOf(folder / "image/399.txt"), std::string("newer"));
    }

    // What a power cut may leave of a text that is written over: bytes of both, and none that are neither.
    void aMixtureOfBothTexts_isRecovered_anythingElseIsLeft()
    {
        const Folder folder;
        folder.write("a.txt", "old text");
        folder.write("b.txt", "old text");
        folder.write(".armature/journal.jsonl",
                     R"({"v":1,"change":1,"title":"x","steps":[{"text":"a.txt","before":"old text","after":)"
                     R"("new"},{"text":"b.txt","before":"old text","after":"new"}]})"
                     "\n");
        folder.write("a.txt", "new text");
        folder.write("b.txt", "her text");
        const auto journal = ChangeJournal::open(folder.path());
        QVERIFY(journal && journal->recovered().size() == 1);
        QCOMPARE(journal->recovered()[0].problems.size(), size_t(1));
        QCOMPARE(textOf(folder / "a.txt"), std::string("new"));
        QCOMPARE(textOf(folder / "b.txt"), std::string("her text"));
    }
};

QTEST_GUILESS_MAIN(CaptionEditTest)
#include "caption_edit_test.moc"
