#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "ui/train/run_host.h"

#include <nlohmann/json.hpp>

namespace armature::ui {

namespace {

// Of a window that was killed while it wrote.
void removeLeftovers(const RunPlace &place)
{
    std::vector<std::filesystem::path> leftovers;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(place.runs, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().filename().string().starts_with(".tmp-" + place.name + "."))
            leftovers.push_back(entry->path());
    for (const auto &leftover : leftovers)
        std::filesystem::remove(leftover, error);
}

} // namespace

Result<TrainOptions> prepareRun(const RunPlace &place, const TrainOptions &options, bool resume)
{
    if (RunLock::holder(place.folder()) != 0)
        return fail(ErrorCode::Locked, place.name + " is running already.");
    TrainOptions resolved = options;
    resolved.output_dir = place.folder().string();
    resolved.resume_from_checkpoint = !resume ? "" : options.resume_from_checkpoint.empty() ? "latest" : options.resume_from_checkpoint;
    ARMATURE_CHECK(ensureWritableFolder(place.runs));
    removeLeftovers(place);
    ARMATURE_CHECK(writeFileAtomically(place.options(), trainConfigToJson(resolved).dump(2) + "\n"));
    return resolved;
}

RunHosts::RunHosts(EngineLink &engine, std::filesystem::path program)
    : m_process(makeProcessHost(std::move(program))), m_thread(makeThreadHost(engine))
{
}

Status RunHosts::start(const RunPlace &place, const TrainOptions &options, bool resume)
{
    if (isStarting(place))
        return fail(ErrorCode::Locked, place.name + " is running already.");
    ARMATURE_CHECK((m_kind == HostKind::Thread ? m_thread : m_process)->start(place, options, resume));
    m_carriers[place.folder()] = m_kind;
    return {};
}

bool RunHosts::ask(const RunPlace &place, Ask what) { return m_thread->ask(place, what) || m_process->ask(place, what); }
bool RunHosts::isStarting(const RunPlace &place) const { return m_thread->isStarting(place) || m_process->isStarting(place); }

std::optional<TrainEvent> RunHosts::lastWord(const RunPlace &place) const
{
    const auto carrier = m_carriers.find(place.folder());
    if (carrier == m_carriers.end())
        return {};
    return (carrier->second == HostKind::Thread ? m_thread : m_process)->lastWord(place);
}

} // namespace armature::ui
