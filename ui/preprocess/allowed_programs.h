#pragma once
// Files of weights that are programs of their own and that somebody has agreed to run: known by what is in
// them, in every room and at the next start.

#include "preprocess/shared_network.h"

#include <QString>

#include <set>
#include <string>

class QSettings;

namespace armature::ui {

class AllowedPrograms
{
public:
    explicit AllowedPrograms(QSettings *settings)
        : m_settings(settings) {} // null: remembered as long as this lives
    bool contains(const std::string &sha256) const { return all().contains(sha256); }
    void add(const std::string &sha256);
    std::set<std::string> all() const;

private:
    QSettings *m_settings;
    std::set<std::string> m_unsaved;
};

// `open` for those who ask nobody: a file that is a program is run where its hash is among `allowed`, and
// refused as ever where it is not. Hashes such files on the thread that opens them.
OpenNetwork openingAllowed(OpenNetwork open, std::set<std::string> allowed);

} // namespace armature::ui
