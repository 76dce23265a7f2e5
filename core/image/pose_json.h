#pragma once
// People as JSON, in the two dialects that artists meet. CMU's (openpose, doc/02_output.md): pixels and
// confidences, 18 or 25 points a body. The WebUI's (Mikubill/sd-webui-controlnet): pixels or parts of the
// picture, with the canvas' size, hands and faces null where there are none; it throws away every point whose
// confidence is below 1.

#include "core/base/result.h"
#include "core/image/pose.h"

#include <string>
#include <string_view>

namespace armature {

enum class PoseDialect { Cmu, WebUi };

struct PoseJsonOptions
{
    // For files that do not say how large the picture was; 0: then it is an error where it is needed.
    int width = 0, height = 0;
    double minConfidence = 0.05; // points below it count as not found
};

// Told apart by content. BODY_25 loses its middle hip and feet; faces and hands that are too short are filled
// with points that are not found. `name` is for messages. Errors: BadInput, with the person and the key.
Result<Pose> poseFromJson(std::string_view text, const std::string &name,
                          const PoseJsonOptions &options = {});

// Pixels and the canvas' size in both; confidences are kept for CMU and 1 for the WebUI.
std::string poseToJson(const Pose &pose, PoseDialect dialect);

} // namespace armature
