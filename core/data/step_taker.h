#pragma once
// Takes the steps of one change, those of very many texts on several threads. For the journal, which has
// written them down by then.

#include "core/data/change_report.h"
#include "core/data/file_steps.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace armature {

constexpr const char *kChangeFolder = ".armature"; // of the journal, below the root
constexpr size_t kManySteps = 256;                 // from which on they are taken on several threads

class StepTaker
{
public:
    StepTaker(const std::filesystem::path &root, const FileSteps &steps, bool forward, bool isRecovery);
    ~StepTaker();
    StepTaker(const StepTaker &) = delete;
    StepTaker &operator=(const StepTaker &) = delete;

    bool isMany() const { return m_isMany; }
    void leaveAlone(const std::vector<uint32_t> &steps);
    // What went wrong, where something did; what was done by then is still to be taken back.
    std::optional<Error> run(const std::function<void(size_t, size_t)> &progress);
    bool takeBack(); // whether all of it could be
    ChangeReport report();

private:
    enum class State : uint8_t { Open, Taken, LeftAlone, Skipped };
    StepView stepAt(size_t i) const { return m_forward ? m_steps.at(i) : reversed(m_steps.at(i)); }
    Result<StepEnd> takeOne(const StepView &step, bool isRecovery) const;
    void take(size_t i);

    const std::filesystem::path &m_root;
    const FileSteps &m_steps;
    const bool m_forward, m_isRecovery, m_isMany;
    const int m_folder; // the root, open: what lies above it is looked up once and not for each of very many
    std::vector<State> m_states;
    std::mutex m_mutex;
    std::vector<Error> m_problems;
    std::optional<Error> m_failure;
    std::stop_source m_stop;
    size_t m_done = 0;
};

} // namespace armature
