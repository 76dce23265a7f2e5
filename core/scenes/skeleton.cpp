#include "core/scenes/skeleton.h"

#include <algorithm>

namespace armature {

namespace {

using Rgb = std::array<uint8_t, 3>;

constexpr std::array<Rgb, kJointCount> kColours{{{255, 0, 0}, {255, 85, 0}, {255, 170, 0}, {255, 255, 0}, {170, 255, 0},
                                                 {85, 255, 0}, {0, 255, 0}, {0, 255, 85}, {0, 255, 170}, {0, 255, 255},
                                                 {0, 170, 255}, {0, 85, 255}, {0, 0, 255}, {85, 0, 255}, {170, 0, 255},
                                                 {255, 0, 255}, {255, 0, 170}, {255, 0, 85}}};

constexpr std::array<std::array<int, 2>, 17> kLimbs{{{Neck, RightShoulder}, {Neck, LeftShoulder},
                                                     {RightShoulder, RightElbow}, {RightElbow, RightWrist},
                                                     {LeftShoulder, LeftElbow}, {LeftElbow, LeftWrist},
                                                     {Neck, RightHip}, {RightHip, RightKnee}, {RightKnee, RightAnkle},
                                                     {Neck, LeftHip}, {LeftHip, LeftKnee}, {LeftKnee, LeftAnkle},
                                                     {Neck, Nose}, {Nose, RightEye}, {RightEye, RightEar},
                                                     {Nose, LeftEye}, {LeftEye, LeftEar}}};

template <typename Inside>
void paintWhere(Image &image, const Rgb &colour, double share, const Inside &isInside)
{
    for (int y = 0; y < image.height(); ++y) {
        uint8_t *pixel = image.row<uint8_t>(y);
        for (int x = 0; x < image.width(); ++x, pixel += 3)
            if (isInside(Vec2{x + 0.5, y + 0.5}))
                for (size_t c = 0; c < 3; ++c)
                    pixel[c] = static_cast<uint8_t>(pixel[c] * (1 - share) + colour[c] * share + 0.5);
    }
}

} // namespace

Image drawSkeletons(const std::vector<Skeleton> &people, int size)
{
    Image image(size, size, 3);
    const double stick = std::max(1.5, 4.0 * size / 512.0);
    for (const Skeleton &person : people)
        for (size_t i = 0; i < kLimbs.size(); ++i) {
            const Vec2 a = person[size_t(kLimbs[i][0])] * size, b = person[size_t(kLimbs[i][1])] * size;
            const Vec2 middle = (a + b) * 0.5, axis = (b - a) * 0.5;
            const double half = std::max(axis.length(), 1e-6);
            paintWhere(image, kColours[i], 0.6, [&](Vec2 p) {
                const Vec2 offset = p - middle;
                const double along = offset.dot(axis) / half, across = (offset.x * axis.y - offset.y * axis.x) / half;
                return along * along / (half * half) + across * across / (stick * stick) <= 1.0;
            });
        }
    for (const Skeleton &person : people)
        for (size_t j = 0; j < person.size(); ++j)
            paintWhere(image, kColours[j], 1.0, [&](Vec2 p) { return (p - person[j] * size).length() <= stick; });
    return image;
}

} // namespace armature
