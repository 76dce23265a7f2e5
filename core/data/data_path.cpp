#include "core/data/data_path.h"

#include "core/data/text_input.h"

#include <algorithm>

namespace armature {

namespace fs = std::filesystem;

namespace {

bool isForeignAbsolute(std::string_view text)
{
    const bool hasDrive =
        text.size() >= 2 && text[1] == ':' && ((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z');
    return hasDrive || text.starts_with("\\\\") || text.find("://") != std::string_view::npos;
}

ResolvedPath resolveSpelling(const fs::path &root, const fs::path &base, const std::string &text)
{
    const fs::path joined = (base / fs::path(text)).lexically_normal(); // an absolute text replaces the base
    if (!isBelow(joined, root))
        return {PathState::LeavesFolder, {}};
    const auto state = stateBelow(root, joined);
    return {state, state == PathState::Ok ? joined : fs::path()};
}

} // namespace

bool isBelow(const fs::path &inner, const fs::path &outer)
{
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

PathState stateBelow(const fs::path &root, const fs::path &path)
{
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error == std::errc::too_many_symbolic_link_levels)
        return PathState::LinkLoop;
    if (error) {
        // Where a link dangles, what it points at decides: it is a way out all the same.
        std::error_code ignored;
        const fs::path pointsAt =
            fs::is_symlink(path, ignored) ? fs::read_symlink(path, ignored) : fs::path();
        const fs::path weak = fs::weakly_canonical(path.parent_path() / pointsAt, ignored);
        return !ignored && !isBelow(weak, root) ? PathState::LeavesFolder : PathState::Missing;
    }
    if (!isBelow(real, root))
        return PathState::LeavesFolder;
    return fs::is_regular_file(real, error) ? PathState::Ok : PathState::NotAFile;
}

ResolvedPath resolveBelow(const fs::path &root, const fs::path &base, std::string_view text)
{
    if (trimmed(text).empty() || text.find('\0') != std::string_view::npos)
        return {PathState::Malformed, {}};
    if (isForeignAbsolute(text))
        return {PathState::LeavesFolder, {}};
    const std::string written(text);
    const auto asWritten = resolveSpelling(root, base, written);
    if (asWritten.state != PathState::Missing)
        return asWritten;
    std::string slashes = written;
    std::replace(slashes.begin(), slashes.end(), '\\', '/');
    for (const auto &spelling : {slashes, toNfc(slashes), toNfd(slashes)}) {
        if (spelling == written)
            continue;
        auto resolved = resolveSpelling(root, base, spelling);
        if (resolved.state != PathState::Missing)
            return resolved;
    }
    return asWritten;
}

} // namespace armature
