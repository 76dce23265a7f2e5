#pragma once
// Opens projects away from the window's thread. A network share may never answer: then the worker is left
// behind, the window goes on, and an answer that comes too late is dropped (and with it the lock).

#include "ui/project/project.h"

#include <QObject>

#include <functional>

namespace armature::ui {

class ProjectOpener : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    using Opened = std::shared_ptr<Result<std::unique_ptr<Project>>>;
    using Work = std::function<Result<std::unique_ptr<Project>>()>;

    ~ProjectOpener() override;
    // A second call makes the first one's answer void.
    void start(Work work);
    void forget();
    bool isOpening() const { return m_mailbox != nullptr; }

Q_SIGNALS:
    void answered(const armature::ui::ProjectOpener::Opened &project);

private:
    struct Mailbox;
    std::shared_ptr<Mailbox> m_mailbox;
};

// A copy of the shipped pairs in the user's data folder, made where it is not there yet.
Result<std::filesystem::path> prepareStarter();

} // namespace armature::ui
