#pragma once
// Paths that a dataset names are foreign: none may lead out of the dataset's folder.

#include <filesystem>
#include <string>
#include <string_view>

namespace armature {

enum class PathState {
    Ok,
    Malformed,    // empty, or contains a NUL
    LeavesFolder, // absolute elsewhere, .., a link or a web address that leads outside
    Missing,
    LinkLoop, // a symbolic link to itself
    NotAFile, // a folder, pipe or device
};

struct ResolvedPath
{
    PathState state = PathState::Missing;
    std::filesystem::path
        path; // where Ok: as it is reached below the root, not resolved, so that names stay the user's
};

// Whether `inner`, both canonical, is `outer` or lies below it.
bool isBelow(const std::filesystem::path &inner, const std::filesystem::path &outer);

// Text as a listing in folder `base` has it. Both root and base are canonical, base is the root or below it.
// Windows' separators and names in the other Unicode normalisation are tried when the name as written is not
// there.
ResolvedPath resolveBelow(const std::filesystem::path &root, const std::filesystem::path &base,
                          std::string_view text);

// The state of a path found by walking the folder.
PathState stateBelow(const std::filesystem::path &root, const std::filesystem::path &path);

} // namespace armature
