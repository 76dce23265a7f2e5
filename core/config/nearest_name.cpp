#include "core/config/nearest_name.h"

#include <algorithm>
#include <limits>

namespace armature {

namespace {

std::string folded(std::string_view name)
{
    std::string result(name);
    for (char &c : result)
        c = c == '-' ? '_' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

// Optimal string alignment: insertion, deletion, substitution, and a swap of two neighbours count one each.
size_t editDistance(const std::string &a, const std::string &b)
{
    std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
        table[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j)
        table[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t substitution = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, substitution});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[a.size()][b.size()];
}

} // namespace

std::string nearestName(std::string_view name, const std::vector<std::string> &candidates)
{
    constexpr size_t kLongestCompared = 100; // a pasted page must not cost minutes
    const std::string wanted = folded(name.substr(0, kLongestCompared));
    std::string best;
    size_t bestDistance = std::numeric_limits<size_t>::max();
    for (const std::string &candidate : candidates) {
        const size_t distance = editDistance(wanted, folded(candidate));
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace armature
