#include "core/base/resources.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

namespace armature {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> resourceRoots()
{
    std::vector<fs::path> roots;
    if (const char *chosen = std::getenv("ARMATURE_RESOURCES"); chosen && *chosen)
        roots.emplace_back(chosen);
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error)
        roots.push_back(program.parent_path().parent_path() / "share" / "armature");
    return roots;
}

} // namespace

Result<fs::path> resourcePath(std::string_view name)
{
    std::string places;
    for (const fs::path &root : resourceRoots()) {
        std::error_code error;
        const fs::path candidate = root / name;
        if (fs::exists(candidate, error))
            return candidate;
        places += (places.empty() ? "" : " or ") + root.string();
    }
    return fail(ErrorCode::NotFound, "The shipped file " + std::string(name) + " is not in " + places + ".",
                "Install Armature again, or set ARMATURE_RESOURCES to its resources folder.");
}

} // namespace armature
