#include "core/scenes/scene.h"

#include "core/scenes/scene_detail.h"

#include <cassert>

namespace armature {

namespace {

SceneKind drawKind(SplitMix64 &random)
{
    const uint64_t quarter = random.below(4);
    return quarter < 2 ? SceneKind::Shapes : quarter == 2 ? SceneKind::Solids : SceneKind::Figures;
}

} // namespace

Scene makeScene(uint64_t seed, uint64_t index, int size, std::optional<SceneKind> kind)
{
    assert(size >= 16);
    SplitMix64 random{seed, index, 0x5CE4E};
    switch (kind ? *kind : drawKind(random)) {
    case SceneKind::Shapes: return makeShapes(random, size);
    case SceneKind::Solids: return makeSolids(random, size);
    case SceneKind::Figures: return makeFigures(random, size);
    }
    return {};
}

} // namespace armature
