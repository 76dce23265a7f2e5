#include "app/cli/commands.h"
#include "tests/core/data/folder.h"
#include "tests/core/data/pictures.h"

#include <QTest>

#include <CLI/CLI.hpp>

using namespace armature;
using namespace armature::test;

namespace {

int runCheck(std::vector<std::string> arguments)
{
    CLI::App app("test", "armature-cli");
    int exitCode = -1;
    addCheckCommand(app, exitCode);
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
    return exitCode;
}

} // namespace

class CheckCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCode_tellsWhetherEverythingCanBeTrainedOn()
    {
        const Folder folder;
        folder.write("image/1.png", makePng(64, 64));
        folder.write("condition/1.png", makePng(64, 64, {1}));
        QCOMPARE(runCheck({"check", folder.path().string()}),
                 kExitDone); // small and without caption: warnings only
        QCOMPARE(runCheck({"check", folder.path().string(), "--json", "--fast"}), kExitDone);
        folder.write("image/2.png", makePng(64, 64));
        QCOMPARE(runCheck({"check", folder.path().string()}), kExitFailed);
        QCOMPARE(runCheck({"check", (folder / "missing").string(), "--json"}), kExitFailed);
        QCOMPARE(runCheck({"check", (folder / "image/1.png").string()}), kExitWrongUse);
        QCOMPARE(runCheck({"check", folder.path().string(), "--model", folder.path().string()}), kExitFailed);
    }

    void wrongUse_isRefusedByTheParser()
    {
        QVERIFY_THROWS_EXCEPTION(CLI::ParseError, runCheck({"check"}));
        QVERIFY_THROWS_EXCEPTION(CLI::ParseError, runCheck({"check", "x", "--resolution", "0"}));
    }
};

QTEST_GUILESS_MAIN(CheckCommandTest)
#include "check_command_test.moc"
