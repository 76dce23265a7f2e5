#include "app/cli/commands.h"
#include "core/session/engine_info.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace armature {

namespace {

void printText(const EngineInfo &info)
{
    std::string text = fmt::format("Armature {}, LibTorch {}\n", info.version, info.torchVersion);
    text += fmt::format("processor  {}{}{}, {} threads\n", info.cpuCapability, info.hasAmx ? ", AMX" : "",
                        info.hasAvx512Bf16 ? ", AVX-512 bf16" : "", info.threadCount);
    for (const Device &device : info.devices) {
        text += fmt::format("{:<10} {}, {:.1f} GiB\n", device.name, device.description,
                            static_cast<double>(device.totalMemoryBytes) / (1LL << 30));
    }
    if (!info.cudaNote.empty())
        text += fmt::format("no CUDA    {}\n", info.cudaNote);
    std::fputs(text.c_str(), stdout);
}

void printJson(const EngineInfo &info)
{
    nlohmann::ordered_json devices = nlohmann::ordered_json::array();
    for (const Device &device : info.devices) {
        devices.push_back({{"name", device.name},
                           {"description", device.description},
                           {"total_memory_bytes", device.totalMemoryBytes}});
    }
    const nlohmann::ordered_json all = {{"version", info.version},
                                        {"torch_version", info.torchVersion},
                                        {"cpu_capability", info.cpuCapability},
                                        {"has_amx", info.hasAmx},
                                        {"has_avx512_bf16", info.hasAvx512Bf16},
                                        {"threads", info.threadCount},
                                        {"devices", devices},
                                        {"cuda_note", info.cudaNote}};
    const std::string text = all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    std::fprintf(stdout, "%s\n", text.c_str());
}

} // namespace

void addDevicesCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command =
        app.add_subcommand("devices", "Show the processor and the graphics cards that can be used");
    const auto asJson = std::make_shared<bool>(false);
    command->add_flag("--json", *asJson, "Print one JSON object");
    command->callback([asJson, &exitCode] {
        const EngineInfo info = engineInfo();
        *asJson ? printJson(info) : printText(info);
        exitCode = kExitDone;
    });
}

} // namespace armature
