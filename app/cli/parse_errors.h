#pragma once

#include "core/base/result.h"

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace armature {

// What was wrong on the command line, in a sentence of ours: an unknown command or option names the nearest
// one.
Error explainParseError(const CLI::App &app, const CLI::ParseError &error);

} // namespace armature
