#include "core/data/data_path.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <tuple>

namespace armature::pairs_detail {

namespace {

constexpr int kMaxDepth = 32;

constexpr std::array<std::string_view, 9> kPictures = {".jpg",  ".jpeg", ".jpe", ".jfif", ".png",
                                                       ".webp", ".bmp",  ".tif", ".tiff"};
constexpr std::array<std::string_view, 21> kForeign = {
    ".gif", ".heic", ".heif", ".avif", ".jxl", ".psd", ".exr", ".tga", ".jp2", ".ppm", ".pgm",
    ".svg", ".ico",  ".dng",  ".cr2",  ".nef", ".arw", ".npy", ".hdr", ".kra", ".xcf"};

// Where the extension begins, dot included; the size where there is none.
size_t extensionAt(std::string_view name)
{
    const auto slash = name.rfind('/');
    const size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot <= begin ? name.size() : dot;
}

// Directory entries as the kernel gives them: a path object for each of a million files would cost more than
// all the rest.
class Walker
{
public:
    Walker(const fs::path &root, const fs::path &folder, std::vector<Finding> &findings)
        : m_root(root), m_folder(folder.native()), m_findings(findings)
    {
    }

    FoundFiles run()
    {
        visit(m_folder, 0);
        sort();
        return std::move(m_found);
    }

private:
    // The bytes of a key in which it differs first from the others, as a number of the same order.
    static uint64_t headOf(std::string_view key, size_t begin)
    {
        uint64_t head = 0;
        for (size_t i = begin; i < begin + 8; ++i)
            head = head << 8 | (i < key.size() ? uint8_t(key[i]) : 0);
        return head;
    }

    // By key, then path. A hundred thousand names lie all over the memory, so they are compared by their
    // heads and looked at only where those are equal.
    void sort()
    {
        auto &files = m_found.files;
        size_t common = files.empty() ? 0 : files[0].key.size();
        for (const auto &file : files) {
            const auto shorter = file.key.substr(0, common), first = files[0].key.substr(0, shorter.size());
            common =
                size_t(std::mismatch(shorter.begin(), shorter.end(), first.begin()).first - shorter.begin());
        }
        std::vector<std::pair<uint64_t, const FoundFile *>> order;
        order.reserve(files.size());
        for (const auto &file : files)
            order.emplace_back(headOf(file.key, common), &file);
        std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) {
            if (a.first != b.first)
                return a.first < b.first;
            const int byKey = a.second->key.compare(b.second->key);
            return byKey != 0 ? byKey < 0 : a.second->path < b.second->path;
        });
        std::vector<FoundFile> sorted;
        sorted.reserve(files.size());
        for (const auto &[head, file] : order)
            sorted.push_back(*file);
        files = std::move(sorted);
    }

    void report(FindingKind kind, const std::string &file, std::string message, std::string repair)
    {
        const auto name = relativeName(m_root, file);
        m_findings.push_back(
            {kind, Severity::Error, {}, {name}, displayName(name) + ' ' + message, std::move(repair)});
    }

    void visit(const std::string &folder, int depth)
    {
        struct stat info
        {
        };
        if (::stat(folder.c_str(), &info) != 0 || !m_visited.emplace(info.st_dev, info.st_ino).second)
            return;
        const auto close = [](DIR *open) { ::closedir(open); };
        const std::unique_ptr<DIR, decltype(close)> entries(::opendir(folder.c_str()), close);
        if (!entries || depth > kMaxDepth) {
            const auto why = std::error_code(errno, std::generic_category()).message();
            report(FindingKind::Unreadable, folder,
                   !entries ? "cannot be opened: " + why + "." : "is nested too deeply.",
                   !entries ? "Allow reading the folder (chmod)." : "Move its pictures further up.");
            return;
        }
        while (const dirent *entry = ::readdir(entries.get()))
            visitEntry(folder, entry->d_name, entry->d_type, depth);
    }

    void visitEntry(const std::string &folder, std::string_view name, unsigned char type, int depth)
    {
        if (name.starts_with('.') || name == "__MACOSX")
            return;
        const auto use = fileUse(name);
        if (use == FileUse::Other && type == DT_REG)
            return;
        std::string path = folder;
        path += '/';
        path += name;
        struct stat info
        {
        };
        if (type == DT_UNKNOWN && ::lstat(path.c_str(), &info) == 0)
            type = S_ISLNK(info.st_mode)   ? DT_LNK
                   : S_ISDIR(info.st_mode) ? DT_DIR
                   : S_ISREG(info.st_mode) ? DT_REG
                                           : DT_FIFO;
        const bool isLink = type == DT_LNK;
        const bool isFolder =
            type == DT_DIR || (isLink && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode));
        if (!isFolder && (use == FileUse::Other || (type != DT_REG && !acceptSpecial(path))))
            return;
        std::error_code error;
        if (isFolder && isLink && !isBelow(fs::canonical(path, error), m_root))
            return reportLeaving(path);
        if (isFolder)
            return visit(path, depth + 1);
        keep(path, use);
    }

    void keep(const std::string &path, FileUse use)
    {
        auto kept = m_found.text.keep({path, std::string_view("\0", 1)});
        kept.remove_suffix(1);
        const size_t begin = m_folder.size() + 1;
        auto key = kept.substr(begin, extensionAt(kept) - begin);
        if (!isAscii(key)) {
            if (const auto composed = toNfc(key); composed != key)
                key = m_found.text.keep(composed);
        }
        m_found.files.push_back({kept, key, use});
    }

    void reportLeaving(const std::string &path)
    {
        report(FindingKind::PathLeavesFolder, path, "is a link that leaves the dataset's folder.",
               "Copy what it points at into the folder (cp -rL).");
    }

    bool acceptSpecial(const std::string &path)
    {
        switch (stateBelow(m_root, path)) {
        case PathState::Ok:
            return true;
        case PathState::LeavesFolder:
            reportLeaving(path);
            return false;
        case PathState::LinkLoop:
            report(FindingKind::Unreadable, path, "is a link that leads back to itself.", "Remove the link.");
            return false;
        case PathState::Missing:
            report(FindingKind::MissingFile, path, "is a link to a file that is not there.",
                   "Remove the link.");
            return false;
        default:
            report(FindingKind::Unreadable, path, "is not a regular file.", "Remove it.");
            return false;
        }
    }

    const fs::path &m_root;
    const std::string m_folder;
    std::vector<Finding> &m_findings;
    FoundFiles m_found;
    std::set<std::pair<dev_t, ino_t>> m_visited;
};

} // namespace

FileUse fileUse(std::string_view file)
{
    std::array<char, 8> lower;
    const auto extension = file.substr(extensionAt(file));
    if (extension.size() > lower.size())
        return FileUse::Other;
    std::transform(extension.begin(), extension.end(), lower.begin(),
                   [](char c) { return char(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    const std::string_view wanted(lower.data(), extension.size());
    if (std::find(kPictures.begin(), kPictures.end(), wanted) != kPictures.end())
        return FileUse::Picture;
    if (std::find(kForeign.begin(), kForeign.end(), wanted) != kForeign.end())
        return FileUse::ForeignPicture;
    return wanted == ".txt" || wanted == ".caption" ? FileUse::Caption : FileUse::Other;
}

FoundFiles scanFolder(const fs::path &root, const fs::path &folder, std::vector<Finding> &findings)
{
    return Walker(root, folder, findings).run();
}

} // namespace armature::pairs_detail
