#pragma once
// Tells when files come into folders or leave them. Watching is asked for on a thread of its own, which is
// left behind where a network share does not answer; so is the waiting for news.

#include <QObject>

#include <filesystem>
#include <memory>
#include <vector>

namespace armature::ui {

class FolderWatcher : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~FolderWatcher() override { watch({}); }

    // In place of those before. Folders inside of them are not watched, but for those of the first one.
    void watch(std::vector<std::filesystem::path> folders);

Q_SIGNALS:
    void changed(); // a file came, went, got another name or was written to its end
    void refused(); // the system watches no more folders, or cannot watch these

private:
    struct Shared;
    void takeNews();
    std::shared_ptr<Shared> m_shared;
};

} // namespace armature::ui
