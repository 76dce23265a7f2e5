#pragma once
// Writes the project a moment after it changed, on a thread of its own: syncing a file may take longer than a
// frame, and on a network share that stalls it never ends.

#include "core/base/result.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace armature::ui {

class Project;

class ProjectSaver : public QObject
{
    Q_OBJECT

public:
    explicit ProjectSaver(QObject *parent = nullptr);
    ~ProjectSaver() override;

    void setProject(Project *project); // null: none
    void saveSoon();
    // Waits for the disk, for closing; but not for one that does not answer. Errors: as
    // writeFileAtomically(), and Io where the patience ends.
    Status saveNow();
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }
    bool isStalled() const; // something is still being written

Q_SIGNALS:
    void
    failed(const armature::Error &error); // the project stays changed and is tried again at the next change
    void saved();

private:
    struct Disk;
    void write();
    bool waitForDisk();

    Project *m_project = nullptr;
    QTimer m_delay;
    std::shared_ptr<Disk> m_disk;
    std::chrono::milliseconds m_patience{5000};
    bool m_hasGivenUp = false; // the disk was waited for in vain
};

} // namespace armature::ui
