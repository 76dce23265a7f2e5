#include "core/image/pose_maps.h"
#include "core/image/pose_planes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace armature {

namespace {

struct Peak
{
    int x = 0, y = 0;
    double score = 0;
};

std::vector<Peak> peaksOf(const PosePlane &plane)
{
    constexpr double kLeast = 0.1;
    const auto smooth = blurred(plane);
    const int w = plane.width, h = plane.height;
    const auto at = [&](int x, int y) {
        return x < 0 || y < 0 || x >= w || y >= h ? 0.0
                                                  : smooth[std::size_t(y) * std::size_t(w) + std::size_t(x)];
    };
    std::vector<Peak> peaks;
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) {
            const double here = at(x, y);
            if (here > kLeast && here >= at(x - 1, y) && here >= at(x + 1, y) && here >= at(x, y - 1) &&
                here >= at(x, y + 1))
                peaks.push_back({x, y, double(plane.at(x, y))});
        }
    return peaks;
}

struct Limb
{
    std::size_t from, to;
    int channel; // of x; y is the next one
};
constexpr std::array<Limb, 19> kCocoLimbs{{{1, 2, 12},
                                           {1, 5, 20},
                                           {2, 3, 14},
                                           {3, 4, 16},
                                           {5, 6, 22},
                                           {6, 7, 24},
                                           {1, 8, 0},
                                           {8, 9, 2},
                                           {9, 10, 4},
                                           {1, 11, 6},
                                           {11, 12, 8},
                                           {12, 13, 10},
                                           {1, 0, 28},
                                           {0, 14, 30},
                                           {14, 16, 34},
                                           {0, 15, 32},
                                           {15, 17, 36},
                                           {2, 16, 18},
                                           {5, 17, 26}}};
// CMU-Perceptual-Computing-Lab/openpose, src/openpose/pose/poseParameters.cpp.
constexpr std::array<Limb, 26> kBody25Limbs{
    {{1, 8, 0},    {1, 2, 14},   {1, 5, 22},   {2, 3, 16},   {3, 4, 18},   {5, 6, 24},   {6, 7, 26},
     {8, 9, 6},    {9, 10, 2},   {10, 11, 4},  {8, 12, 8},   {12, 13, 10}, {13, 14, 12}, {1, 0, 30},
     {0, 15, 32},  {15, 17, 36}, {0, 16, 34},  {16, 18, 38}, {2, 17, 20},  {5, 18, 28},  {14, 19, 40},
     {19, 20, 42}, {14, 21, 44}, {11, 22, 46}, {22, 23, 48}, {11, 24, 50}}};

constexpr std::size_t kMostPoints = 25;

struct Layout
{
    std::span<const Limb> limbs;
    std::size_t points;
    std::array<std::size_t, 2> ears;           // limbs from shoulder to ear, which begin no person
    std::array<std::size_t, kBodyPoints> coco; // where each of the points that are drawn is
};

Layout layoutOf(PoseLayout kind)
{
    if (kind == PoseLayout::Coco18)
        return {kCocoLimbs,
                kBodyPoints,
                {17, 18},
                {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}};
    return {
        kBody25Limbs, kMostPoints, {18, 19}, {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}};
}

using Peaks = std::vector<std::vector<Peak>>; // of each point

struct Connection
{
    std::size_t a = 0, b = 0; // peaks of the limb's two points
    double score = 0;
};

double scoreOf(const Peak &a, const Peak &b, const PosePlane &fieldX, const PosePlane &fieldY)
{
    constexpr int kSamples = 10;
    constexpr double kAligned = 0.05, kShare = 0.8;
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::max(0.001, std::sqrt(dx * dx + dy * dy));
    double sum = 0;
    int aligned = 0;
    for (int i = 0; i < kSamples; ++i) {
        const double part = double(i) / (kSamples - 1);
        const int x = i == kSamples - 1 ? b.x : int(std::nearbyint(a.x + dx * part));
        const int y = i == kSamples - 1 ? b.y : int(std::nearbyint(a.y + dy * part));
        const double along =
            double(fieldX.at(x, y)) * (dx / length) + double(fieldY.at(x, y)) * (dy / length);
        sum += along;
        aligned += along > kAligned;
    }
    const double score = sum / kSamples + std::min(0.5 * fieldX.height / length - 1, 0.0);
    return aligned > kShare * kSamples ? score : 0;
}

std::vector<Connection> connect(const std::vector<Peak> &from, const std::vector<Peak> &to,
                                const PosePlane &fieldX, const PosePlane &fieldY)
{
    std::vector<Connection> all, chosen;
    for (std::size_t a = 0; a < from.size(); ++a)
        for (std::size_t b = 0; b < to.size(); ++b)
            if (const double score = scoreOf(from[a], to[b], fieldX, fieldY); score > 0)
                all.push_back({a, b, score});
    std::stable_sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.score > b.score; });
    for (const auto &one : all)
        if (std::none_of(chosen.begin(), chosen.end(),
                         [&](const auto &other) { return other.a == one.a || other.b == one.b; }))
            chosen.push_back(one);
    return chosen;
}

constexpr int kNone = -1;

struct Draft // of a person
{
    std::array<int, kMostPoints> peaks; // of each point; kNone
    double score = 0;
    int parts = 0;
};

class Grouping
{
public:
    Grouping(const Layout &layout, const Peaks &peaks) : m_layout(layout), m_peaks(peaks) {}

    void add(std::size_t limb, const Connection &one)
    {
        const auto &[from, to, channel] = m_layout.limbs[limb];
        const int a = int(one.a), b = int(one.b);
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < m_people.size() && found.size() < 2; ++i)
            if (m_people[i].peaks[from] == a || m_people[i].peaks[to] == b)
                found.push_back(i);
        if (found.size() == 2 && areDisjoint(m_people[found[0]], m_people[found[1]])) {
            merge(found[0], found[1], one.score);
        } else if (!found.empty()) {
            auto &person = m_people[found[0]];
            if (found.size() == 2 || person.peaks[to] != b)
                take(person, to, b, one.score);
        } else if (limb != m_layout.ears[0] && limb != m_layout.ears[1]) {
            Draft person;
            person.peaks.fill(kNone);
            person.peaks[from] = a;
            person.peaks[to] = b;
            person.parts = 2;
            person.score = m_peaks[from][one.a].score + m_peaks[to][one.b].score + one.score;
            m_people.push_back(person);
        }
    }

    const std::vector<Draft> &people() const { return m_people; }

private:
    static bool areDisjoint(const Draft &a, const Draft &b)
    {
        for (std::size_t i = 0; i < a.peaks.size(); ++i)
            if (a.peaks[i] != kNone && b.peaks[i] != kNone)
                return false;
        return true;
    }
    void take(Draft &person, std::size_t point, int peak, double score) const
    {
        person.peaks[point] = peak;
        ++person.parts;
        person.score += m_peaks[point][std::size_t(peak)].score + score;
    }
    void merge(std::size_t first, std::size_t second, double score)
    {
        auto &person = m_people[first];
        const auto &other = m_people[second];
        for (std::size_t i = 0; i < person.peaks.size(); ++i)
            person.peaks[i] = std::max(person.peaks[i], other.peaks[i]);
        person.parts += other.parts;
        person.score += other.score + score;
        m_people.erase(m_people.begin() + std::ptrdiff_t(second));
    }

    const Layout &m_layout;
    const Peaks &m_peaks;
    std::vector<Draft> m_people;
};

} // namespace

std::vector<PosePerson> groupPeople(const FloatMap &heat, const FloatMap &paf, const PoseFrame &frame,
                                    PoseLayout kind)
{
    // Channel by channel: all of them at the picture's size would fill the memory.
    const auto atPicture = [&](const FloatMap &maps, int channel) {
        const auto fine =
            resized(posePlaneOf(maps, channel), maps.width * kPoseStride, maps.height * kPoseStride);
        return resized(cropped(fine, frame.seenWidth, frame.seenHeight), frame.width, frame.height);
    };
    const auto layout = layoutOf(kind);
    Peaks peaks;
    for (std::size_t point = 0; point < layout.points; ++point)
        peaks.push_back(peaksOf(atPicture(heat, int(point))));
    Grouping grouping(layout, peaks);
    for (std::size_t limb = 0; limb < layout.limbs.size(); ++limb) {
        const auto &[from, to, channel] = layout.limbs[limb];
        if (peaks[from].empty() || peaks[to].empty())
            continue;
        for (const auto &one :
             connect(peaks[from], peaks[to], atPicture(paf, channel), atPicture(paf, channel + 1)))
            grouping.add(limb, one);
    }
    constexpr int kFewestParts = 4;
    constexpr double kLeastScore = 0.4;
    std::vector<PosePerson> people;
    for (const auto &draft : grouping.people()) {
        if (draft.parts < kFewestParts || draft.score / draft.parts < kLeastScore)
            continue;
        PosePerson person;
        for (std::size_t i = 0; i < kBodyPoints; ++i)
            if (const auto at = layout.coco[i]; draft.peaks[at] != kNone) {
                const auto &peak = peaks[at][std::size_t(draft.peaks[at])];
                person.body[i] = {double(peak.x), double(peak.y), std::max(peak.score, 1e-3)};
            }
        people.push_back(person);
    }
    return people;
}

} // namespace armature
