#pragma once
// The same work on many things, on several threads.

#include <cstddef>
#include <functional>
#include <stop_token>

namespace armature {

// Calls work(i) for each i below count until stop, and returns when all calls have returned. threads: 0 = one
// per processor. work must not throw.
void parallelFor(size_t count, int threads, const std::stop_token &stop,
                 const std::function<void(size_t)> &work);

} // namespace armature
