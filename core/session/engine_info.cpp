#include "core/session/engine_info.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "core/base/cpu_features.h"

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
    info.hasAmx = cpuFeatures().amxBf16;
    info.hasAvx512Bf16 = cpuFeatures().avx512Bf16;
    info.threadCount = at::get_num_threads();
    info.devices.push_back({"cpu", processorName(), physicalMemory()});
    info.cudaNote = openCuda();
    if (info.cudaNote.empty())
        for (int i = 0; i < static_cast<int>(torch::cuda::device_count()); ++i)
            info.devices.push_back({"cuda:" + std::to_string(i), "NVIDIA GPU", 0});
    return info;
}

} // namespace armature
