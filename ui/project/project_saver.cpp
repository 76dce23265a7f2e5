#include "ui/project/project_saver.h"

#include "ui/project/project.h"

namespace armature::ui {

namespace {
constexpr int kDelay = 800; // milliseconds
}

ProjectSaver::ProjectSaver(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // writes follow each other
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, &ProjectSaver::write);
}

ProjectSaver::~ProjectSaver() { m_pool.waitForDone(); }

void ProjectSaver::setProject(Project *project)
{
    m_delay.stop();
    m_pool.waitForDone();
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
    m_pool.waitForDone();
    return m_project ? m_project->save() : Status();
}

void ProjectSaver::write()
{
    if (!m_project || !m_project->isChanged())
        return;
    m_pool.start([this, project = m_project, file = m_project->file(), text = m_project->takeChanges()] {
        const Status written = writeFileAtomically(file, text);
        QMetaObject::invokeMethod(this, [this, project, written] {
            if (written) {
                Q_EMIT saved();
                return;
            }
            if (m_project == project)
                project->markChanged();
            Q_EMIT failed(written.error());
        });
    });
}

} // namespace armature::ui
