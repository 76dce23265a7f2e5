#pragma once
// A curve smoothed without lag: the mean of an exponential mean that runs forwards and one that runs backwards, each weighed by
// how much it has seen, so that both ends are as sane as the middle. Only the newest stretch changes when points are added.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace armature::ui {

class ZeroLag
{
public:
    static constexpr double kKeep = 0.98;       // of about 50 steps, as the run's own smoothing
    static constexpr size_t kReach = 1500;      // points; what lies further on weighs less than 1e-13

    // NaN: no value here, and none is made up of it.
    void add(double y)
    {
        const double weight = std::isfinite(y) ? 1 - kKeep : 0;
        const double before = m_forward.empty() ? 0 : m_forward.back().sum, weightBefore = m_forward.empty() ? 0 : m_forward.back().weight;
        m_forward.push_back({kKeep * before + (weight > 0 ? weight * y : 0), kKeep * weightBefore + weight});
        m_values.push_back(y);
    }
    // Smooths what was added since the last call and what that reaches back to. Returns the first index that changed.
    size_t smooth()
    {
        const size_t from = m_smoothed.size() > kReach ? m_smoothed.size() - kReach : 0;
        const size_t first = m_smoothed.size() == m_values.size() ? m_values.size() : from;
        m_smoothed.resize(m_values.size());
        double sum = 0, weight = 0; // of what comes after
        for (size_t i = m_values.size(); i-- > first;) {
            const double share = std::isfinite(m_values[i]) ? 1 - kKeep : 0;
            // The point itself is in the forward mean.
            const double all = m_forward[i].weight + kKeep * weight;
            m_smoothed[i] = share > 0 && all > 0 ? (m_forward[i].sum + kKeep * sum) / all : std::nan("");
            sum = kKeep * sum + (share > 0 ? share * m_values[i] : 0);
            weight = kKeep * weight + share;
        }
        return first;
    }
    size_t size() const { return m_values.size(); }
    double at(size_t index) const { return m_smoothed[index]; }
    void clear() { *this = {}; }

private:
    struct Mean
    {
        double sum = 0, weight = 0;
    };
    std::vector<double> m_values, m_smoothed;
    std::vector<Mean> m_forward;
};

} // namespace armature::ui
