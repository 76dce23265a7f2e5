#include "core/image/contact_sheet.h"

#include "core/image/bitmap_font.h"
#include "core/image/resample.h"

#include <algorithm>
#include <cmath>

namespace armature {
namespace {

constexpr std::uint8_t kGround = 58;
constexpr std::uint8_t kPlace = 72; // where a picture is missing or narrower than its cell
constexpr std::uint8_t kInk = 222;

void fillRectangle(Image &sheet, int x, int y, int width, int height, std::uint8_t grey)
{
    for (int line = y; line < y + height; ++line)
        std::fill_n(sheet.row<std::uint8_t>(line) + 3 * std::size_t(x), 3 * std::size_t(width), grey);
}

void paste(Image &sheet, int x, int y, const Image &picture)
{
    for (int line = 0; line < picture.height(); ++line)
        std::copy_n(picture.row<std::uint8_t>(line), picture.samplesPerRow(),
                    sheet.row<std::uint8_t>(y + line) + 3 * std::size_t(x));
}

Image fitted(const Image &image, int width, int height)
{
    const double scale = std::min(double(width) / image.width(), double(height) / image.height());
    const int toWidth = std::clamp(int(std::lround(image.width() * scale)), 1, width);
    const int toHeight = std::clamp(int(std::lround(image.height() * scale)), 1, height);
    return resize(toRgb8(image), toWidth, toHeight, scale < 1 ? Filter::Area : Filter::Bilinear);
}

// Cuts at whole characters; the dots tell that something is missing.
std::string shortened(std::string text, int width, int scale)
{
    if (bitmap_font::textWidth(text, scale) <= width)
        return text;
    while (!text.empty() && bitmap_font::textWidth(text + "..", scale) > width) {
        while (text.size() > 1 && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80)
            text.pop_back();
        text.pop_back();
    }
    return text + "..";
}

} // namespace

Image contactSheet(const std::vector<SheetCell> &cells, const SheetStyle &style)
{
    const int columns = std::max(1, std::min(style.columns, int(cells.size())));
    const int rows = std::max(1, (int(cells.size()) + columns - 1) / columns);
    const int margin = style.margin;
    const int textHeight = bitmap_font::kHeight * style.textScale;
    const bool labelled =
        std::any_of(cells.begin(), cells.end(), [](const auto &cell) { return !cell.label.empty(); });
    const int labelHeight = labelled ? textHeight + margin : 0;
    const int top = margin + (style.title.empty() ? 0 : textHeight + margin);
    const int pitchX = style.cellWidth + margin;
    const int pitchY = style.cellHeight + labelHeight + margin;

    Image sheet(margin + columns * pitchX, top + rows * pitchY, 3);
    fillRectangle(sheet, 0, 0, sheet.width(), sheet.height(), kGround);
    bitmap_font::draw(sheet, margin, margin,
                      shortened(style.title, sheet.width() - 2 * margin, style.textScale), style.textScale,
                      kInk);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const int x = margin + int(i) % columns * pitchX;
        const int y = top + int(i) / columns * pitchY;
        fillRectangle(sheet, x, y, style.cellWidth, style.cellHeight, kPlace);
        if (!cells[i].image.isEmpty()) {
            const Image picture = fitted(cells[i].image, style.cellWidth, style.cellHeight);
            paste(sheet, x + (style.cellWidth - picture.width()) / 2,
                  y + (style.cellHeight - picture.height()) / 2, picture);
        }
        bitmap_font::draw(sheet, x, y + style.cellHeight + margin / 2 + 1,
                          shortened(cells[i].label, style.cellWidth, style.textScale), style.textScale, kInk);
    }
    return sheet;
}

} // namespace armature
