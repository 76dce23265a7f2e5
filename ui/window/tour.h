#pragma once
// armature --tour DIR: drives the real window through every page and state and writes a picture of each, for
// the guide and for eyes that look for clipped text and weak contrast.

#include <filesystem>

class QApplication;

namespace armature::ui {

class Theme;

// At 100 %: both themes, 1280 x 800 and 1920 x 1080, then a second process at 200 %. With isSecond, that
// second one. Works on a copy of the shipped pairs and settings of its own. Returns the exit code.
int tourMain(Theme &theme, const std::filesystem::path &folder, bool isSecond);

} // namespace armature::ui
