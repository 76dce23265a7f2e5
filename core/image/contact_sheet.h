#pragma once
// Many pictures on one sheet, with a line of text below each: validation rounds, sweeps.

#include "core/image/image.h"

#include <string>
#include <vector>

namespace armature {

struct SheetCell
{
    Image image; // may be empty: its place stays grey
    std::string label;
};

struct SheetStyle
{
    int columns = 4;
    int cellWidth = 256; // pictures are scaled to fit, never cut, and centred
    int cellHeight = 256;
    int margin = 6;
    int textScale = 1; // a letter is 5 x 7 pixels times this
    std::string title;
};

// RGB, 8 bit, neutral grey ground. Cells fill rows from left to right. Labels are ASCII (others become '?')
// and end in
// ".." where they do not fit.
Image contactSheet(const std::vector<SheetCell> &cells, const SheetStyle &style = {});

} // namespace armature
