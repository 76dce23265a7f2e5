// Flat shapes, from one filling the picture to three side by side.

#include "core/scenes/captions.h"
#include "core/scenes/paint.h"
#include "core/scenes/scene_detail.h"

namespace armature {

namespace {

struct Placed
{
    Vec2 centre;
    double radius = 0;
};

// Corners on a circle, radii taking turns: two radii make a star.
std::vector<Vec2> aroundCircle(Placed at, double turn, int corners, std::initializer_list<double> radii)
{
    std::vector<Vec2> result;
    for (int i = 0; i < corners; ++i)
        result.push_back(at.centre + direction(turn + kTurn * i / corners) * (at.radius * radii.begin()[size_t(i) % radii.size()]));
    return result;
}

std::vector<Vec2> turned(std::vector<Vec2> corners, Placed at, double turn)
{
    const Vec2 right = direction(turn), down{-right.y, right.x};
    for (Vec2 &corner : corners)
        corner = at.centre + (right * corner.x + down * corner.y) * at.radius;
    return corners;
}

std::vector<Vec2> crossCorners()
{
    const double a = 0.32, b = 0.95;
    return {{-a, -b}, {a, -b}, {a, -a}, {b, -a}, {b, a}, {a, a}, {a, b}, {-a, b}, {-a, a}, {-b, a}, {-b, -a}, {-a, -a}};
}

std::vector<Vec2> heartCorners()
{
    std::vector<Vec2> corners;
    for (int i = 0; i < 48; ++i) {
        const double t = kTurn * i / 48, s = exactSin(t);
        corners.push_back({s * s * s, -(13 * exactCos(t) - 5 * exactCos(2 * t) - 2 * exactCos(3 * t) - exactCos(4 * t)) / 16});
    }
    return corners;
}

struct ShapeKind
{
    const char *name;
    DistanceField (*make)(Placed at, double turn);
};

constexpr ShapeKind kShapes[] = {
    {"circle", [](Placed at, double) { return circle(at.centre, at.radius * 0.92); }},
    {"ring", [](Placed at, double) { return ring(at.centre, at.radius * 0.74, at.radius * 0.42); }},
    {"square", [](Placed at, double turn) { return polygon(aroundCircle(at, turn, 4, {1.1})); }},
    {"triangle", [](Placed at, double turn) { return polygon(aroundCircle(at, turn, 3, {1.15})); }},
    {"hexagon", [](Placed at, double turn) { return polygon(aroundCircle(at, turn, 6, {1.0})); }},
    {"star", [](Placed at, double turn) { return polygon(aroundCircle(at, turn, 10, {1.12, 0.46})); }},
    {"cross", [](Placed at, double turn) { return polygon(turned(crossCorners(), at, turn)); }},
    {"heart", [](Placed at, double turn) { return polygon(turned(heartCorners(), at, turn * 0.15)); }},
    {"crescent", [](Placed at, double turn) {
         return outside(circle(at.centre, at.radius), circle(at.centre + direction(turn) * (at.radius * 0.48), at.radius * 0.82));
     }},
};

// Places that do not touch, found by trying; a crowded picture gets smaller shapes.
std::vector<Placed> drawPlaces(SplitMix64 &random, int count)
{
    const double largest[] = {0.40, 0.24, 0.19}, smallest[] = {0.22, 0.16, 0.13};
    const auto isFree = [](const std::vector<Placed> &taken, const Placed &candidate) {
        for (const Placed &other : taken)
            if ((other.centre - candidate.centre).length() < 1.12 * (other.radius + candidate.radius))
                return false;
        return true;
    };
    std::vector<Placed> places;
    while (places.size() < size_t(count)) {
        places.clear();
        for (int attempt = 0; attempt < 40 && places.size() < size_t(count); ++attempt) {
            const double radius = between(random, smallest[count - 1], largest[count - 1]), margin = radius * 1.06 + 0.02;
            const Placed candidate{{between(random, margin, 1 - margin), between(random, margin, 1 - margin)}, radius};
            if (isFree(places, candidate))
                places.push_back(candidate);
        }
    }
    return places;
}

} // namespace

Scene makeShapes(SplitMix64 &random, int size)
{
    Canvas canvas(size);
    const PickedColour ground = pickColour(random);
    const double fade = between(random, 0.0, 0.12);
    canvas.fill([&](Vec2 p) { return ground.colour * (1.0 - fade * p.y); }, 0.15);
    const uint64_t draw = random.below(10);
    const int count = draw < 5 ? 1 : draw < 8 ? 2 : 3;
    std::vector<std::string> words;
    for (const Placed &place : drawPlaces(random, count)) {
        const PickedColour colour = pickColour(random, {ground.index});
        const ShapeKind &shape = kShapes[random.below(std::size(kShapes))];
        canvas.paint(shape.make(place, between(random, 0, kTurn)), colour.colour, between(random, 0.5, 1.0));
        words.push_back(withArticle(std::string(colour.name) + " " + shape.name));
    }
    return {SceneKind::Shapes, canvas.picture(), canvas.depth(), {}, joined(words) + " on " + withArticle(std::string(ground.name) + " background")};
}

} // namespace armature
