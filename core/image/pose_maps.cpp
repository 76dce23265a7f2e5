#include "core/image/pose_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace armature {

namespace {

// What a target pixel is made of along one side.
struct Tap
{
    int first = 0;
    std::vector<float> weights;
};

std::vector<Tap> lanczosTaps(int from, int to)
{
    constexpr int kTaps = 8;
    const auto sinc = [](double t) {
        return t == 0 ? 1 : std::sin(std::numbers::pi * t) / (std::numbers::pi * t);
    };
    std::vector<Tap> taps(static_cast<std::size_t>(to));
    const double scale = double(from) / to;
    for (int i = 0; i < to; ++i) {
        const double place = float((i + 0.5) * scale - 0.5);
        const double floor = std::floor(place), rest = place - floor;
        auto &tap = taps[std::size_t(i)];
        tap.first = int(floor) - 3;
        double sum = 0;
        std::array<double, kTaps> weights{};
        for (int k = 0; k < kTaps; ++k) {
            const double t = rest + 3 - k;
            weights[std::size_t(k)] = std::abs(t) < 1e-6      ? 1
                                      : std::abs(rest) < 1e-6 ? 0
                                                              : sinc(t) * sinc(t / 4);
            sum += weights[std::size_t(k)];
        }
        for (const double weight : weights)
            tap.weights.push_back(float(weight / sum));
    }
    return taps;
}

std::vector<Tap> areaTaps(int from, int to)
{
    std::vector<Tap> taps(static_cast<std::size_t>(to));
    const double scale = double(from) / to;
    for (int i = 0; i < to; ++i) {
        const double begin = i * scale, end = std::min<double>(begin + scale, from);
        auto &tap = taps[std::size_t(i)];
        tap.first = int(std::floor(begin + 1e-9));
        for (int pixel = tap.first; pixel < end - 1e-9; ++pixel)
            tap.weights.push_back(
                float((std::min<double>(pixel + 1, end) - std::max<double>(pixel, begin)) / (end - begin)));
    }
    return taps;
}

// One channel of a map, at a size of its own.
struct Plane
{
    int width = 0, height = 0;
    std::vector<float> values;

    Plane(int w, int h) : width(w), height(h), values(std::size_t(w) * std::size_t(h)) {}
    float &at(int x, int y) { return values[std::size_t(y) * std::size_t(width) + std::size_t(x)]; }
    float at(int x, int y) const { return values[std::size_t(y) * std::size_t(width) + std::size_t(x)]; }
};

Plane planeOf(const FloatMap &map, int channel)
{
    Plane plane(map.width, map.height);
    for (int y = 0; y < map.height; ++y)
        for (int x = 0; x < map.width; ++x)
            plane.at(x, y) = map.row(y)[std::size_t(x) * std::size_t(map.channels) + std::size_t(channel)];
    return plane;
}

Plane resized(const Plane &from, int width, int height)
{
    const bool isShrinking = width + height < from.width + from.height;
    const auto make = isShrinking ? areaTaps : lanczosTaps;
    const auto across = make(from.width, width), down = make(from.height, height);
    Plane rows(width, from.height), to(width, height);
    for (int y = 0; y < from.height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto &tap = across[std::size_t(x)];
            float sum = 0;
            for (std::size_t k = 0; k < tap.weights.size(); ++k)
                sum += tap.weights[k] * from.at(std::clamp(tap.first + int(k), 0, from.width - 1), y);
            rows.at(x, y) = sum;
        }
    for (int y = 0; y < height; ++y) {
        const auto &tap = down[std::size_t(y)];
        for (int x = 0; x < width; ++x) {
            float sum = 0;
            for (std::size_t k = 0; k < tap.weights.size(); ++k)
                sum += tap.weights[k] * rows.at(x, std::clamp(tap.first + int(k), 0, from.height - 1));
            to.at(x, y) = sum;
        }
    }
    return to;
}

Plane cropped(const Plane &from, int width, int height)
{
    Plane to(std::min(width, from.width), std::min(height, from.height));
    for (int y = 0; y < to.height; ++y)
        for (int x = 0; x < to.width; ++x)
            to.at(x, y) = from.at(x, y);
    return to;
}

// Gauss' curve of deviation 3 over 25 pixels, the border mirrored with its last pixel twice.
std::vector<double> blurred(const Plane &plane)
{
    constexpr int kRadius = 12;
    constexpr double kDeviation = 3;
    std::array<double, 2 * kRadius + 1> weights{};
    double total = 0;
    for (int k = -kRadius; k <= kRadius; ++k)
        total += weights[std::size_t(k + kRadius)] = std::exp(-0.5 * k * k / (kDeviation * kDeviation));
    const auto mirrored = [](int i, int size) {
        const int place = ((i % (2 * size)) + 2 * size) % (2 * size);
        return place < size ? place : 2 * size - 1 - place;
    };
    const int w = plane.width, h = plane.height;
    const auto index = [&](int x, int y) { return std::size_t(y) * std::size_t(w) + std::size_t(x); };
    std::vector<double> columns(plane.values.size()), result(plane.values.size());
    for (int y = 0; y < h; ++y)
        for (int k = -kRadius; k <= kRadius; ++k) {
            const double weight = weights[std::size_t(k + kRadius)] / total;
            const int from = mirrored(y + k, h);
            for (int x = 0; x < w; ++x)
                columns[index(x, y)] += weight * double(plane.at(x, from));
        }
    std::vector<std::size_t> across; // where each place of a mirrored row lies
    for (int x = -kRadius; x < w + kRadius; ++x)
        across.push_back(std::size_t(mirrored(x, w)));
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x)
            for (std::size_t k = 0; k < weights.size(); ++k)
                result[index(x, y)] += weights[k] / total * columns[index(0, y) + across[std::size_t(x) + k]];
    return result;
}

struct Peak
{
    int x = 0, y = 0;
    double score = 0;
};

std::vector<Peak> peaksOf(const Plane &plane)
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
constexpr std::array<Limb, 19> kLimbs{{{1, 2, 12},
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
constexpr std::size_t kStartingLimbs = 17; // the last two, shoulder to ear, begin no person

struct Connection
{
    std::size_t a = 0, b = 0; // peaks of the limb's two points
    double score = 0;
};

double scoreOf(const Peak &a, const Peak &b, const Plane &fieldX, const Plane &fieldY)
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
                                const Plane &fieldX, const Plane &fieldY)
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
    std::array<int, kBodyPoints> peaks; // of each point; kNone
    double score = 0;
    int parts = 0;
};

class Grouping
{
public:
    explicit Grouping(const std::array<std::vector<Peak>, kBodyPoints> &peaks) : m_peaks(peaks) {}

    void add(std::size_t limb, const Connection &one)
    {
        const auto &[from, to, channel] = kLimbs[limb];
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
        } else if (limb < kStartingLimbs) {
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
        for (std::size_t i = 0; i < kBodyPoints; ++i)
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
        for (std::size_t i = 0; i < kBodyPoints; ++i)
            person.peaks[i] = std::max(person.peaks[i], other.peaks[i]);
        person.parts += other.parts;
        person.score += other.score + score;
        m_people.erase(m_people.begin() + std::ptrdiff_t(second));
    }

    const std::array<std::vector<Peak>, kBodyPoints> &m_peaks;
    std::vector<Draft> m_people;
};

// Of the cells above `least`, those of the heaviest group that touches at sides or corners; cleared
// elsewhere.
void keepHeaviestBlob(Plane &plane, const std::vector<double> &smooth, double least)
{
    std::vector<int> labels(plane.values.size(), 0);
    std::vector<std::size_t> todo;
    int count = 0, best = 0;
    double heaviest = 0;
    for (std::size_t start = 0; start < labels.size(); ++start) {
        if (labels[start] != 0 || !(smooth[start] > least))
            continue;
        ++count;
        double weight = 0;
        labels[start] = count;
        todo.assign(1, start);
        while (!todo.empty()) {
            const auto here = todo.back();
            todo.pop_back();
            weight += double(plane.values[here]);
            const int x = int(here % std::size_t(plane.width)), y = int(here / std::size_t(plane.width));
            for (int v = std::max(y - 1, 0); v <= std::min(y + 1, plane.height - 1); ++v)
                for (int u = std::max(x - 1, 0); u <= std::min(x + 1, plane.width - 1); ++u) {
                    const auto next = std::size_t(v) * std::size_t(plane.width) + std::size_t(u);
                    if (labels[next] == 0 && smooth[next] > least) {
                        labels[next] = count;
                        todo.push_back(next);
                    }
                }
        }
        if (best == 0 || weight > heaviest) {
            best = count;
            heaviest = weight;
        }
    }
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] != best || best == 0)
            plane.values[i] = 0;
}

Keypoint highest(const Plane &plane)
{
    const auto most = std::max_element(plane.values.begin(), plane.values.end());
    const auto place = most - plane.values.begin();
    return {double(place % plane.width), double(place / plane.width), double(*most)};
}

} // namespace

int scaledSide(int from, double scale) { return int(double(from) * scale); }

FloatMap smartResized(const FloatMap &map, int width, int height)
{
    FloatMap result{width, height, map.channels,
                    std::vector<float>(std::size_t(width) * std::size_t(height) * std::size_t(map.channels))};
    for (int c = 0; c < map.channels; ++c) {
        const auto plane = resized(planeOf(map, c), width, height);
        for (std::size_t i = 0; i < plane.values.size(); ++i)
            result.values[i * std::size_t(map.channels) + std::size_t(c)] = plane.values[i];
    }
    return result;
}

std::vector<PosePerson> groupPeople(const FloatMap &heat, const FloatMap &paf, const PoseFrame &frame)
{
    // Channel by channel: all of them at the picture's size would fill the memory.
    const auto atPicture = [&](const FloatMap &maps, int channel) {
        const auto fine =
            resized(planeOf(maps, channel), maps.width * kPoseStride, maps.height * kPoseStride);
        return resized(cropped(fine, frame.seenWidth, frame.seenHeight), frame.width, frame.height);
    };
    std::array<std::vector<Peak>, kBodyPoints> peaks;
    for (std::size_t point = 0; point < kBodyPoints; ++point)
        peaks[point] = peaksOf(atPicture(heat, int(point)));
    Grouping grouping(peaks);
    for (std::size_t limb = 0; limb < kLimbs.size(); ++limb) {
        const auto &[from, to, channel] = kLimbs[limb];
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
            if (draft.peaks[i] != kNone) {
                const auto &peak = peaks[i][std::size_t(draft.peaks[i])];
                person.body[i] = {double(peak.x), double(peak.y), std::max(peak.score, 1e-3)};
            }
        people.push_back(person);
    }
    return people;
}

std::optional<PoseBox> handBox(const PosePerson &person, bool isLeft, int width, int height)
{
    const auto &shoulder = person.body[isLeft ? 5 : 2], &elbow = person.body[isLeft ? 6 : 3],
               &wrist = person.body[isLeft ? 7 : 4];
    if (!shoulder.isFound() || !elbow.isFound() || !wrist.isFound())
        return std::nullopt;
    constexpr double kBeyond = 0.33;
    const double lower = std::hypot(wrist.x - elbow.x, wrist.y - elbow.y),
                 upper = std::hypot(elbow.x - shoulder.x, elbow.y - shoulder.y);
    double side = 1.5 * std::max(lower, 0.9 * upper);
    const double x = std::max(wrist.x + kBeyond * (wrist.x - elbow.x) - side / 2, 0.0),
                 y = std::max(wrist.y + kBeyond * (wrist.y - elbow.y) - side / 2, 0.0);
    side = std::min(x + side > width ? width - x : side, y + side > height ? height - y : side);
    constexpr double kSmallest = 20;
    return side >= kSmallest ? std::optional(PoseBox{int(x), int(y), int(side)}) : std::nullopt;
}

std::optional<PoseBox> faceBox(const PosePerson &person, int width, int height)
{
    const auto &nose = person.body[0];
    if (!nose.isFound())
        return std::nullopt;
    double reach = 0;
    const auto widen = [&](const Keypoint &point, double times) {
        if (point.isFound())
            reach = std::max(reach, times * std::max(std::abs(nose.x - point.x), std::abs(nose.y - point.y)));
    };
    widen(person.body[14], 3.0); // eyes
    widen(person.body[15], 3.0);
    widen(person.body[16], 1.5); // ears
    widen(person.body[17], 1.5);
    const double x = std::max(nose.x - reach, 0.0), y = std::max(nose.y - reach, 0.0);
    const double side =
        std::min(x + reach > width ? width - x : 2 * reach, y + reach > height ? height - y : 2 * reach);
    constexpr double kSmallest = 20;
    return side >= kSmallest ? std::optional(PoseBox{int(x), int(y), int(side)}) : std::nullopt;
}

std::vector<Keypoint> handFromMaps(const std::vector<FloatMap> &maps, int side)
{
    constexpr int kGrid = 128;
    constexpr double kLeast = 0.05;
    std::vector<Keypoint> points(kHandPoints);
    for (std::size_t p = 0; p < kHandPoints; ++p) {
        Plane mean(kGrid, kGrid);
        for (const auto &map : maps) {
            const auto fine =
                resized(planeOf(map, int(p)), map.width * kPoseStride, map.height * kPoseStride);
            const auto even = resized(fine, kGrid, kGrid);
            for (std::size_t i = 0; i < even.values.size(); ++i)
                mean.values[i] += even.values[i] / float(maps.size());
        }
        const auto smooth = blurred(mean);
        if (std::none_of(smooth.begin(), smooth.end(), [&](double value) { return value > kLeast; }))
            continue;
        keepHeaviestBlob(mean, smooth, kLeast);
        const auto top = highest(mean);
        const double scale = double(side) / kGrid;
        const Keypoint point{std::floor(top.x * scale), std::floor(top.y * scale), top.score};
        if (point.x > 0 && point.y > 0) // at the border is how the reference says "not found"
            points[p] = point;
    }
    return points;
}

std::vector<Keypoint> faceFromMaps(const FloatMap &maps)
{
    constexpr double kLeast = 0.05;
    std::vector<Keypoint> points(kFacePoints);
    for (std::size_t p = 0; p < kFacePoints && p < std::size_t(maps.channels); ++p) {
        const auto top = highest(planeOf(maps, int(p)));
        if (top.score > kLeast && top.x > 0 && top.y > 0)
            points[p] = top;
    }
    return points;
}

} // namespace armature
