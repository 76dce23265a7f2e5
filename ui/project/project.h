#pragma once
// A project: pictures in a folder, and one versioned JSON that says what the studio knows about them.
//
// A folder of pictures becomes a project without being asked and without a picture being touched: the JSON
// lies in FOLDER/.armature/project.json. Inside, because then moving or copying the folder takes exclusions,
// undo journal and views along; hidden, because trainers and image browsers skip such folders. Where the
// folder cannot be written, the JSON lies in the user's data folder instead and names the pictures.

#include "core/base/fs.h"
#include "core/base/result.h"

#include <QJsonObject>
#include <QString>

#include <filesystem>
#include <memory>

namespace armature::ui {

class Project
{
public:
    // Opens (and makes, where there is none) the project of a folder of pictures, of a folder holding
    // project.json, or of a project.json. Takes the lock: Locked names who holds it. May wait for slow disks:
    // call it on a worker. Errors: NotFound, Locked, Corrupt, Unsupported (written by a newer Armature), Io,
    // BadInput.
    static Result<std::unique_ptr<Project>> open(const std::filesystem::path &path);
    // Names a project.json that cannot be read out of the way, so that open() starts a new one. Returns its
    // new name.
    static Result<std::filesystem::path> setAside(const std::filesystem::path &path);

    const std::filesystem::path &pictures() const { return m_pictures; } // absolute
    const std::filesystem::path &folder() const { return m_folder; }     // of project.json: journal, index
    bool isBesidePictures() const { return m_isBesidePictures; } // false: the pictures are read-only to us
    QString name() const;
    // What to open to come back here: the pictures, or a project folder that lies elsewhere.
    const std::filesystem::path &place() const;

    // One section per owner ("dataset", "window"). Unknown sections and keys are kept.
    QJsonObject section(const QString &key) const;
    void setSection(const QString &key, const QJsonObject &value);
    bool isChanged() const { return m_isChanged; }
    // Atomic. Nothing is written while nothing has changed. May wait for the disk.
    Status save();
    // For a save elsewhere: the bytes now, and where they go; the project counts as saved.
    std::string takeChanges();
    std::filesystem::path file() const { return m_folder / "project.json"; }
    void markChanged() { m_isChanged = true; }

private:
    Project(std::filesystem::path pictures, std::filesystem::path folder, bool isBeside, RunLock lock)
        : m_pictures(std::move(pictures)), m_folder(std::move(folder)), m_isBesidePictures(isBeside),
          m_lock(std::move(lock))
    {
    }

    std::filesystem::path m_pictures, m_folder;
    bool m_isBesidePictures = true;
    RunLock m_lock;
    QJsonObject m_root;
    bool m_isChanged = false;
};

} // namespace armature::ui
