#pragma once
// How well a map made of a new picture follows the map that the picture was drawn from.

#include "core/image/image.h"
#include "core/image/pose.h"

namespace armature {

// 0 to 1. Both 8 bit RGB, the same size. Where the wanted map is black and white (Canny, scribble, M-LSD): F1
// of the bright pixels with one pixel of tolerance (core/image/edge_score.h). Else (depth, normals, soft
// edges, lightness, colours): Pearson's correlation over all channels, each around its own mean; contrary is
// 0. A map of one colour is followed only by another of one colour.
double mapScore(const Image &given, const Image &wanted);

// 0 to 1: F1 of the body's joints, where a joint counts as found again within a tenth of its person's size
// (PCK, Yang and Ramanan 2013; the size is the longer side of the box around the wanted joints). A given
// person answers for one wanted person at most, the best matching pairs first. Both on pictures of the same
// size.
double poseScore(const Pose &given, const Pose &wanted);

} // namespace armature
