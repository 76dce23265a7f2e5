#include "app/cli/command_line.h"

#include "app/cli/commands.h"
#include "app/cli/parse_errors.h"

#include <CLI/CLI.hpp>

#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace armature {

namespace {

// CLI11 takes "--prompt=" for an option whose value follows; it is the empty text.
std::vector<char *> withEmptyValues(int argc, char **argv)
{
    static char empty[] = "";
    std::vector<char *> arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.push_back(argv[i]);
        const size_t length = std::strlen(argv[i]);
        if (i == 0 || length < 4 || std::strncmp(argv[i], "--", 2) != 0 || std::strchr(argv[i], '=') != argv[i] + length - 1)
            continue;
        argv[i][length - 1] = 0;
        arguments.push_back(empty);
    }
    return arguments;
}

int parseAndRun(int argc, char **argv, void (*addCommands)(CLI::App &app, int &exitCode))
{
    CLI::App app("Armature trains ControlNets from a folder of pairs.", "armature-cli");
    app.set_version_flag("--version", "Armature " ARMATURE_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->column_width(36);
    int exitCode = kExitDone;
    addCommands(app, exitCode);
    try {
        const std::vector<char *> arguments = withEmptyValues(argc, argv);
        app.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::Success &asked) { // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError &error) {
        return report(explainParseError(app, error));
    }
    return exitCode;
}

} // namespace

int runCommandLine(int argc, char **argv, void (*addCommands)(CLI::App &app, int &exitCode))
{
    try {
        return parseAndRun(argc, argv, addCommands);
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

} // namespace armature
