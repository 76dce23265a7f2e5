#pragma once
// The starter's colours: ten that a person names without thinking, far enough apart to be told at a glance.

#include "core/data/random.h"

#include <array>
#include <string_view>

namespace armature {

struct Colour
{
    double r = 0, g = 0, b = 0; // 0..1, as stored in the file

    constexpr Colour operator*(double s) const { return {r * s, g * s, b * s}; }
};
constexpr Colour mix(Colour a, Colour b, double t)
{
    return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

struct NamedColour
{
    std::string_view name;
    Colour colour;
};

const std::array<NamedColour, 10> &palette();

// A colour of the palette, a little lighter or darker than its name's mean, that none of `taken` (indices) is.
struct PickedColour
{
    int index = 0;
    std::string_view name;
    Colour colour;
};
PickedColour pickColour(SplitMix64 &random, std::initializer_list<int> taken = {});

} // namespace armature
