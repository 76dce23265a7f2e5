#pragma once
// The commands of armature-cli, one file each. addXCommand declares the command's options on `app`; when the
// command was given, its callback runs it and leaves its exit code in `exitCode`.
//
// Adding a command: x_command.cpp with addXCommand, its line here, in main.cpp and in app/CMakeLists.txt, and
// a test.

#include "core/base/result.h"

namespace CLI {
class App;
}

namespace armature {

constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitWrongUse = 2;
constexpr int kExitInterrupted = 130; // stopped by the user, work saved

// Prints the error for people to stderr. Returns the exit code: wrong use for BadInput, interrupted for
// Interrupted, failed for everything else.
int report(const Error &error);

void addTokenizeCommand(CLI::App &app, int &exitCode);
void addCheckCommand(CLI::App &app, int &exitCode);
void addForwardCommand(CLI::App &app, int &exitCode);
void addStepCommand(CLI::App &app, int &exitCode);
void addTrainCommand(CLI::App &app, int &exitCode);
void addSampleCommand(CLI::App &app, int &exitCode);
void addExportCommand(CLI::App &app, int &exitCode);
void addInspectCommand(CLI::App &app, int &exitCode);
void addDevicesCommand(CLI::App &app, int &exitCode);
void addPreprocessCommand(CLI::App &app, int &exitCode); // where OpenCV is there: ARMATURE_PREPROCESS
void addStarterCommand(CLI::App &app, int &exitCode);

} // namespace armature
