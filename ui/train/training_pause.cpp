#include "ui/train/training_pause.h"

#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "core/events/run_history.h"
#include "ui/train/run_shelf.h"

#include <utility>

namespace armature::ui {

namespace {

// Read whole: it may have come to its end instead, or failed.
bool endedPaused(const RunPlace &place)
{
    RunHistoryReader reader(place.events());
    for (auto more = reader.read(); more && *more;)
        more = reader.read();
    return reader.history().isPaused;
}

} // namespace

std::optional<QString> TrainingPause::running() const
{
    if (m_paused) { // its lock goes before its process does, which could not be started again until then
        const bool isThere = RunLock::holder(m_paused->folder()) != 0 || m_hosts.isStarting(*m_paused);
        return isThere ? std::optional(QString::fromStdString(m_paused->name)) : std::nullopt;
    }
    if (m_runs.empty())
        return {};
    const auto living = livingRun(m_runs);
    return living ? std::optional(QString::fromStdString(living->name)) : std::nullopt;
}

bool TrainingPause::pause()
{
    const auto living = m_runs.empty() ? std::nullopt : livingRun(m_runs);
    if (!living || !m_hosts.ask(*living, RunHost::Ask::Pause))
        return false;
    m_paused = living;
    return true;
}

Status TrainingPause::resume(bool isClosing)
{
    const auto place = std::exchange(m_paused, std::nullopt);
    if (!place || (isClosing && m_hosts.kind() == HostKind::Thread) ||
        RunLock::holder(place->folder()) != 0 || livingRun(place->runs) || !endedPaused(*place))
        return {};
    GivenTrainOptions given;
    ARMATURE_CHECK(applyTrainConfigFile(place->options(), given));
    return m_hosts.start(*place, given.options, true);
}

} // namespace armature::ui
