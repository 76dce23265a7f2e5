#pragma once
// One way of turning a picture into a condition map. An annotator has no state: networks are handed in, so
// that one serves a whole folder, and run() may be called from several threads at once.

#include "core/base/result.h"
#include "core/image/image.h"
#include "core/image/map_kind.h"
#include "core/image/pose.h"
#include "preprocess/parameter.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

class SharedNetwork; // preprocess/shared_network.h

enum class AnnotatorGroup {
    Edges,   // canny, soft edges, scribble, line art
    Depth,   // depth and normals
    Pose,    // people
    Picture, // tile, blur, grey: the picture itself, made poorer
    Own,     // maps that exist already
    Step,    // what only makes sense in a chain: crop, resize, invert
};
const char *annotatorGroupTitle(AnnotatorGroup group); // "Edges and lines", ...

struct AnnotatorInfo
{
    std::string id;        // as on the command line: "canny", "depth-anything"
    std::string title;     // "Canny edges"
    std::string help = {}; // one or two sentences for artists
    AnnotatorGroup group = AnnotatorGroup::Edges;
    std::string kind = {}; // what a ControlNet trained on it is called: "canny", "depth", "pose", ...
    MapKind mapKind = MapKind::Photo;       // how its maps may be resized
    std::vector<Parameter> parameters = {}; // in the order of a form
    std::string net = {};                   // key of annotatorNets() that it needs; empty: no weights
    int version = 1;                        // counts up when its maps change
};

struct MapResult
{
    Image map;
    // Empty, or why there is no map to train on: "no person found". A batch writes none then.
    std::string nothingFound;
    std::string note;         // what to know of a map that is there nevertheless: "no edges"
    std::optional<Pose> pose; // pose annotators: the people, on the map's pixels
};

class Annotator
{
public:
    virtual ~Annotator() = default;

    virtual const AnnotatorInfo &info() const = 0;

    // Whether what is wanted can be made at all, asked once before the first picture. Errors: NotFound (a
    // part of the network that was not given).
    virtual Status check(const ParameterValues &, const SharedNetwork *) const { return {}; }

    // picture: any Image; annotators that look at colours see what toRgb8() gives. parameters: complete and
    // checked (completeParameters). network: of info().net, else nullptr. Errors: BadInput (too small or too
    // large for it, named), OutOfMemory, Interrupted.
    virtual Result<MapResult> run(const Image &picture, const ParameterValues &parameters,
                                  SharedNetwork *network, std::stop_token stop) const = 0;
};

} // namespace armature
