#pragma once
// At what size an annotator looks at a picture, and how its map comes back to the picture's size. Rules of
// the WebUI's ControlNet extension (scripts/utils.py, internal_controlnet/external_code.py): the short side
// becomes the resolution, the border is repeated to the network's multiple and cut off the map, so nothing is
// distorted.

#include "core/image/fit.h"
#include "core/image/float_map.h"
#include "core/image/map_kind.h"
#include "preprocess/parameter.h"

namespace armature {

// "resolution", "target_width", "target_height", "map_size". initial: the default resolution; 0: the
// picture's own.
std::vector<Parameter> sizeParameters(int initial);

struct Frame
{
    Image picture;             // RGB of 8 bit, sides multiples of what was asked
    int width = 0, height = 0; // of the part that is picture, at the top left
};

// The resolution at which no pixel of a map is wasted or invented when it is brought to width x height.
int pixelPerfectResolution(int pictureWidth, int pictureHeight, int width, int height, FitMode mode);

// Errors: BadInput where the picture is so long or thin that the frame would be enormous.
Result<Frame> frameFor(const Image &picture, const ParameterValues &parameters, int multiple);

// map, made on the frame, without the border; at the picture's size where map_size says so.
Image unframed(const Image &map, const Frame &frame, const Image &picture, const ParameterValues &parameters,
               MapKind kind);

// 0..255 to 0..1.
FloatMap toFloat(const Image &rgb8);
// Channel `channel` of 0..1 to 0..255, rounded down, as the references do; at width x height by bilinear
// interpolation where the map has another size.
Image greyFrom(const FloatMap &map, int width, int height);

} // namespace armature
