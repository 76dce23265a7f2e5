#include "core/scenes/paint.h"

#include <algorithm>

namespace armature {

namespace {

uint8_t toByte(double value) { return static_cast<uint8_t>(std::clamp(value, 0.0, 1.0) * 255.0 + 0.5); }

} // namespace

DistanceField circle(Vec2 centre, double radius)
{
    return [=](Vec2 p) { return (p - centre).length() - radius; };
}

DistanceField ring(Vec2 centre, double radius, double width)
{
    return [=](Vec2 p) { return std::abs((p - centre).length() - radius) - width / 2; };
}

DistanceField capsule(Vec2 from, Vec2 to, double radius)
{
    const Vec2 along = to - from;
    const double squared = std::max(along.dot(along), 1e-12);
    return [=](Vec2 p) {
        const Vec2 offset = p - from;
        return (offset - along * std::clamp(offset.dot(along) / squared, 0.0, 1.0)).length() - radius;
    };
}

// The nearest edge gives the distance, the parity of edges crossed to the right the sign.
DistanceField polygon(std::vector<Vec2> corners)
{
    return [corners = std::move(corners)](Vec2 p) {
        double nearest = 1e9;
        bool isInside = false;
        for (size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
            const Vec2 a = corners[j], b = corners[i], edge = b - a, offset = p - a;
            const Vec2 apart = offset - edge * std::clamp(offset.dot(edge) / std::max(edge.dot(edge), 1e-12), 0.0, 1.0);
            nearest = std::min(nearest, apart.dot(apart));
            if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + edge.x * (p.y - a.y) / edge.y)
                isInside = !isInside;
        }
        return isInside ? -std::sqrt(nearest) : std::sqrt(nearest);
    };
}

DistanceField outside(DistanceField first, DistanceField second)
{
    return [first = std::move(first), second = std::move(second)](Vec2 p) { return std::max(first(p), -second(p)); };
}

Canvas::Canvas(int size) : m_size(size), m_pixels(size_t(size) * size_t(size)) {}

void Canvas::fill(const std::function<Colour(Vec2)> &colour, double nearness)
{
    for (int y = 0; y < m_size; ++y)
        for (int x = 0; x < m_size; ++x)
            set(x, y, colour(centreOf(x, y)), nearness);
}

void Canvas::paint(const DistanceField &shape, Colour colour, double nearness)
{
    for (int y = 0; y < m_size; ++y)
        for (int x = 0; x < m_size; ++x) {
            const double coverage = std::clamp(0.5 - shape(centreOf(x, y)) * m_size, 0.0, 1.0);
            if (coverage <= 0)
                continue;
            Pixel &pixel = m_pixels[size_t(y) * size_t(m_size) + size_t(x)];
            pixel.colour = mix(pixel.colour, colour, coverage);
            pixel.nearness += (nearness - pixel.nearness) * coverage;
        }
}

void Canvas::set(int x, int y, Colour colour, double nearness)
{
    m_pixels[size_t(y) * size_t(m_size) + size_t(x)] = {colour, nearness};
}

Image Canvas::picture() const
{
    Image image(m_size, m_size, 3);
    uint8_t *to = image.row<uint8_t>(0);
    for (const Pixel &pixel : m_pixels)
        for (const double channel : {pixel.colour.r, pixel.colour.g, pixel.colour.b})
            *to++ = toByte(channel);
    return image;
}

Image Canvas::depth() const
{
    Image image(m_size, m_size, 1);
    std::transform(m_pixels.begin(), m_pixels.end(), image.row<uint8_t>(0),
                   [](const Pixel &pixel) { return toByte(pixel.nearness); });
    return image;
}

} // namespace armature
