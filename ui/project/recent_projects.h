#pragma once
// The folders opened last, newest first, in the user's settings.

#include <QSettings>

#include <filesystem>
#include <vector>

namespace armature::ui {

class RecentProjects
{
public:
    explicit RecentProjects(QSettings &settings) : m_settings(settings) {}

    std::vector<std::filesystem::path> folders() const;
    void add(const std::filesystem::path &folder);
    void remove(const std::filesystem::path &folder);

private:
    void write(const std::vector<std::filesystem::path> &folders);

    QSettings &m_settings;
};

} // namespace armature::ui
