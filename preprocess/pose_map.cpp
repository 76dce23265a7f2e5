#include "preprocess/pose_map.h"

#include "core/image/map_kind.h"
#include "preprocess/openpose_draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace armature {

std::pair<int, int> poseDrawingSize(int width, int height, const ParameterValues &parameters)
{
    constexpr double kMost = 1e9;
    const int side = parameters.at("resolution");
    const double scale = side > 0 ? double(side) / std::max(1, std::min(width, height)) : 1.0;
    return {int(std::clamp(std::nearbyint(width * scale), 1.0, kMost)),
            int(std::clamp(std::nearbyint(height * scale), 1.0, kMost))};
}

Result<MapResult> poseMap(const Pose &found, int width, int height, const ParameterValues &parameters)
{
    constexpr double kMostPixels = 256e6;
    const auto [across, down] = poseDrawingSize(width, height, parameters);
    if (double(across) * down > kMostPixels)
        return fail(
            ErrorCode::BadInput,
            fmt::format("A picture of {} x {} px is too long and thin to draw people on.", width, height),
            "Cut it into pieces.");
    const auto pose = scaled(found, across, down);
    const auto style =
        parameters.at("style") == "wide" ? SkeletonStyle::WideSticks : SkeletonStyle::ControlNet;
    MapResult result;
    result.map = drawPose(pose, style);
    result.pose = pose;
    if (parameters.at("map_size") == "picture" && (across != width || down != height)) {
        result.map = resizeMap(result.map, width, height, MapKind::Pose);
        result.pose = scaled(found, width, height); // not back and forth: nothing is rounded twice
    }
    return result;
}

} // namespace armature
