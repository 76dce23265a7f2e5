#pragma once
// A picture of the engine's as one of Qt's.

#include "core/image/image.h"

#include <QImage>

namespace armature::ui {

QImage toQImage(const Image &image); // of any kind; RGB888, null where the picture is empty

} // namespace armature::ui
