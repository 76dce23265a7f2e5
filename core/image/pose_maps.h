#pragma once
// From what OpenPose's networks give to people (Cao et al., arXiv 1611.08050; Simon et al., arXiv
// 1704.07809), to the numbers of controlnet_aux' PyTorch port (open_pose/body.py, hand.py, face.py, util.py).

#include "core/image/float_map.h"
#include "core/image/pose.h"

#include <optional>
#include <vector>

namespace armature {

inline constexpr int kPoseStride = 8; // pixels that the network saw to a cell of its maps

// To another size as cv::resize does: the mean over the covered area when the sides shrink in sum, Lanczos
// over eight pixels when they grow.
FloatMap smartResized(const FloatMap &map, int width, int height);
// Side `to` of what a picture's side `from` becomes at this scale, rounded down.
int scaledSide(int from, double scale);

struct PoseFrame
{
    int width = 0, height = 0;         // of the picture
    int seenWidth = 0, seenHeight = 0; // of the picture as the network saw it, without the padding
};

enum class PoseLayout { Coco18, Body25 }; // whose channels the maps have

// heat: 18 or 25 body points and the background; paf: two channels a limb; both a kPoseStride-th of the
// padded picture. BODY_25's middle hip and feet help to find people and are left out of them. Points are of
// the picture's pixels; a point's score is its height on the map. The order of people is the reference's.
std::vector<PosePerson> groupPeople(const FloatMap &heat, const FloatMap &paf, const PoseFrame &frame,
                                    PoseLayout layout = PoseLayout::Coco18);

struct PoseBox
{
    int x = 0, y = 0, side = 0;
};
// Where to look for a hand or the face of a person; none where the joints that say so are missing or it would
// be smaller than 20 pixels.
std::optional<PoseBox> handBox(const PosePerson &person, bool isLeft, int width, int height);
std::optional<PoseBox> faceBox(const PosePerson &person, int width, int height);

// maps: 21 hand points and the background for each size at which the box was looked at, each padded by
// nothing. kHandPoints points in the box's pixels.
std::vector<Keypoint> handFromMaps(const std::vector<FloatMap> &maps, int side);
// maps: 70 face points and the background at the box's size. kFacePoints points in the box's pixels.
std::vector<Keypoint> faceFromMaps(const FloatMap &maps);

} // namespace armature
