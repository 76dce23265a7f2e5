#include "preprocess/picture_list.h"

#include "core/image/codec.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 17> kForeign = {".gif", ".heic", ".heif", ".avif", ".jxl", ".psd",
                                                       ".exr", ".tga",  ".jp2",  ".ppm",  ".pgm", ".dng",
                                                       ".cr2", ".nef",  ".arw",  ".hdr",  ".xcf"};

bool isPicture(const std::string &name)
{
    if (formatFromExtension(name))
        return true;
    auto extension = fs::path(name).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return char(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return std::find(kForeign.begin(), kForeign.end(), extension) != kForeign.end();
}

class Lister
{
public:
    Lister(std::string root, const fs::path &except) : m_root(std::move(root))
    {
        struct stat info
        {
        };
        if (!except.empty() && ::stat(except.c_str(), &info) == 0)
            m_visited.emplace(info.st_dev, info.st_ino);
    }

    bool visit(const std::string &below)
    {
        const auto folder = below.empty() ? m_root : m_root + '/' + below;
        struct stat info
        {
        };
        if (::stat(folder.c_str(), &info) != 0)
            return false;
        if (!m_visited.emplace(info.st_dev, info.st_ino).second)
            return true;
        const auto close = [](DIR *open) { ::closedir(open); };
        const std::unique_ptr<DIR, decltype(close)> entries(::opendir(folder.c_str()), close);
        if (!entries)
            return false;
        while (const dirent *entry = ::readdir(entries.get())) {
            const std::string name = entry->d_name;
            if (name.front() == '.' || name == "__MACOSX")
                continue;
            const auto path = below.empty() ? name : below + '/' + name;
            const bool isKnown = entry->d_type == DT_REG || entry->d_type == DT_DIR;
            const bool isFolder = isKnown ? entry->d_type == DT_DIR : leadsToFolder(path);
            if (isFolder)
                visit(path); // one that cannot be opened has no pictures to be named
            else if (isPicture(name))
                pictures.push_back(path);
        }
        return true;
    }

    std::vector<std::string> pictures;

private:
    bool leadsToFolder(const std::string &below) const
    {
        struct stat info
        {
        };
        return ::stat((m_root + '/' + below).c_str(), &info) == 0 && S_ISDIR(info.st_mode);
    }

    std::string m_root;
    std::set<std::pair<dev_t, ino_t>> m_visited;
};

} // namespace

Result<std::vector<std::string>> listPictures(const fs::path &folder, const fs::path &except)
{
    std::error_code error;
    if (!fs::exists(folder, error))
        return fail(ErrorCode::NotFound, "There is no folder " + folder.string() + ".");
    if (!fs::is_directory(folder, error))
        return fail(ErrorCode::BadInput, folder.string() + " is no folder.",
                    "Name the folder that holds the pictures.");
    Lister lister(folder.string(), except);
    if (!lister.visit({}))
        return fail(ErrorCode::Io, folder.string() + " cannot be opened: " + std::strerror(errno) + ".",
                    "Allow reading it (chmod).");
    std::sort(lister.pictures.begin(), lister.pictures.end());
    return std::move(lister.pictures);
}

} // namespace armature
