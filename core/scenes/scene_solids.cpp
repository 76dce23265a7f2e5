// Shaded solids on a floor, by casting rays: true perspective, one light with hard shadows, true depth.

#include "core/scenes/captions.h"
#include "core/scenes/paint.h"
#include "core/scenes/scene_detail.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace armature {

namespace {

struct Ray
{
    Vec3 from, along; // along has length 1
};

struct Hit
{
    double distance = 0;
    Vec3 normal; // length 1, out of the solid
};

using Solid = std::function<std::optional<Hit>(const Ray &)>;

constexpr double kNear = 1e-6;

// Standing on the floor (y = 0) at `foot`; y points up.
Solid ball(Vec3 foot, double radius)
{
    const Vec3 centre = foot + Vec3{0, radius, 0};
    return [=](const Ray &ray) -> std::optional<Hit> {
        const Vec3 offset = ray.from - centre;
        const double b = offset.dot(ray.along), root = b * b - offset.dot(offset) + radius * radius;
        if (root < 0)
            return {};
        const double t = -b - std::sqrt(root);
        if (t < kNear)
            return {};
        return Hit{t, (ray.from + ray.along * t - centre) * (1.0 / radius)};
    };
}

// A box turned about the upright axis, by slabs in its own frame.
Solid box(Vec3 foot, double half, double height, double turn)
{
    const Vec2 axis = direction(turn);
    const auto toOwn = [=](Vec3 v) { return Vec3{v.x * axis.x + v.z * axis.y, v.y, -v.x * axis.y + v.z * axis.x}; };
    const auto toWorld = [=](Vec3 v) { return Vec3{v.x * axis.x - v.z * axis.y, v.y, v.x * axis.y + v.z * axis.x}; };
    return [=](const Ray &ray) -> std::optional<Hit> {
        const Vec3 from = toOwn(ray.from - foot), along = toOwn(ray.along);
        double enter = -1e9, leave = 1e9;
        Vec3 normal;
        const auto slab = [&](double start, double speed, double low, double high, Vec3 outwards) {
            if (std::abs(speed) < 1e-12) {
                if (start < low || start > high)
                    leave = -1e9;
                return;
            }
            const double a = (low - start) / speed, b = (high - start) / speed;
            if (std::min(a, b) > enter) {
                enter = std::min(a, b);
                normal = outwards * (speed > 0 ? -1.0 : 1.0);
            }
            leave = std::min(leave, std::max(a, b));
        };
        slab(from.x, along.x, -half, half, {1, 0, 0});
        slab(from.y, along.y, 0, height, {0, 1, 0});
        slab(from.z, along.z, -half, half, {0, 0, 1});
        if (enter > leave || enter < kNear)
            return {};
        return Hit{enter, toWorld(normal)};
    };
}

// A round solid whose radius falls in a straight line from `radius` at the floor to `top` at `height`: a cylinder
// where they are equal, a cone where top is 0.
Solid frustum(Vec3 foot, double radius, double top, double height)
{
    const double slope = (top - radius) / height;
    return [=](const Ray &ray) -> std::optional<Hit> {
        const Vec3 from = ray.from - foot, along = ray.along;
        std::optional<Hit> best;
        const auto offer = [&](double t, Vec3 normal) {
            if (t > kNear && (!best || t < best->distance))
                best = Hit{t, normal};
        };
        const double r = radius + slope * from.y, dr = slope * along.y;
        const double a = along.x * along.x + along.z * along.z - dr * dr;
        const double b = from.x * along.x + from.z * along.z - r * dr, c = from.x * from.x + from.z * from.z - r * r;
        const double root = b * b - a * c;
        if (root >= 0 && std::abs(a) > 1e-12)
            for (const double sign : {-1.0, 1.0}) {
                const double t = (-b + sign * std::sqrt(root)) / a;
                const Vec3 p = from + along * t;
                const double here = radius + slope * p.y;
                if (p.y >= 0 && p.y <= height && here >= 0)
                    offer(t, Vec3{p.x, -slope * here, p.z}.unit());
            }
        if (std::abs(along.y) > 1e-12) {
            const double t = (height - from.y) / along.y;
            const Vec3 p = from + along * t;
            if (p.x * p.x + p.z * p.z <= top * top)
                offer(t, {0, 1, 0});
        }
        return best;
    };
}

struct SolidKind
{
    const char *name;
    Solid (*make)(Vec3 foot, double size, double turn);
};

constexpr SolidKind kSolids[] = {
    {"ball", [](Vec3 foot, double size, double) { return ball(foot, size); }},
    {"cube", [](Vec3 foot, double size, double turn) { return box(foot, size * 0.85, size * 1.7, turn); }},
    {"cylinder", [](Vec3 foot, double size, double) { return frustum(foot, size * 0.75, size * 0.75, size * 2.2); }},
    {"cone", [](Vec3 foot, double size, double) { return frustum(foot, size * 0.95, 0, size * 2.2); }},
};

struct Stage
{
    struct Piece
    {
        Solid solid;
        Colour colour;
    };
    std::vector<Piece> pieces;
    Colour floor, wall;
    Vec3 light; // towards it, length 1

    struct Seen
    {
        Colour colour;
        double distance = 1e9;
    };

    bool isLit(Vec3 point, Vec3 normal) const
    {
        const Ray ray{point + normal * 1e-4, light};
        return std::none_of(pieces.begin(), pieces.end(), [&](const Piece &piece) { return piece.solid(ray).has_value(); });
    }

    Seen look(const Ray &ray) const
    {
        Seen seen{wall, 12.0};
        Vec3 normal{0, 1, 0};
        bool isSurface = false;
        if (ray.along.y < -1e-6 && -ray.from.y / ray.along.y < seen.distance) {
            seen = {floor, -ray.from.y / ray.along.y};
            isSurface = true;
        }
        for (const Piece &piece : pieces)
            if (const auto hit = piece.solid(ray); hit && hit->distance < seen.distance) {
                seen = {piece.colour, hit->distance};
                normal = hit->normal;
                isSurface = true;
            }
        if (isSurface) {
            const Vec3 point = ray.from + ray.along * seen.distance;
            const double facing = normal.dot(light);
            const double direct = facing > 0 && isLit(point, normal) ? facing : 0.0;
            seen.colour = seen.colour * (0.50 + 0.58 * direct);
        }
        return seen;
    }
};

constexpr double kNearest = 2.6, kFarthest = 8.0; // what depth maps to 255 and 0, in inverse distance

double nearnessOf(double distance)
{
    return std::clamp((1 / distance - 1 / kFarthest) / (1 / kNearest - 1 / kFarthest), 0.0, 1.0);
}

// Four rays a pixel for the colour; depth is the mean of theirs.
void render(Canvas &canvas, const Stage &stage, double tilt)
{
    const Vec3 eye{0, 1.9, -4.4}, forward{0, -exactSin(tilt), exactCos(tilt)}, up{0, exactCos(tilt), exactSin(tilt)};
    const double step = 1.0 / canvas.size();
    for (int y = 0; y < canvas.size(); ++y)
        for (int x = 0; x < canvas.size(); ++x) {
            Colour sum;
            double nearness = 0;
            for (const double dy : {0.25, 0.75})
                for (const double dx : {0.25, 0.75}) {
                    const double u = ((x + dx) * step - 0.5) * 0.84, v = (0.5 - (y + dy) * step) * 0.84;
                    const auto seen = stage.look({eye, (forward + Vec3{u, 0, 0} + up * v).unit()});
                    sum = {sum.r + seen.colour.r / 4, sum.g + seen.colour.g / 4, sum.b + seen.colour.b / 4};
                    nearness += nearnessOf(seen.distance) / 4;
                }
            canvas.set(x, y, sum, nearness);
        }
}

} // namespace

Scene makeSolids(SplitMix64 &random, int size)
{
    Stage stage;
    const PickedColour floor = pickColour(random);
    stage.floor = mix(floor.colour, {0.75, 0.75, 0.75}, 0.25);
    stage.wall = mix(floor.colour, {0.92, 0.93, 0.95}, 0.80);
    stage.light = Vec3{between(random, -0.8, 0.8), between(random, 1.0, 1.6), -0.7}.unit();
    const int count = 1 + static_cast<int>(random.below(3));
    std::vector<std::string> words;
    const double width = 2.5 / count;
    for (int i = 0; i < count; ++i) {
        const PickedColour colour = pickColour(random, {floor.index});
        const SolidKind &kind = kSolids[random.below(std::size(kSolids))];
        const double radius = count == 1 ? between(random, 0.62, 0.95) : between(random, 0.42, count == 2 ? 0.62 : 0.46);
        const double room = std::max(0.0, width / 2 - radius);
        const Vec3 foot{-1.25 + width * (i + 0.5) + between(random, -room, room), 0, between(random, -1.0, 0.9)};
        stage.pieces.push_back({kind.make(foot, radius, between(random, 0, kTurn)), colour.colour});
        words.push_back(withArticle(std::string(colour.name) + " " + kind.name));
    }
    Canvas canvas(size);
    render(canvas, stage, between(random, 0.24, 0.33));
    return {SceneKind::Solids, canvas.picture(), canvas.depth(), {}, joined(words) + " on " + withArticle(std::string(floor.name) + " floor")};
}

} // namespace armature
