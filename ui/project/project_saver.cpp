#include "ui/project/project_saver.h"

#include "ui/project/project.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kDelay = 800; // milliseconds

} // namespace

// What the window's thread and the one that writes have in common. Writes follow each other.
struct ProjectSaver::Disk
{
    std::mutex mutex;
    std::condition_variable answered;
    ProjectSaver *owner = nullptr; // null once nobody waits any more
    bool isBusy = false;
    Status last;
};

ProjectSaver::ProjectSaver(QObject *parent) : QObject(parent), m_disk(std::make_shared<Disk>())
{
    m_disk->owner = this;
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, &ProjectSaver::write);
}

ProjectSaver::~ProjectSaver()
{
    waitForDisk();
    const std::lock_guard lock(m_disk->mutex);
    m_disk->owner = nullptr;
}

bool ProjectSaver::waitForDisk()
{
    std::unique_lock lock(m_disk->mutex);
    const auto patience = std::exchange(m_hasGivenUp, true) ? std::chrono::milliseconds(0) : m_patience;
    m_hasGivenUp = !m_disk->answered.wait_for(lock, patience, [this] { return !m_disk->isBusy; });
    return !m_hasGivenUp;
}

bool ProjectSaver::isStalled() const
{
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->isBusy;
}

void ProjectSaver::setProject(Project *project)
{
    m_delay.stop();
    m_project = project;
}

void ProjectSaver::saveSoon()
{
    if (m_project)
        m_delay.start();
}

Status ProjectSaver::saveNow()
{
    m_delay.stop();
    if (!m_project)
        return {};
    if (waitForDisk()) {
        if (!m_project->isChanged())
            return {};
        write();
        if (waitForDisk()) {
            const std::lock_guard lock(m_disk->mutex);
            return m_disk->last;
        }
    }
    return fail(ErrorCode::Io, m_project->folder().string() + " does not answer.", "Try again later.",
                "The pictures are untouched; where the window stood last could not be noted down.");
}

void ProjectSaver::write()
{
    if (!m_project || !m_project->isChanged())
        return;
    {
        const std::lock_guard lock(m_disk->mutex);
        if (std::exchange(m_disk->isBusy, true))
            return saveSoon();
    }
    // Detached: it may hang in the kernel, and closing must not wait for that.
    std::thread([disk = m_disk, project = m_project, file = m_project->file(),
                 text = m_project->takeChanges()] {
        const Status written = writeFileAtomically(file, text);
        const std::lock_guard lock(disk->mutex);
        disk->last = written;
        disk->isBusy = false;
        disk->answered.notify_all();
        if (!disk->owner)
            return;
        QMetaObject::invokeMethod(
            disk->owner,
            [owner = disk->owner, project, written] {
                if (written) {
                    Q_EMIT owner->saved();
                    return;
                }
                if (owner->m_project == project)
                    project->markChanged();
                Q_EMIT owner->failed(written.error());
            },
            Qt::QueuedConnection);
    }).detach();
}

} // namespace armature::ui
