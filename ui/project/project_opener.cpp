#include "ui/project/project_opener.h"

#include "core/base/resources.h"
#include "core/scenes/starter_project.h"
#include "ui/project/paths.h"

#include <QStandardPaths>

#include <mutex>
#include <thread>

namespace armature::ui {

namespace fs = std::filesystem;

struct ProjectOpener::Mailbox
{
    std::mutex mutex;
    ProjectOpener *owner = nullptr; // null once nobody waits any more
};

ProjectOpener::~ProjectOpener() { forget(); }

void ProjectOpener::start(Work work)
{
    forget();
    m_mailbox = std::make_shared<Mailbox>();
    m_mailbox->owner = this;
    // Detached: it may hang in the kernel, and neither closing nor another project may wait for that.
    std::thread([mailbox = m_mailbox, work = std::move(work)] {
        const auto opened = std::make_shared<Result<std::unique_ptr<Project>>>(work());
        const std::lock_guard lock(mailbox->mutex);
        ProjectOpener *const owner = mailbox->owner;
        if (!owner)
            return;
        QMetaObject::invokeMethod(
            owner,
            [owner, mailbox, opened] {
                if (owner->m_mailbox != mailbox)
                    return;
                owner->m_mailbox = nullptr;
                Q_EMIT owner->answered(opened);
            },
            Qt::QueuedConnection);
    }).detach();
}

void ProjectOpener::forget()
{
    const std::shared_ptr<Mailbox> mailbox = std::move(m_mailbox);
    if (!mailbox)
        return;
    const std::lock_guard lock(mailbox->mutex);
    mailbox->owner = nullptr;
}

Result<fs::path> prepareStarter()
{
    StarterProject project;
    project.folder = pathFromQt(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)) / "armature" / "Starter";
    // Written last: with it the folder is whole, and what its user has changed since stays changed.
    std::error_code error;
    if (fs::exists(project.folder / "train.json", error))
        return project.folder;
    ARMATURE_TRY(project.model, resourcePath("starter/model"));
    ARMATURE_CHECK(writeStarterProject(project, {}));
    return project.folder;
}

} // namespace armature::ui
