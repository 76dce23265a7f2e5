#pragma once
// Watches the numbers of a run: smooths the loss for people, counts steps that were not finite, and says when to end.

#include <cmath>
#include <cstdint>

namespace armature {

class LossWatch
{
public:
    static constexpr int kMaxBadInARow = 3;

    // A finished step. Smoothing is an exponential mean over about 50 steps, corrected for its start.
    void addFinite(double loss)
    {
        m_badInARow = 0;
        m_mean = kKeep * m_mean + (1 - kKeep) * loss;
        m_weight = kKeep * m_weight + (1 - kKeep);
    }
    // A step whose loss or gradient was not finite, and was therefore not applied. True when it is time to end the run.
    bool addSkipped()
    {
        ++m_skipped;
        return ++m_badInARow >= kMaxBadInARow;
    }

    double smoothed() const { return m_weight > 0 ? m_mean / m_weight : std::nan(""); }
    int badInARow() const { return m_badInARow; }
    int64_t skipped() const { return m_skipped; }

    // What a checkpoint keeps.
    struct State {
        double mean = 0, weight = 0;
        int64_t skipped = 0;
        int badInARow = 0;
    };
    State state() const { return {m_mean, m_weight, m_skipped, m_badInARow}; }
    void restore(const State &state)
    {
        m_mean = state.mean;
        m_weight = state.weight;
        m_skipped = state.skipped;
        m_badInARow = state.badInARow;
    }

private:
    static constexpr double kKeep = 0.98;
    double m_mean = 0, m_weight = 0;
    int m_badInARow = 0;
    int64_t m_skipped = 0;
};

} // namespace armature
