#pragma once
// A 5 x 7 pixel font for printable ASCII, so that sheets need no font file.

#include "core/image/image.h"

#include <array>
#include <cstdint>
#include <string>

namespace armature::bitmap_font {

inline constexpr int kWidth = 5;
inline constexpr int kHeight = 7;
inline constexpr int kAdvance = 6;

// Rows from top to bottom, bit 4 is the leftmost pixel. Other characters give '?'.
const std::array<std::uint8_t, kHeight> &glyph(char32_t character);

// Draws UTF-8 text on one line in one grey on an RGB 8 bit image; pixels outside are left out. The tails
// of g, p, q and y reach one pixel (times scale) below kHeight.
void draw(Image &image, int x, int y, const std::string &text, int scale, std::uint8_t grey);

// Pixels that draw() needs; count of characters, not bytes.
int textWidth(const std::string &text, int scale);

} // namespace armature::bitmap_font
