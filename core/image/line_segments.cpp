#include "core/image/line_segments.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace armature {

std::vector<LineSegment> lineSegments(const FloatMap &maps, double value, double distance)
{
    constexpr std::size_t kMost = 200;
    const auto sure = [&](int x, int y) {
        return 1 / (1 + std::exp(-maps.row(y)[std::size_t(x) * std::size_t(maps.channels)]));
    };
    struct Peak
    {
        float sure;
        int x, y;
    };
    std::vector<Peak> peaks;
    for (int y = 0; y < maps.height; ++y)
        for (int x = 0; x < maps.width; ++x) {
            const float here = sure(x, y);
            bool isPeak = here > value;
            for (int v = std::max(y - 1, 0); isPeak && v <= std::min(y + 1, maps.height - 1); ++v)
                for (int u = std::max(x - 1, 0); isPeak && u <= std::min(x + 1, maps.width - 1); ++u)
                    isPeak = sure(u, v) <= here;
            if (isPeak)
                peaks.push_back({here, x, y});
        }
    std::stable_sort(peaks.begin(), peaks.end(),
                     [](const Peak &a, const Peak &b) { return a.sure > b.sure; });
    peaks.resize(std::min(peaks.size(), kMost));
    std::vector<LineSegment> lines;
    for (const auto &peak : peaks) {
        const auto *ends = maps.row(peak.y) + std::size_t(peak.x) * std::size_t(maps.channels) + 1;
        if (std::hypot(ends[0] - ends[2], ends[1] - ends[3]) > distance)
            lines.push_back({2 * (float(peak.x) + ends[0]), 2 * (float(peak.y) + ends[1]),
                             2 * (float(peak.x) + ends[2]), 2 * (float(peak.y) + ends[3])});
    }
    return lines;
}

} // namespace armature
