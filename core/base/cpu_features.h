#pragma once

namespace armature {

// The processor's units for bf16 arithmetic, asked of the processor itself: LibTorch's own questions changed their
// names between 2.11 and 2.15.
struct CpuFeatures {
    bool avx2 = false, avx512 = false, avx512Bf16 = false, amxBf16 = false;
};
CpuFeatures cpuFeatures();

} // namespace armature
