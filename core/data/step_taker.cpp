#include "core/data/step_taker.h"

#include "core/base/parallel_for.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr size_t kBlock = 250; // steps that a thread takes at a time

} // namespace

StepTaker::StepTaker(const fs::path &root, const FileSteps &steps, bool forward, bool isRecovery)
    : m_root(root), m_steps(steps), m_forward(forward), m_isRecovery(isRecovery),
      m_isMany(steps.size() >= kManySteps && steps.areIndependentTexts()),
      m_folder(m_isMany ? ::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC) : -1), m_states(steps.size())
{
}

StepTaker::~StepTaker()
{
    if (m_folder >= 0)
        ::close(m_folder);
}

void StepTaker::leaveAlone(const std::vector<uint32_t> &steps)
{
    for (const uint32_t step : steps) {
        if (step < m_states.size())
            m_states[step] = State::Skipped;
    }
}

std::optional<Error> StepTaker::run(const std::function<void(size_t, size_t)> &progress)
{
    const size_t total = m_steps.size(), block = m_isMany ? kBlock : 1;
    parallelFor((total + block - 1) / block, m_isMany ? 0 : 1, m_stop.get_token(), [&](size_t at) {
        const size_t first = at * block, last = std::min(total, first + block);
        for (size_t i = first; i < last && !m_stop.stop_requested(); ++i)
            take(m_forward ? i : total - 1 - i);
        const std::lock_guard lock(m_mutex);
        m_done += last - first;
        if (progress && !m_failure)
            progress(m_done, total);
    });
    return m_failure;
}

bool StepTaker::takeBack()
{
    bool isWhole = true;
    for (size_t i = m_steps.size(); i-- > 0;) {
        const size_t at = m_forward ? i : m_steps.size() - 1 - i;
        if (m_states[at] == State::Taken)
            isWhole &= takeOne(reversed(stepAt(at)), true).has_value();
    }
    return isWhole;
}

ChangeReport StepTaker::report()
{
    ChangeReport report;
    report.problems = std::move(m_problems);
    for (size_t i = 0; i < m_states.size(); ++i) {
        report.taken += m_states[i] == State::Taken;
        if (m_states[i] == State::LeftAlone)
            report.leftAlone.push_back(uint32_t(i));
        const auto step = m_steps.at(i);
        for (const auto name : {step.path, step.other}) {
            if (step.kind != FileStep::Kind::Text && !name.empty() && !name.starts_with(kChangeFolder))
                report.files.emplace_back(name);
        }
    }
    return report;
}

Result<StepEnd> StepTaker::takeOne(const StepView &step, bool isRecovery) const
{
    if (m_folder >= 0) {
        if (auto end = takeInPlace(m_folder, step, isRecovery))
            return std::move(*end);
    }
    return takeStep(m_root, step.owned(), isRecovery);
}

void StepTaker::take(size_t i)
{
    if (m_states[i] == State::Skipped)
        return;
    auto end = takeOne(stepAt(i), m_isRecovery);
    if (end) {
        m_states[i] = *end == StepEnd::Taken ? State::Taken : State::Open;
        return;
    }
    const std::lock_guard lock(m_mutex);
    const bool isConflict = end.error().code == ErrorCode::Conflict;
    if (isConflict || m_isRecovery) {
        m_states[i] = isConflict ? State::LeftAlone : State::Open;
        m_problems.push_back(std::move(end.error()));
    } else {
        m_failure = std::move(end.error());
        m_stop.request_stop();
    }
}

} // namespace armature
