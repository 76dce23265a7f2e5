#pragma once
// A dataset folder of the test's own, made of plain bytes.

#include "core/data/pairs.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace armature::test {

class Folder
{
public:
    Folder() = default;
    ~Folder() // Qt leaves files whose names are not UTF-8
    {
        std::error_code ignored;
        std::filesystem::remove_all(path(), ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    std::filesystem::path path() const { return m_dir.path().toStdString(); }
    std::filesystem::path operator/(const std::filesystem::path &name) const { return path() / name; }

    std::filesystem::path write(const std::filesystem::path &name, std::string_view bytes = "x") const
    {
        const auto file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

private:
    QTemporaryDir m_dir;
};

inline const Finding *findKind(const std::vector<Finding> &findings, FindingKind kind)
{
    for (const auto &finding : findings) {
        if (finding.kind == kind)
            return &finding;
    }
    return nullptr;
}

inline size_t countKind(const std::vector<Finding> &findings, FindingKind kind)
{
    size_t count = 0;
    for (const auto &finding : findings)
        count += finding.kind == kind;
    return count;
}

inline std::string idsOf(const PairSet &set)
{
    std::string ids;
    for (const auto &pair : set.pairs)
        ids += (ids.empty() ? "" : " ") + pair.id;
    return ids;
}

} // namespace armature::test
