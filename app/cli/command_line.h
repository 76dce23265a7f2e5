#pragma once
// A command line with some of the commands.

namespace CLI {
class App;
}

namespace armature {

// Parses and runs; returns the exit code. No exception leaves it.
int runCommandLine(int argc, char **argv, void (*addCommands)(CLI::App &app, int &exitCode));

// Of a library with commands: the arguments of main in, the exit code out.
using RunCommands = int(int argc, char **argv);
inline constexpr const char *kAllCommandsLibrary = "libarmature-commands.so", *kAllCommandsSymbol = "armatureRunCommands";
inline constexpr const char *kMapsLibrary = "libarmature-maps.so", *kMapsSymbol = "armatureRunMaps"; // preprocess
inline constexpr const char *kMapsName = "preprocess", *kMapsSummary = "Make condition maps of a folder of pictures: canny, depth, pose, ...";

} // namespace armature

// Looked up by name in their libraries.
extern "C" int armatureRunCommands(int argc, char **argv);
extern "C" int armatureRunMaps(int argc, char **argv);
