#pragma once
// Words as a person would put them, always lower case, no full stop.

#include <string>
#include <string_view>
#include <vector>

namespace armature {

std::string withArticle(std::string_view words);        // "a red star", "an orange cube"
std::string joined(const std::vector<std::string> &parts); // "a, b and c"
std::string counted(int count, std::string_view singular, std::string_view plural); // "a person", "two people"

} // namespace armature
