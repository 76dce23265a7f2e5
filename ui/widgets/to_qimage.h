#pragma once
// A picture of the engine's as one of Qt's, and back.

#include "core/image/image.h"

#include <QImage>

namespace armature::ui {

QImage toQImage(const Image &image);     // of any kind; RGB888, null where the picture is empty
Image fromQImage(const QImage &picture); // RGB, 8 bit

} // namespace armature::ui
