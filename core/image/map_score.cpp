#include "core/image/map_score.h"

#include "core/image/edge_score.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

namespace armature {

namespace {

constexpr int kChannels = 3;

// JPEGs of a black and white map, and what resizing leaves at its edges, have a few other values.
bool isBlackAndWhite(const Image &map)
{
    constexpr int kNear = 16;      // of 255
    constexpr double kMost = 0.02; // of all pixels
    int64_t others = 0;
    for (int y = 0; y < map.height(); ++y) {
        const uint8_t *row = map.row<uint8_t>(y);
        for (int x = 0; x < map.width(); ++x, row += kChannels) {
            const auto [low, high] = std::minmax({row[0], row[1], row[2]});
            others += !(high <= kNear || low >= 255 - kNear);
        }
    }
    return double(others) <= kMost * map.width() * map.height();
}

template <typename Use>
void forEachValue(const Image &a, const Image &b, const Use &use)
{
    for (int y = 0; y < a.height(); ++y) {
        const uint8_t *left = a.row<uint8_t>(y), *right = b.row<uint8_t>(y);
        for (int i = 0; i < a.width() * kChannels; ++i)
            use(i % kChannels, double(left[i]), double(right[i]));
    }
}

double correlation(const Image &given, const Image &wanted)
{
    const double pixels = double(given.width()) * given.height();
    std::array<double, kChannels> meanGiven{}, meanWanted{};
    forEachValue(given, wanted, [&](int c, double a, double b) {
        meanGiven[size_t(c)] += a / pixels;
        meanWanted[size_t(c)] += b / pixels;
    });
    double both = 0, varianceGiven = 0, varianceWanted = 0;
    forEachValue(given, wanted, [&](int c, double a, double b) {
        const double x = a - meanGiven[size_t(c)], y = b - meanWanted[size_t(c)];
        both += x * y;
        varianceGiven += x * x;
        varianceWanted += y * y;
    });
    constexpr double kNothing = 1e-9; // of a variance: one colour throughout
    if (varianceGiven / pixels < kNothing || varianceWanted / pixels < kNothing)
        return varianceGiven / pixels < kNothing && varianceWanted / pixels < kNothing ? 1 : 0;
    return std::max(0.0, both / std::sqrt(varianceGiven * varianceWanted));
}

int jointsOf(const PosePerson &person) { return int(std::ranges::count_if(person.body, &Keypoint::isFound)); }

double sizeOf(const PosePerson &person)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (const Keypoint &joint : person.body) {
        if (!joint.isFound())
            continue;
        left = std::min(left, joint.x);
        right = std::max(right, joint.x);
        top = std::min(top, joint.y);
        bottom = std::max(bottom, joint.y);
    }
    return std::max({right - left, bottom - top, 0.0});
}

int foundAgain(const PosePerson &given, const PosePerson &wanted)
{
    constexpr double kReach = 0.1; // of a person's size
    const double reach = kReach * sizeOf(wanted);
    int found = 0;
    for (size_t i = 0; i < kBodyPoints; ++i) {
        const Keypoint &a = given.body[i], &b = wanted.body[i];
        found += a.isFound() && b.isFound() && std::hypot(a.x - b.x, a.y - b.y) <= reach;
    }
    return found;
}

} // namespace

double mapScore(const Image &given, const Image &wanted)
{
    assert(given.width() == wanted.width() && given.height() == wanted.height() &&
           given.channels() == kChannels && wanted.channels() == kChannels);
    return isBlackAndWhite(wanted) ? compareEdges(linesOf(given), linesOf(wanted)).f1()
                                   : correlation(given, wanted);
}

double poseScore(const Pose &given, const Pose &wanted)
{
    struct Match
    {
        int joints;
        size_t given, wanted;
    };
    std::vector<Match> matches;
    int givenJoints = 0, wantedJoints = 0, found = 0;
    for (const PosePerson &person : given.people)
        givenJoints += jointsOf(person);
    for (size_t w = 0; w < wanted.people.size(); ++w) {
        wantedJoints += jointsOf(wanted.people[w]);
        for (size_t g = 0; g < given.people.size(); ++g)
            matches.push_back({foundAgain(given.people[g], wanted.people[w]), g, w});
    }
    std::ranges::stable_sort(matches, std::ranges::greater(), &Match::joints);
    std::vector<bool> isTaken(given.people.size()), isAnswered(wanted.people.size());
    for (const Match &match : matches) {
        if (isTaken[match.given] || isAnswered[match.wanted])
            continue;
        isTaken[match.given] = isAnswered[match.wanted] = true;
        found += match.joints;
    }
    return givenJoints + wantedJoints == 0 ? 1 : 2.0 * found / (givenJoints + wantedJoints);
}

} // namespace armature
