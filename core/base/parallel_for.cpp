#include "core/base/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace armature {

void parallelFor(size_t count, int threads, const std::stop_token &stop,
                 const std::function<void(size_t)> &work)
{
    const size_t wanted = threads > 0 ? size_t(threads) : std::max(1U, std::thread::hardware_concurrency());
    std::atomic<size_t> next = 0;
    const auto loop = [&] {
        for (size_t i = next++; i < count && !stop.stop_requested(); i = next++)
            work(i);
    };
    std::vector<std::jthread> helpers;
    for (size_t i = 1; i < std::min(wanted, count); ++i)
        helpers.emplace_back(loop);
    loop();
}

} // namespace armature
