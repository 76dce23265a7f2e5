#include "core/image/edge_score.h"

#include <algorithm>
#include <cassert>

namespace armature {

namespace {

bool hasEdgeNear(const Image &map, int x, int y, int reach)
{
    for (int v = std::max(y - reach, 0); v <= std::min(y + reach, map.height() - 1); ++v)
        for (int u = std::max(x - reach, 0); u <= std::min(x + reach, map.width() - 1); ++u)
            if (map.row<uint8_t>(v)[u] > 127)
                return true;
    return false;
}

// Of the edges of `of`, the share that has one of `in` within reach. Nothing to find counts as found.
double shareFound(const Image &of, const Image &in, int reach)
{
    int64_t edges = 0, found = 0;
    for (int y = 0; y < of.height(); ++y)
        for (int x = 0; x < of.width(); ++x)
            if (of.row<uint8_t>(y)[x] > 127) {
                ++edges;
                found += hasEdgeNear(in, x, y, reach);
            }
    return edges == 0 ? 1.0 : double(found) / double(edges);
}

} // namespace

Image linesOf(const Image &rgb)
{
    assert(rgb.channels() == 3);
    Image lines(rgb.width(), rgb.height(), 1);
    for (int y = 0; y < rgb.height(); ++y) {
        const uint8_t *row = rgb.row<uint8_t>(y);
        for (int x = 0; x < rgb.width(); ++x, row += 3)
            lines.row<uint8_t>(y)[x] = std::max({row[0], row[1], row[2]});
    }
    return lines;
}

EdgeScore compareEdges(const Image &given, const Image &wanted, int tolerance)
{
    assert(given.width() == wanted.width() && given.height() == wanted.height() && given.channels() == 1 && wanted.channels() == 1);
    return {shareFound(given, wanted, tolerance), shareFound(wanted, given, tolerance)};
}

} // namespace armature
