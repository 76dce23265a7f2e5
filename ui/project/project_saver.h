#pragma once
// Writes the project a moment after it changed, on a thread of its own: syncing a file may take longer than a
// frame.

#include "core/base/result.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

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
    // Waits for the disk: for closing.
    Status saveNow();

Q_SIGNALS:
    void
    failed(const armature::Error &error); // the project stays changed and is tried again at the next change
    void saved();

private:
    void write();

    Project *m_project = nullptr;
    QTimer m_delay;
    QThreadPool m_pool;
};

} // namespace armature::ui
