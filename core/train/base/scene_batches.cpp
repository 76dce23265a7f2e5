#include "core/train/base/scene_batches.h"

#include "core/data/random.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace armature {

namespace {

template <typename Make>
at::Tensor stackInParallel(int64_t count, const Make &make)
{
    std::vector<at::Tensor> pictures(static_cast<size_t>(count));
    at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
            pictures[size_t(i)] = make(i);
    });
    return at::stack(pictures);
}

} // namespace

at::Tensor tensorOf(const Image &rgb)
{
    const auto bytes = at::from_blob(const_cast<uint8_t *>(rgb.row<uint8_t>(0)), {rgb.height(), rgb.width(), 3}, at::kByte);
    return bytes.permute({2, 0, 1}).to(at::kFloat).div_(127.5).sub_(1.0);
}

SceneBatch sceneBatch(uint64_t seed, uint64_t first, int64_t count, int size)
{
    SceneBatch batch;
    batch.captions.resize(size_t(count));
    batch.pictures = stackInParallel(count, [&](int64_t i) {
        Scene scene = makeScene(seed, first + uint64_t(i), size);
        batch.captions[size_t(i)] = std::move(scene.caption);
        return tensorOf(scene.picture);
    });
    return batch;
}

at::Tensor sceneCrops(uint64_t seed, uint64_t first, int64_t count, int size, int crop)
{
    return stackInParallel(count, [&](int64_t i) {
        const uint64_t index = first + uint64_t(i);
        SplitMix64 random{seed, index, 0xC409};
        const auto x = int64_t(random.below(uint64_t(size - crop + 1))), y = int64_t(random.below(uint64_t(size - crop + 1)));
        return tensorOf(makeScene(seed, index, size).picture).slice(1, y, y + crop).slice(2, x, x + crop).contiguous();
    });
}

} // namespace armature
