#pragma once
// Where a training picture is cut. One plan is made for a pair, from the target's size as it is displayed
// (EXIF applied), and both pictures follow it; the reference script crops them independently and so misaligns
// them.

#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace armature {

struct PixelSize
{
    int width = 0, height = 0;
    bool operator==(const PixelSize &) const = default;
};

enum class CropMode { Center, Random };

// Resize to resizeW x resizeH, cut cropW x cropH out of it at cropX, cropY, then mirror where flip. In
// pixels.
struct CropPlan
{
    int resizeW = 0, resizeH = 0;
    int cropX = 0, cropY = 0, cropW = 0, cropH = 0;
    bool flip = false;
    bool operator==(const CropPlan &) const = default;
};

struct CropChoice
{
    CropMode mode = CropMode::Center;
    double x = 0.5, y = 0.5; // 0..1, used by Random
    bool flip = false;
};

// Longer than this times its width, a picture is a strip of which a crop shows nothing, and resizing its
// short edge could fill the memory.
constexpr int kMaxAspect = 16;

// The size after torchvision's Resize(resolution): the short edge becomes resolution, the long one
// int(resolution * long / short).
PixelSize shortEdgeResize(PixelSize size, int resolution);

// The square crop of torchvision's Resize + CenterCrop (offset rounded half to even, as Python does), or a
// random one. Fails when the picture is empty or longer than kMaxAspect.
Result<CropPlan> squarePlan(PixelSize target, int resolution, const CropChoice &choice);

// Sizes of about resolution^2 pixels, never more, sides multiples of step, aspect up to 2:1; the square one
// is always among them. Ordered from tall to wide. resolution and step are divisible by 8.
Result<std::vector<PixelSize>> aspectBuckets(int resolution, int step);

// The index of the bucket whose aspect is nearest (ratio of ratios), so that least is cut away.
size_t nearestBucket(PixelSize target, const std::vector<PixelSize> &buckets);

// Scales the picture just so far that it covers the bucket and cuts off what protrudes.
Result<CropPlan> bucketPlan(PixelSize target, PixelSize bucket, const CropChoice &choice);

// Whether a condition map can be laid over the target: the same aspect within 1 %, or within the rounding of
// its size to whole pixels.
bool sameAspect(PixelSize target, PixelSize condition);

} // namespace armature
