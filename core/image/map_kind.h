#pragma once
// What a condition map shows decides how it may be resized: smoothing a line, label or pose map makes values
// that no annotator would produce. Rules after the "high quality resize" of the WebUI's ControlNet extension.

#include "core/image/image.h"

namespace armature {

enum class MapKind {
    Photo,  // photographs, depth, normals, soft edges: smooth values
    Lines,  // black and white: Canny, scribble, MLSD, line art; bright on dark or dark on bright
    Pose,   // a coloured skeleton on black
    Labels, // flat colours, each with a meaning
};

const char *mapKindName(MapKind kind); // "photo", "lines", "pose", "labels"

// Lines: exactly two colours, one dark and one bright (or nearly so, as in a JPEG of one). Pose: strong
// colours of many hues on a black ground. Labels: 2 to 199 colours in flat areas. Everything else: Photo.
MapKind guessMapKind(const Image &image);

// Photo: Bilinear, as diffusers resizes its conditions. Pose and Labels: Nearest. Lines: two values in, the
// same two out; when shrinking, a target pixel is line if any source pixel in it is, so that connected lines
// stay connected and thin ones do not vanish. What is called Lines but has greys is split at Otsu's threshold
// first. Channels and bit depth stay.
Image resizeMap(const Image &image, int width, int height, MapKind kind);

} // namespace armature
