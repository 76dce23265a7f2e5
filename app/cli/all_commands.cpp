// Every command, in a library that armature-cli opens: it brings LibTorch with it, which takes a second to
// load.
#include "app/cli/command_line.h"
#include "app/cli/commands.h"

#include <CLI/CLI.hpp>

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
    app.add_subcommand(kMapsName, kMapsSummary); // named here; the program opens another library for it
#endif
    addSampleCommand(app, exitCode);
    addStarterCommand(app, exitCode);
    addStepCommand(app, exitCode);
    addTokenizeCommand(app, exitCode);
    addTrainCommand(app, exitCode);
}

} // namespace

extern "C" int armatureRunCommands(int argc, char **argv)
{
    return armature::runCommandLine(argc, argv, addCommands);
}
