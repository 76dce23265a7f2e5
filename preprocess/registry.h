#pragma once
// All annotators, by name. Adding one: a pair of files with its class, its line in registry.cpp and in
// CMakeLists.txt, a row in docs/guide, a test.

#include "preprocess/annotator.h"

#include <string_view>
#include <vector>

namespace armature {

// Grouped, in the order of a menu.
const std::vector<const Annotator *> &annotators();

// Errors: NotFound, with the nearest name.
Result<const Annotator *> findAnnotator(std::string_view id);

// What `preprocess --list --json` prints: one object an annotator with its schema and the files that it
// needs.
nlohmann::json annotatorsAsJson();

} // namespace armature
