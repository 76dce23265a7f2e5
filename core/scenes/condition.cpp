#include "core/scenes/condition.h"

#include "core/image/canny.h"

namespace armature {

std::string_view nameOf(ConditionKind kind)
{
    return kind == ConditionKind::Canny ? "canny" : kind == ConditionKind::Depth ? "depth" : "pose";
}

Result<ConditionKind> conditionKindFrom(const std::string &name)
{
    for (const ConditionKind kind : {ConditionKind::Canny, ConditionKind::Depth, ConditionKind::Pose})
        if (nameOf(kind) == name)
            return kind;
    return fail(ErrorCode::BadInput, "There is no condition '" + name + "'.", "Use canny, depth or pose.");
}

Image conditionOf(const Scene &scene, ConditionKind kind)
{
    switch (kind) {
    case ConditionKind::Canny: return toRgb8(canny(scene.picture, {kSceneCannyLow, kSceneCannyHigh}));
    case ConditionKind::Depth: return toRgb8(scene.depth);
    case ConditionKind::Pose: return drawSkeletons(scene.people, scene.picture.width());
    }
    return {};
}

std::optional<SceneKind> scenesFor(ConditionKind kind)
{
    if (kind == ConditionKind::Canny)
        return {};
    return kind == ConditionKind::Depth ? SceneKind::Solids : SceneKind::Figures;
}

} // namespace armature
