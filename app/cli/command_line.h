#pragma once
// A command line with some of the commands.

namespace CLI {
class App;
}

namespace armature {

// Parses and runs; returns the exit code. No exception leaves it.
int runCommandLine(int argc, char **argv, void (*addCommands)(CLI::App &app, int &exitCode));

inline constexpr const char *kAllCommandsLibrary = "libarmature-commands.so",
                            *kAllCommandsSymbol = "armatureRunCommands";

} // namespace armature

// Looked up by name in the library.
extern "C" int armatureRunCommands(int argc, char **argv);
