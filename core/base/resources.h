#pragma once
// Data that ships with the programs, such as CLIP's vocabulary.

#include "core/base/result.h"

#include <filesystem>
#include <string_view>

namespace armature {

// Where the shipped file or folder `name` ("tokenizer/x.gz", relative) lies. Looked for in
// $ARMATURE_RESOURCES, then in share/armature beside the folder of the running program; a build tree has the
// same layout. NotFound names the places.
Result<std::filesystem::path> resourcePath(std::string_view name);

} // namespace armature
