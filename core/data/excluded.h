#pragma once
// The pairs that the artist has taken out of training without touching their files: a list of ids in
// .armature/excluded.json, which readers of a folder of pairs honour.

#include "core/base/result.h"

#include <filesystem>
#include <set>
#include <string>

namespace armature {

// Below the dataset's root.
std::filesystem::path excludedFile(const std::filesystem::path &root);
// Empty where there is no such file, or where it is damaged.
std::set<std::string, std::less<>> readExcluded(const std::filesystem::path &root);
// The file's text; ids that are not UTF-8 are kept byte by byte as \u00xx behind a mark.
std::string excludedText(const std::set<std::string, std::less<>> &ids);

} // namespace armature
