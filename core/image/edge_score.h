#pragma once
// How well one edge map follows another: precision and recall with a tolerance, as edge detectors are judged
// (Martin, Fowlkes and Malik 2004, with the matching relaxed to "an edge within reach").

#include "core/image/image.h"

namespace armature {

struct EdgeScore
{
    double precision = 1; // share of the given edges that are wanted
    double recall = 1;    // share of the wanted edges that are given
    double f1() const { return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0; }
};

// An RGB map of lines as compareEdges() takes it: the brightest of each pixel's channels.
Image linesOf(const Image &rgb);

// Both grey, 8 bit, the same size; above 127 is an edge. tolerance: pixels in any of the eight directions. A
// map without edges is followed only by another without.
EdgeScore compareEdges(const Image &given, const Image &wanted, int tolerance = 1);

} // namespace armature
