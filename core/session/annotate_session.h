#pragma once
// The learned annotators: networks that turn a picture into depth, lines or people. Torch-free. Sizes,
// resampling and how numbers become a picture are the caller's (preprocess/); normalisation is the network's.

#include "core/base/result.h"
#include "core/image/float_map.h"
#include "core/image/image.h"
#include "core/image/pose.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

struct AnnotatorRequest
{
    std::string net; // a key of annotatorNets(), core/config/annotator_nets.h: "mediapipe-pose",
                     // "draft-depth", "hed", ...
    // Weight files by path, in any order: safetensors, a torch pickle (read as data only), .caffemodel for
    // OpenPose, .tflite for MediaPipe, .onnx for DWPose; or one folder that holds them under their official
    // names. Where a network has several files and one is given under its official name, the others are
    // looked for beside it. None: those of installedFiles().
    std::vector<std::string> files;
    std::string device = "cpu"; // or "cuda:0"
    // Somebody was asked and said that files which are programs of their own may be run (ONNX graphs,
    // TorchScript; core/io/foreign_model.h). Only DWPose takes such files.
    bool allowForeign = false;
};

// In which order DWPose's two networks are given colours: as each was trained, or both alike, as its
// reference does.
enum class PoseChannels { AsTrained, Rgb, Bgr };

struct PoseOptions
{
    bool hands = false, face = false;
    int maxPeople = 8;
    float minScore = 0.5f;      // below it a person is none (MediaPipe's min_detection_confidence)
    float minJointScore = 0.3f; // below it a joint counts as not found
    PoseChannels channels = PoseChannels::AsTrained;
};

class AnnotateSession
{
public:
    virtual ~AnnotateSession() = default;

    // rgb: 3 channels in 0..1 at the size that the network is to see. Gives what the network gives, at its
    // own size, one channel or more: inverse depth (near is large, not scaled), edges and lines in 0..1, or
    // M-LSD's maps. Errors: BadInput (a size that this network cannot take, naming the multiple; a pose
    // network), OutOfMemory, Interrupted.
    virtual Result<FloatMap> map(const FloatMap &rgb, std::stop_token stop = {}) = 0;

    // People in a picture of any size. Errors: BadInput (not a pose network), OutOfMemory, Interrupted.
    virtual Result<Pose> pose(const Image &picture, const PoseOptions &options,
                              std::stop_token stop = {}) = 0;
    // Whether pose() has all that these need, before the first picture is looked at. Errors: NotFound, for
    // hands or a face whose file was not given.
    virtual Status canFind(const PoseOptions &) const { return {}; }

    // What the picture's sides must be multiples of for map(): 32 for DPT, 14 for Depth Anything, 16 for the
    // draft, 1 where any will do.
    virtual int sizeMultiple() const = 0;
    // Whether map() gives metres (far is large) rather than inverse depth.
    virtual bool isMetric() const { return false; }
};

// Errors: NotFound (a file; or a net of that name, with the list), Corrupt, Unsupported, BadInput (tensors of
// another network: says which one it looks like).
Result<std::unique_ptr<AnnotateSession>> openAnnotator(const AnnotatorRequest &request);

} // namespace armature
