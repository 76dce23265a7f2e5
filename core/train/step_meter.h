#pragma once
// Speed of a run: seconds per step over a recent window, and the time left, withheld until it means something.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace armature {

class StepMeter
{
public:
    // One step took this long. Saving and validating are not steps.
    void add(double seconds)
    {
        ++m_count;
        m_window.push_back(seconds);
        m_sum += seconds;
        if (m_window.size() > kWindow) {
            m_sum -= m_window.front();
            m_window.pop_front();
        }
    }
    double secondsPerStep() const { return m_window.empty() ? 0.0 : m_sum / static_cast<double>(m_window.size()); }
    // The first steps are slower than the rest, so there is no answer before a few are done.
    std::optional<double> secondsLeft(int64_t stepsLeft) const
    {
        if (m_count < kWarmUp)
            return std::nullopt;
        return secondsPerStep() * static_cast<double>(stepsLeft);
    }

private:
    static constexpr size_t kWindow = 30;
    static constexpr int64_t kWarmUp = 3;
    std::deque<double> m_window;
    double m_sum = 0;
    int64_t m_count = 0;
};

class Stopwatch
{
public:
    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_start).count(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_start = Clock::now();
};

} // namespace armature
