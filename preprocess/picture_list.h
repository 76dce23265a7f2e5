#pragma once
// The pictures of a folder, for a batch.

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace armature {

// Picture files below `folder`, by their extensions, with '/' between folders, sorted bytewise; hidden ones,
// links that lead in a circle and what lies below `except` left out. Formats that Armature does not read are
// listed too: a batch says so rather than passing them over. Errors: NotFound, BadInput (no folder), Io.
Result<std::vector<std::string>> listPictures(const std::filesystem::path &folder,
                                              const std::filesystem::path &except = {});

} // namespace armature
