#include "core/session/starter_session.h"

#include "core/train/base/build.h"
#include "core/train/base/train_depth.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace armature {

namespace {

BaseRecipe recipeFor(const StarterBuild &build)
{
    BaseRecipe recipe;
    recipe.seed = build.seed;
    for (int64_t *count : {&recipe.vaeCropSteps, &recipe.vaeWholeSteps, &recipe.diffusionSteps})
        *count = std::max<int64_t>(1, std::llround(double(*count) * build.effort));
    recipe.scenes = std::max<int64_t>(recipe.diffusionBatch,
                                      std::llround(double(recipe.scenes) * std::min(1.0, build.effort)));
    return recipe;
}

Status guarded(double effort, const std::function<Status()> &work)
{
    if (!(effort > 0) || effort > 100)
        return fail(ErrorCode::BadInput, "--effort must lie above 0 and not above 100.");
    try {
        return work();
    } catch (const c10::Error &error) {
        return fail(ErrorCode::Internal,
                    std::string("The engine stopped: ") + error.what_without_backtrace());
    }
}

} // namespace

Status buildStarter(const StarterBuild &build, EventSink &sink, RunControl &control)
{
    return guarded(build.effort, [&] { return buildBase(recipeFor(build), build.folder, sink, control); });
}

Status buildStarterDepth(const StarterDepth &build, EventSink &sink, RunControl &control)
{
    return guarded(build.effort, [&] {
        DepthRecipe recipe;
        recipe.seed = build.seed;
        recipe.steps = std::max<int64_t>(1, std::llround(double(recipe.steps) * build.effort));
        return buildDepth(recipe, build.folder, sink, control);
    });
}

} // namespace armature
