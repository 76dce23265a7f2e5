#pragma once
// A picture to be looked at closely: its own pixels, and halves of it for looking from afar, so that the thin
// lines of a map neither break up nor vanish when it is shown small.

#include <QImage>

#include <filesystem>
#include <vector>

namespace armature::ui {

struct PairPicture
{
    QSize size; // of the file, upright; larger than levels[0] where that would fill the memory
    std::vector<QImage> levels; // each half as large as the one before; empty where there is no picture

    bool isNull() const { return levels.empty(); }
    // The smallest that still has a pixel for each on the screen. scale: screen pixels for one of `size`.
    const QImage &levelFor(double scale) const;
};

// Slow. Null where the file cannot be read.
PairPicture loadPairPicture(const std::filesystem::path &file);
// What is in memory already, as it is.
PairPicture pairPictureOf(const QImage &image);

} // namespace armature::ui
