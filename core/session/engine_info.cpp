#include "core/session/engine_info.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cpuid.h>
#include <dlfcn.h>
#include <fstream>
#include <sys/sysinfo.h>

namespace armature {

namespace {

std::string processorName()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("model name", 0) == 0)
            return line.substr(line.find(':') + 2);
    return "CPU";
}

int64_t physicalMemory()
{
    struct sysinfo info {};
    return sysinfo(&info) == 0 ? int64_t(info.totalram) * info.mem_unit : 0;
}

// Asked of the processor itself: LibTorch's own questions changed their names between 2.11 and 2.15.
struct Bf16Units {
    bool amx = false, avx512 = false;
};

Bf16Units bf16Units()
{
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    Bf16Units units;
    if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
        units.amx = (edx >> 22 & 1) && (edx >> 24 & 1); // AMX-BF16 and AMX-TILE
    if (__get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx))
        units.avx512 = eax >> 5 & 1;
    return units;
}

} // namespace

std::string openCuda()
{
    // libtorch_cuda registers its kernels when it is loaded; nothing of ours links it, so that machines without a
    // driver run the same binary.
    static const std::string note = []() -> std::string {
        if (torch::cuda::is_available())
            return {};
        if (!dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL))
            return "no NVIDIA driver";
        if (!dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL))
            return std::string("LibTorch's CUDA half is not installed (make deps installs it): ") + dlerror();
        return torch::cuda::is_available() ? std::string() : "the NVIDIA driver reports no usable device";
    }();
    return note;
}

EngineInfo engineInfo()
{
    EngineInfo info;
    info.version = ARMATURE_VERSION;
    info.torchVersion = TORCH_VERSION;
    info.cpuCapability = at::get_cpu_capability();
    info.hasAmx = bf16Units().amx;
    info.hasAvx512Bf16 = bf16Units().avx512;
    info.threadCount = at::get_num_threads();
    info.devices.push_back({"cpu", processorName(), physicalMemory()});
    info.cudaNote = openCuda();
    if (info.cudaNote.empty())
        for (int i = 0; i < static_cast<int>(torch::cuda::device_count()); ++i)
            info.devices.push_back({"cuda:" + std::to_string(i), "NVIDIA GPU", 0});
    return info;
}

} // namespace armature
