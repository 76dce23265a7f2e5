#pragma once
// File names and foreign text in JSON: UTF-8 as it is, anything else byte by byte behind a mark.

#include <string>

namespace armature {

std::string bytesToJson(const std::string &bytes);
std::string bytesFromJson(const std::string &text);

} // namespace armature
