#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace armature {

// The candidate that a mistyped name most likely meant: fewest edits (Damerau-Levenshtein), where case does
// not count and '-' equals '_'; among equals the first. Empty when there is no candidate.
std::string nearestName(std::string_view name, const std::vector<std::string> &candidates);

} // namespace armature
