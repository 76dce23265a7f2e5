#pragma once
// The wall as one picture: a contact sheet of all prompts and steps, or a film strip of one prompt.

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace armature::ui {

struct SheetRow
{
    std::string prompt;
    std::vector<std::pair<std::string, std::filesystem::path>> pictures; // label and file, of every row as many
};

// PNG. A strip that is too long for one line goes on in the next; the cells shrink so that no side exceeds 16,384 pixels.
Status writeReviewSheet(const std::vector<SheetRow> &rows, const std::string &title, const std::filesystem::path &file);

} // namespace armature::ui
