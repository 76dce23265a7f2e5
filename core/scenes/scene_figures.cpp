// Jointed people: a pose gives angles, angles give joints, joints give the picture and the truth alike.

#include "core/scenes/captions.h"
#include "core/scenes/paint.h"
#include "core/scenes/scene_detail.h"

namespace armature {

namespace {

// Degrees from hanging down, outwards positive; the second of each pair is the lower limb, added to the upper.
struct Pose
{
    const char *name;
    double rightArm[2], leftArm[2], rightLeg[2], leftLeg[2];
    double lift; // feet above the ground, in body heights
};

constexpr Pose kPoses[] = {
    {"standing", {12, 4}, {12, 4}, {5, 0}, {5, 0}, 0},
    {"waving", {130, 25}, {12, 6}, {6, 0}, {6, 0}, 0},
    {"cheering", {150, 10}, {150, 10}, {10, -4}, {10, -4}, 0},
    {"walking", {28, 20}, {-18, 24}, {24, -14}, {-4, 10}, 0},
    {"jumping", {120, 15}, {120, 15}, {38, -45}, {38, -45}, 0.12},
    {"dancing", {95, 60}, {60, -75}, {8, 0}, {50, -60}, 0},
    {"stretching", {90, 0}, {90, 0}, {22, 0}, {22, 0}, 0},
};

struct Place
{
    const char *words; // "on a beach"
    Colour sky, far, ground;
    double horizon, edge; // where sky meets far, far meets ground
};

constexpr Place kPlaces[] = {
    {"on a beach", {0.62, 0.82, 0.95}, {0.16, 0.52, 0.76}, {0.92, 0.83, 0.60}, 0.36, 0.56},
    {"on a meadow", {0.66, 0.85, 0.97}, {0.30, 0.58, 0.34}, {0.50, 0.76, 0.34}, 0.40, 0.52},
    {"in the snow", {0.70, 0.76, 0.86}, {0.82, 0.86, 0.92}, {0.95, 0.96, 0.98}, 0.42, 0.58},
    {"at night", {0.08, 0.10, 0.24}, {0.12, 0.16, 0.30}, {0.20, 0.22, 0.28}, 0.48, 0.62},
    {"on a stage", {0.45, 0.10, 0.14}, {0.36, 0.08, 0.12}, {0.58, 0.40, 0.24}, 0.60, 0.66},
};

constexpr double kDegree = kTurn / 360;

struct Body
{
    Skeleton joints{};
    double height = 0; // crown to sole, standing
};

// side -1: the person's right, on the picture's left.
Vec2 reach(Vec2 from, double side, double degrees, double length)
{
    return from + Vec2{side * exactSin(degrees * kDegree), exactCos(degrees * kDegree)} * length;
}

Body makeBody(SplitMix64 &random, const Pose &pose, Vec2 foot, double height)
{
    const auto loose = [&](double degrees) { return degrees + between(random, -9, 9); };
    Body body;
    body.height = height;
    Skeleton &j = body.joints;
    const double sway = between(random, -0.03, 0.03) * height;
    const Vec2 hips{foot.x + sway, foot.y - height * (0.50 + pose.lift)};
    j[Neck] = {hips.x + sway, hips.y - height * 0.31};
    j[Nose] = j[Neck] + Vec2{sway * 0.3, -height * 0.105};
    for (const double side : {-1.0, 1.0}) {
        const bool isRight = side < 0;
        const double *arm = isRight ? pose.rightArm : pose.leftArm, *leg = isRight ? pose.rightLeg : pose.leftLeg;
        const double upperArm = loose(arm[0]), lowerArm = upperArm + loose(arm[1]);
        const double upperLeg = loose(leg[0]) * 0.9, lowerLeg = upperLeg + leg[1] + between(random, -4, 4);
        const int shoulder = isRight ? RightShoulder : LeftShoulder, hip = isRight ? RightHip : LeftHip;
        j[size_t(shoulder)] = j[Neck] + Vec2{side * height * 0.105, height * 0.012};
        j[size_t(shoulder + 1)] = reach(j[size_t(shoulder)], side, upperArm, height * 0.165);
        j[size_t(shoulder + 2)] = reach(j[size_t(shoulder + 1)], side, lowerArm, height * 0.155);
        j[size_t(hip)] = hips + Vec2{side * height * 0.062, 0};
        j[size_t(hip + 1)] = reach(j[size_t(hip)], side, upperLeg, height * 0.245);
        j[size_t(hip + 2)] = reach(j[size_t(hip + 1)], side, lowerLeg, height * 0.235);
        j[size_t(isRight ? RightEye : LeftEye)] = j[Nose] + Vec2{side * height * 0.020, -height * 0.020};
        j[size_t(isRight ? RightEar : LeftEar)] = j[Nose] + Vec2{side * height * 0.050, -height * 0.008};
    }
    return body;
}

struct Clothes
{
    Colour shirt, trousers, skin, hair;
};

void paintBody(Canvas &canvas, const Body &body, const Clothes &clothes, double nearness)
{
    const Skeleton &j = body.joints;
    const double h = body.height;
    const auto limb = [&](int a, int b, double width, Colour colour) {
        canvas.paint(capsule(j[size_t(a)], j[size_t(b)], width * h), colour, nearness);
    };
    for (const int hip : {RightHip, LeftHip}) {
        limb(hip, hip + 1, 0.048, clothes.trousers);
        limb(hip + 1, hip + 2, 0.040, clothes.trousers);
        canvas.paint(circle(j[size_t(hip + 2)] + Vec2{0, h * 0.018}, h * 0.042), clothes.hair, nearness);
    }
    canvas.paint(polygon({j[RightShoulder] + Vec2{0, -h * 0.03}, j[LeftShoulder] + Vec2{0, -h * 0.03},
                          j[LeftHip] + Vec2{h * 0.045, h * 0.03}, j[RightHip] + Vec2{-h * 0.045, h * 0.03}}),
                 clothes.shirt, nearness);
    for (const int shoulder : {RightShoulder, LeftShoulder}) {
        limb(shoulder, shoulder + 1, 0.042, clothes.shirt);
        limb(shoulder + 1, shoulder + 2, 0.032, clothes.skin);
        canvas.paint(circle(j[size_t(shoulder + 2)], h * 0.040), clothes.skin, nearness);
    }
    const Vec2 head = j[Nose] + Vec2{0, -h * 0.012};
    canvas.paint(capsule(j[Neck], head, h * 0.030), clothes.skin, nearness);
    canvas.paint(circle(head + Vec2{0, -h * 0.016}, h * 0.076), clothes.hair, nearness);
    canvas.paint(circle(head + Vec2{0, h * 0.008}, h * 0.062), clothes.skin, nearness);
}

Clothes drawClothes(SplitMix64 &random, Colour shirt)
{
    constexpr Colour kSkin[] = {{0.96, 0.80, 0.69}, {0.82, 0.60, 0.44}, {0.55, 0.36, 0.25}};
    constexpr Colour kHair[] = {{0.14, 0.10, 0.08}, {0.40, 0.24, 0.12}, {0.78, 0.62, 0.30}};
    constexpr Colour kTrousers[] = {{0.16, 0.20, 0.36}, {0.28, 0.28, 0.30}, {0.45, 0.34, 0.24}};
    return {shirt, kTrousers[random.below(3)], kSkin[random.below(3)], kHair[random.below(3)]};
}

void paintPlace(Canvas &canvas, const Place &place)
{
    canvas.fill([&](Vec2 p) { return p.y < place.horizon ? place.sky : p.y < place.edge ? place.far : place.ground; }, 0.1);
    canvas.paint([&](Vec2 p) { return place.horizon - p.y; }, place.far, 0.15);
    canvas.paint([&](Vec2 p) { return place.edge - p.y; }, place.ground, 0.35);
}

} // namespace

Scene makeFigures(SplitMix64 &random, int size)
{
    Canvas canvas(size);
    const Place &place = kPlaces[random.below(std::size(kPlaces))];
    paintPlace(canvas, place);
    const int count = random.below(3) == 0 ? 2 : 1;
    const Pose &pose = kPoses[random.below(std::size(kPoses))];
    Scene scene;
    std::vector<std::string_view> shirts;
    for (int i = 0; i < count; ++i) {
        const double height = count == 1 ? between(random, 0.66, 0.84) : between(random, 0.56, 0.68);
        const double x = count == 1 ? between(random, 0.34, 0.66) : between(random, 0.24, 0.30) + 0.46 * i;
        const Body body = makeBody(random, pose, {x, between(random, 0.93, 0.97)}, height);
        const PickedColour shirt = pickColour(random);
        shirts.push_back(shirt.name);
        paintBody(canvas, body, drawClothes(random, shirt.colour), 0.6 + 0.3 * height);
        scene.people.push_back(body.joints);
    }
    const std::string who = count == 1 ? "a person in " + withArticle(std::string(shirts[0]) + " shirt") : counted(count, "figure", "figures");
    scene.kind = SceneKind::Figures;
    scene.picture = canvas.picture();
    scene.depth = canvas.depth();
    scene.caption = who + " " + pose.name + " " + place.words;
    return scene;
}

} // namespace armature
