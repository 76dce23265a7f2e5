// preprocess, in a library of its own that armature-cli opens: it brings OpenCV, and LibTorch only when a network is asked for.
#include "app/cli/command_line.h"
#include "app/cli/commands.h"

extern "C" int armatureRunMaps(int argc, char **argv) { return armature::runCommandLine(argc, argv, armature::addPreprocessCommand); }
