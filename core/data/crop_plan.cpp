#include "core/data/crop_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

Status checkUsable(PixelSize target)
{
    if (target.width <= 0 || target.height <= 0)
        return fail(ErrorCode::BadInput, "A picture without pixels cannot be cropped.");
    const auto [shortEdge, longEdge] = std::minmax(target.width, target.height);
    if (longEdge > int64_t(shortEdge) * kMaxAspect)
        return fail(ErrorCode::BadInput,
                    fmt::format("A picture of {} x {} px is too long and narrow to train on.", target.width,
                                target.height),
                    "Cut it into pieces.");
    return {};
}

int cropOffset(int size, int crop, CropMode mode, double place)
{
    const int play = size - crop;
    if (mode == CropMode::Center)
        return int(std::nearbyint(play / 2.0)); // half to even
    return std::clamp(int(place * (play + 1)), 0, play);
}

CropPlan cropOf(PixelSize resized, PixelSize crop, const CropChoice &choice)
{
    return {resized.width,
            resized.height,
            cropOffset(resized.width, crop.width, choice.mode, choice.x),
            cropOffset(resized.height, crop.height, choice.mode, choice.y),
            crop.width,
            crop.height,
            choice.flip};
}

double logAspect(PixelSize size) { return std::log(double(size.width) / size.height); }

} // namespace

PixelSize shortEdgeResize(PixelSize size, int resolution)
{
    const auto [shortEdge, longEdge] = std::minmax(size.width, size.height);
    const int longer = int(int64_t(resolution) * longEdge / shortEdge);
    return size.width <= size.height ? PixelSize{resolution, longer} : PixelSize{longer, resolution};
}

Result<CropPlan> squarePlan(PixelSize target, int resolution, const CropChoice &choice)
{
    ARMATURE_CHECK(checkUsable(target));
    return cropOf(shortEdgeResize(target, resolution), {resolution, resolution}, choice);
}

Result<std::vector<PixelSize>> aspectBuckets(int resolution, int step)
{
    if (resolution < 8 || resolution % 8 != 0)
        return fail(ErrorCode::BadInput,
                    fmt::format("A resolution of {} px is not divisible by 8.", resolution),
                    fmt::format("Use --resolution {}.", std::max(8, resolution / 8 * 8)));
    if (step < 8 || step % 8 != 0)
        return fail(ErrorCode::BadInput, fmt::format("A bucket step of {} px is not divisible by 8.", step),
                    "Use --bucket_step 64.");
    const int64_t area = int64_t(resolution) * resolution;
    std::vector<PixelSize> buckets = {{resolution, resolution}};
    for (int64_t longer = step; longer <= 2LL * resolution; longer += step) {
        const int64_t shorter = area / longer / step * step;
        if (longer <= resolution || shorter == 0 || longer > 2 * shorter)
            continue;
        buckets.push_back({int(longer), int(shorter)});
        buckets.push_back({int(shorter), int(longer)});
    }
    std::sort(buckets.begin(), buckets.end(), [](PixelSize a, PixelSize b) {
        const int64_t left = int64_t(a.width) * b.height, right = int64_t(b.width) * a.height;
        return left != right ? left < right : a.width < b.width;
    });
    return buckets;
}

size_t nearestBucket(PixelSize target, const std::vector<PixelSize> &buckets)
{
    size_t best = 0;
    double bestDistance = INFINITY;
    for (size_t i = 0; i < buckets.size(); ++i) {
        const double distance = std::abs(logAspect(target) - logAspect(buckets[i]));
        if (distance < bestDistance) {
            bestDistance = distance;
            best = i;
        }
    }
    return best;
}

Result<CropPlan> bucketPlan(PixelSize target, PixelSize bucket, const CropChoice &choice)
{
    ARMATURE_CHECK(checkUsable(target));
    const double scale = std::max(double(bucket.width) / target.width, double(bucket.height) / target.height);
    const PixelSize resized = {std::max(bucket.width, int(std::lround(target.width * scale))),
                               std::max(bucket.height, int(std::lround(target.height * scale)))};
    return cropOf(resized, bucket, choice);
}

bool sameAspect(PixelSize target, PixelSize condition)
{
    const double targetAspect = double(target.width) / target.height;
    const double ratio = double(condition.width) / condition.height / targetAspect;
    if (std::abs(ratio - 1) <= 0.01)
        return true;
    return std::abs(condition.height - condition.width / targetAspect) < 1 ||
           std::abs(condition.width - condition.height * targetAspect) < 1;
}

} // namespace armature
