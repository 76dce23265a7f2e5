#pragma once
// Pauses the run that lives for another room, and carries it on afterwards.

#include "ui/train/run_host.h"
#include "ui/window/training_door.h"

namespace armature::ui {

class TrainingPause : public TrainingDoor
{
public:
    explicit TrainingPause(RunHosts &hosts) : m_hosts(hosts) {}
    void open(const std::filesystem::path &runs) { m_runs = runs; } // empty: no project
    bool isHolding() const { return m_paused.has_value(); }

    std::optional<QString> running() const override;
    bool pause() override;
    Status resume(bool isClosing) override;

private:
    RunHosts &m_hosts;
    std::filesystem::path m_runs;
    std::optional<RunPlace> m_paused; // what resume() carries on, wherever the project is by then
};

} // namespace armature::ui
