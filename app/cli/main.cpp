#include "app/cli/commands.h"
#include "app/cli/parse_errors.h"
#include "core/base/process_memory.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

using namespace armature;

namespace {

void addCommands(CLI::App &app, int &exitCode)
{
    addCheckCommand(app, exitCode);
    addDevicesCommand(app, exitCode);
    addExportCommand(app, exitCode);
    addForwardCommand(app, exitCode);
    addInspectCommand(app, exitCode);
#ifdef ARMATURE_PREPROCESS
    addPreprocessCommand(app, exitCode);
#endif
    addSampleCommand(app, exitCode);
    addStarterCommand(app, exitCode);
    addStepCommand(app, exitCode);
    addTokenizeCommand(app, exitCode);
    addTrainCommand(app, exitCode);
}

int runCommandLine(int argc, char **argv)
{
    CLI::App app("Armature trains ControlNets from a folder of pairs.", "armature-cli");
    app.set_version_flag("--version", "Armature " ARMATURE_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->column_width(36);
    int exitCode = kExitDone;
    addCommands(app, exitCode);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &asked) { // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError &error) {
        return report(explainParseError(app, error));
    }
    return exitCode;
}

} // namespace

int main(int argc, char **argv)
{
    armature::keepFreedMemory();
    try {
        return runCommandLine(argc, argv);
    } catch (const std::bad_alloc &) {
        return report({ErrorCode::OutOfMemory,
                       "There is not enough memory for this.",
                       "Close other programs or use a smaller size.",
                       {}});
    } catch (const std::exception &error) {
        return report({ErrorCode::Internal,
                       std::string("Something went wrong inside Armature: ") + error.what(),
                       "Please report it with the command you ran.",
                       {}});
    }
}
