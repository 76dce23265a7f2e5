#pragma once
// What this engine is and what it can run on. Torch-free.

#include <cstdint>
#include <string>
#include <vector>

namespace armature {

struct Device {
    std::string name;            // "cpu", "cuda:0"
    std::string description;     // the processor or card in words
    int64_t totalMemoryBytes = 0;
};

struct EngineInfo {
    std::string version;         // Armature's
    std::string torchVersion;    // "2.11.0"
    std::string cpuCapability;   // "AVX2", "AVX512", as LibTorch names it
    bool hasAmx = false;
    bool hasAvx512Bf16 = false;
    int threadCount = 1;
    std::vector<Device> devices; // the CPU first
    std::string cudaNote;        // why there is no CUDA device; empty where there is one
};

EngineInfo engineInfo();

// Opens LibTorch's CUDA half if it is there and a driver answers. Called once, before the first CUDA tensor; harmless
// when called again. Returns an empty string, or why there is no CUDA.
std::string openCuda();

} // namespace armature
