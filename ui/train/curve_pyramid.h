#pragma once
// A curve of millions of points, drawn with thousands: each level keeps the lowest and highest of eight of the level below, so
// that a spike is seen at every zoom. Every point stays; only what is drawn is thinned.

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace armature::ui {

class CurvePyramid
{
public:
    struct Point
    {
        double x = 0, low = 0, high = 0; // equal for a single point; NaN: a gap
    };

    // x ascending.
    void add(double x, double y)
    {
        if (m_levels.empty())
            m_levels.emplace_back();
        m_levels[0].push_back({x, y, y});
        fold();
    }
    void clear() // the room is kept for what comes next
    {
        for (auto &level : m_levels)
            level.clear();
    }
    // Keeps the first `count`; what follows may be added anew.
    void truncate(size_t count)
    {
        for (auto &level : m_levels) {
            level.resize(std::min(count, level.size()));
            count /= kFold;
        }
    }
    size_t size() const { return m_levels.empty() ? 0 : m_levels[0].size(); }
    const Point &at(size_t index) const { return m_levels[0][index]; }

    // The finest level that has at most `most` points between the two, and one point beyond each end.
    std::vector<Point> window(double from, double to, size_t most) const
    {
        std::vector<Point> chosen;
        for (size_t level = 0; level < m_levels.size(); ++level) {
            const auto [begin, end] = range(m_levels[level], from, to);
            if (end - begin > most && level + 1 < m_levels.size())
                continue;
            chosen.assign(m_levels[level].begin() + std::ptrdiff_t(begin), m_levels[level].begin() + std::ptrdiff_t(end));
            // What does not fill a bucket of this level yet.
            for (size_t finer = level; finer > 0; --finer) {
                const auto &points = m_levels[finer - 1];
                const size_t folded = m_levels[finer].size() * kFold;
                for (size_t i = folded; i < points.size(); ++i)
                    if (points[i].x >= from && points[i].x <= to)
                        chosen.push_back(points[i]);
            }
            break;
        }
        return chosen;
    }

    // The index of the point at or before x; 0 where all are after it.
    size_t indexAt(double x) const
    {
        const auto &points = m_levels[0];
        const auto found = std::upper_bound(points.begin(), points.end(), x, [](double value, const Point &point) { return value < point.x; });
        return found == points.begin() ? 0 : size_t(found - points.begin()) - 1;
    }

private:
    static constexpr size_t kFold = 8;

    void fold()
    {
        for (size_t level = 0; m_levels[level].size() % kFold == 0; ++level) {
            if (level + 1 == m_levels.size())
                m_levels.emplace_back();
            const auto &points = m_levels[level];
            Point all{points[points.size() - kFold].x, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
            for (size_t i = points.size() - kFold; i < points.size(); ++i) {
                all.low = std::fmin(all.low, points[i].low); // the number where the other is none
                all.high = std::fmax(all.high, points[i].high);
            }
            m_levels[level + 1].push_back(all);
        }
    }
    static std::pair<size_t, size_t> range(const std::vector<Point> &points, double from, double to)
    {
        const auto before = [](const Point &point, double value) { return point.x < value; };
        auto begin = std::lower_bound(points.begin(), points.end(), from, before);
        auto end = std::lower_bound(points.begin(), points.end(), to, before);
        if (begin != points.begin())
            --begin;
        if (end != points.end())
            ++end;
        return {size_t(begin - points.begin()), size_t(end - points.begin())};
    }

    std::vector<std::vector<Point>> m_levels;
};

} // namespace armature::ui
