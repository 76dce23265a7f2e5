#pragma once
// Flat shapes by signed distance: a pixel's coverage is how far its centre lies inside the outline, which gives
// antialiased edges one pixel wide at any size without supersampling.

#include "core/image/image.h"
#include "core/scenes/exact_math.h"
#include "core/scenes/palette.h"

#include <functional>
#include <vector>

namespace armature {

// Coordinates of everything painted: 0..1 from left to right and from top to bottom. distance(): negative inside, in
// the same unit.
using DistanceField = std::function<double(Vec2)>;

DistanceField circle(Vec2 centre, double radius);
DistanceField ring(Vec2 centre, double radius, double width);
DistanceField capsule(Vec2 from, Vec2 to, double radius);          // a thick line with round ends
DistanceField polygon(std::vector<Vec2> corners);                  // simple, any winding
DistanceField outside(DistanceField first, DistanceField second); // what is in the first and not in the second

// A square picture with the distance of everything in it, from 0 (farthest) to 1 (nearest).
class Canvas
{
public:
    explicit Canvas(int size);

    int size() const { return m_size; }
    // Every pixel; the colour is a function of its place.
    void fill(const std::function<Colour(Vec2)> &colour, double nearness);
    // Blends over what is there by coverage.
    void paint(const DistanceField &shape, Colour colour, double nearness);
    void set(int x, int y, Colour colour, double nearness);

    Image picture() const; // RGB, 8 bit
    Image depth() const;   // grey, 8 bit; bright is near

private:
    struct Pixel
    {
        Colour colour;
        double nearness = 0;
    };
    Vec2 centreOf(int x, int y) const { return {(x + 0.5) / m_size, (y + 0.5) / m_size}; }

    int m_size;
    std::vector<Pixel> m_pixels;
};

} // namespace armature
