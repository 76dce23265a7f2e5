#include "ui/project/project_opener.h"

#include "core/base/resources.h"
#include "ui/project/paths.h"

#include <QStandardPaths>

#include <unistd.h>

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
    ARMATURE_TRY(const fs::path shipped, resourcePath("sample/pairs"));
    const fs::path target =
        pathFromQt(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)) / "armature" /
        "Starter";
    std::error_code error;
    if (fs::is_directory(target, error))
        return target;
    ARMATURE_CHECK(ensureWritableFolder(target.parent_path()));
    // Filled aside, so that a copy that was broken off is not taken for the starter.
    const fs::path aside = target.parent_path() / (".tmp-Starter-" + std::to_string(::getpid()));
    fs::copy(shipped, aside, fs::copy_options::recursive, error);
    if (!error) {
        std::error_code ignored;
        fs::remove_all(aside / ".armature", ignored);
        fs::rename(aside, target, error);
    }
    if (error) {
        std::error_code ignored;
        fs::remove_all(aside, ignored);
        return fail(ErrorCode::Io, "The starter pictures cannot be copied to " + target.string() + ": " +
                                       error.message() + ".");
    }
    return target;
}

} // namespace armature::ui
