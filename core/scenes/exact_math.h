#pragma once
// Sine and cosine that round the same everywhere: only IEEE additions, multiplications and divisions. A C library's
// own may differ in the last digit, and with it a pixel of a scene that promises the same bytes for the same seed.

#include <cmath>
#include <numbers>

namespace armature {

constexpr double kTurn = 2.0 * std::numbers::pi;

// Any angle of some thousand turns, in radians; error below 1e-12.
constexpr double exactSin(double angle)
{
    const double turns = angle / kTurn;
    const double whole = static_cast<double>(static_cast<long long>(turns + (turns < 0 ? -0.5 : 0.5)));
    const double x = angle - whole * kTurn; // -pi .. pi
    double term = x, sum = x;
    for (int n = 1; n <= 13; ++n) {
        term *= -x * x / double((2 * n) * (2 * n + 1));
        sum += term;
    }
    return sum;
}

constexpr double exactCos(double angle) { return exactSin(angle + std::numbers::pi / 2); }

struct Vec2
{
    double x = 0, y = 0;

    constexpr Vec2 operator+(Vec2 o) const { return {x + o.x, y + o.y}; }
    constexpr Vec2 operator-(Vec2 o) const { return {x - o.x, y - o.y}; }
    constexpr Vec2 operator*(double s) const { return {x * s, y * s}; }
    constexpr double dot(Vec2 o) const { return x * o.x + y * o.y; }
    double length() const { return std::sqrt(x * x + y * y); } // sqrt is exactly rounded by IEEE 754
};

// Clockwise on a screen whose y points down; 0 points to the right.
constexpr Vec2 direction(double angle) { return {exactCos(angle), exactSin(angle)}; }

struct Vec3
{
    double x = 0, y = 0, z = 0;

    constexpr Vec3 operator+(Vec3 o) const { return {x + o.x, y + o.y, z + o.z}; }
    constexpr Vec3 operator-(Vec3 o) const { return {x - o.x, y - o.y, z - o.z}; }
    constexpr Vec3 operator*(double s) const { return {x * s, y * s, z * s}; }
    constexpr double dot(Vec3 o) const { return x * o.x + y * o.y + z * o.z; }
    double length() const { return std::sqrt(dot(*this)); }
    Vec3 unit() const { return *this * (1.0 / length()); }
};

} // namespace armature
