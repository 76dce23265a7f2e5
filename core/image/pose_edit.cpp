#include "core/image/pose_edit.h"

#include <algorithm>
#include <utility>

namespace armature {

namespace {

// Of a person one high, from the middle and the crown of the head.
constexpr std::array<std::pair<double, double>, kBodyPoints> kStanding{{{0, .09},
                                                                        {0, .19},
                                                                        {-.11, .19},
                                                                        {-.13, .35},
                                                                        {-.14, .49},
                                                                        {.11, .19},
                                                                        {.13, .35},
                                                                        {.14, .49},
                                                                        {-.07, .52},
                                                                        {-.075, .74},
                                                                        {-.08, .96},
                                                                        {.07, .52},
                                                                        {.075, .74},
                                                                        {.08, .96},
                                                                        {-.025, .07},
                                                                        {.025, .07},
                                                                        {-.055, .085},
                                                                        {.055, .085}}};
constexpr std::array<std::pair<std::size_t, std::size_t>, 8> kSides{
    {{2, 5}, {3, 6}, {4, 7}, {8, 11}, {9, 12}, {10, 13}, {14, 15}, {16, 17}}};

template <typename Work>
void forEachFound(PosePerson &person, Work &&work)
{
    const auto change = [&](Keypoint &point) {
        if (point.isFound())
            work(point);
    };
    std::for_each(person.body.begin(), person.body.end(), change);
    for (auto *part : {&person.leftHand, &person.rightHand, &person.face})
        std::for_each(part->begin(), part->end(), change);
}

// OpenPose's 70 points of a face run from the picture's left to its right; a mirrored face keeps to that.
constexpr std::array<std::size_t, kFacePoints> kFaceMirror{
    16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,              // jaw
    26, 25, 24, 23, 22, 21, 20, 19, 18, 17,                                         // brows
    27, 28, 29, 30, 35, 34, 33, 32, 31,                                             // nose
    45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40,                                 // eyes
    54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65, // mouth
    69, 68};                                                                        // pupils

} // namespace

PosePerson standingPerson(double centreX, double top, double height)
{
    PosePerson person;
    for (std::size_t i = 0; i < kBodyPoints; ++i)
        person.body[i] = {centreX + kStanding[i].first * height, top + kStanding[i].second * height, 1};
    return person;
}

PosePerson sidesSwapped(const PosePerson &person)
{
    PosePerson other = person;
    for (const auto &[right, left] : kSides)
        std::swap(other.body[right], other.body[left]);
    std::swap(other.leftHand, other.rightHand);
    return other;
}

PosePerson mirrored(const PosePerson &person, double x)
{
    PosePerson other = sidesSwapped(person);
    forEachFound(other, [&](Keypoint &point) { point.x = 2 * x - point.x; });
    if (other.face.size() == kFacePoints) {
        const auto before = other.face;
        for (std::size_t i = 0; i < kFacePoints; ++i)
            other.face[i] = before[kFaceMirror[i]];
    }
    return other;
}

PosePerson moved(PosePerson person, double dx, double dy)
{
    forEachFound(person, [&](Keypoint &point) {
        point.x += dx;
        point.y += dy;
    });
    return person;
}

std::optional<PoseBounds> boundsOf(const PosePerson &person)
{
    std::optional<PoseBounds> bounds;
    for (const auto &point : person.body) {
        if (!point.isFound())
            continue;
        if (!bounds)
            bounds = {point.x, point.y, point.x, point.y};
        bounds->left = std::min(bounds->left, point.x);
        bounds->right = std::max(bounds->right, point.x);
        bounds->top = std::min(bounds->top, point.y);
        bounds->bottom = std::max(bounds->bottom, point.y);
    }
    return bounds;
}

// The standing figure, laid over the joints that are known.
Keypoint guessedJoint(const PosePerson &person, std::size_t joint)
{
    double knownX = 0, knownY = 0, figureX = 0, figureY = 0;
    double top = 0, bottom = 0, figureTop = 0, figureBottom = 0;
    int count = 0;
    for (std::size_t i = 0; i < kBodyPoints; ++i) {
        const auto &point = person.body[i];
        if (!point.isFound())
            continue;
        const auto [x, y] = kStanding[i];
        knownX += point.x;
        knownY += point.y;
        figureX += x;
        figureY += y;
        top = count ? std::min(top, point.y) : point.y;
        bottom = count ? std::max(bottom, point.y) : point.y;
        figureTop = count ? std::min(figureTop, y) : y;
        figureBottom = count ? std::max(figureBottom, y) : y;
        ++count;
    }
    if (count == 0)
        return {};
    const double height = figureBottom - figureTop;
    const double scale = height > 0.02 ? std::max(1.0, bottom - top) / height : 1;
    return {knownX / count + (kStanding[joint].first - figureX / count) * scale,
            knownY / count + (kStanding[joint].second - figureY / count) * scale, 1};
}

} // namespace armature
