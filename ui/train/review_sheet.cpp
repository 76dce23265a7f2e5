#include "ui/train/review_sheet.h"

#include "core/image/codec.h"
#include "core/image/contact_sheet.h"
#include "core/image/png_writer.h"

#include <algorithm>

namespace armature::ui {

Status writeReviewSheet(const std::vector<SheetRow> &rows, const std::string &title, const std::filesystem::path &file)
{
    constexpr size_t kMostInALine = 16;
    constexpr int kMostPixels = 16384, kLargest = 256, kSmallest = 32;
    std::vector<SheetCell> cells;
    size_t columns = 1, longest = 0;
    for (const SheetRow &row : rows)
        longest = std::max(longest, row.pictures.size());
    columns = rows.size() == 1 ? std::min(longest, kMostInALine) : longest;
    if (longest == 0)
        return fail(ErrorCode::BadInput, "There are no pictures yet.");
    const size_t lines = rows.size() == 1 ? (longest + columns - 1) / columns : rows.size();
    const int side = std::clamp(kMostPixels / int(std::max(columns, lines + 1)) - 32, kSmallest, kLargest);
    for (const SheetRow &row : rows)
        for (const auto &[label, picture] : row.pictures) {
            auto image = decode(picture);
            const bool isFirst = &row.pictures.front().second == &picture;
            cells.push_back({image ? toRgb8(*image) : Image(), isFirst && !row.prompt.empty() ? row.prompt : label});
        }
    SheetStyle style;
    style.columns = int(columns);
    style.cellWidth = style.cellHeight = side;
    style.title = title;
    return writePng(file, contactSheet(cells, style));
}

} // namespace armature::ui
