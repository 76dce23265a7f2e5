#include "ui/project/recent_projects.h"

#include "ui/project/paths.h"

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {
constexpr size_t kMost = 12;
const auto kKey = QStringLiteral("recentProjects");
} // namespace

std::vector<fs::path> RecentProjects::folders() const
{
    std::vector<fs::path> result;
    for (const QString &stored : m_settings.value(kKey).toStringList())
        result.push_back(pathFromStored(stored));
    return result;
}

void RecentProjects::add(const fs::path &folder)
{
    auto all = folders();
    all.erase(std::remove(all.begin(), all.end(), folder), all.end());
    all.insert(all.begin(), folder);
    if (all.size() > kMost)
        all.resize(kMost);
    write(all);
}

void RecentProjects::remove(const fs::path &folder)
{
    auto all = folders();
    all.erase(std::remove(all.begin(), all.end(), folder), all.end());
    write(all);
}

void RecentProjects::write(const std::vector<fs::path> &all)
{
    QStringList stored;
    for (const fs::path &folder : all)
        stored.append(storedPath(folder));
    m_settings.setValue(kKey, stored);
}

} // namespace armature::ui
