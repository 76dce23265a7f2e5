#include "app/cli/commands.h"
#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/controlnet_writer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace armature {

namespace {

constexpr const char *kSingleFile = "single-file";
constexpr const char *kDiffusers = "diffusers";

struct ExportArguments
{
    std::string controlNet, target, layout, dtype;
    bool overwrite = false;
};

bool isSafetensorsName(const std::string &path) { return path.ends_with(".safetensors"); }

Result<std::string> layoutFor(const ExportArguments &arguments)
{
    const bool isFileName = isSafetensorsName(arguments.target);
    if (arguments.layout.empty())
        return isFileName ? kSingleFile : kDiffusers;
    if (arguments.layout == kSingleFile && !isFileName) {
        return fail(ErrorCode::BadInput,
                    fmt::format("A single file is a .safetensors file, {} is not.", arguments.target),
                    "Let --to end in .safetensors.");
    }
    if (arguments.layout == kDiffusers && isFileName) {
        return fail(
            ErrorCode::BadInput,
            fmt::format("{} is a file's name, but the diffusers layout is a folder.", arguments.target),
            "Give --to a folder, or use --layout single-file.");
    }
    return arguments.layout;
}

DType typeFor(const std::string &name)
{
    static const std::map<std::string, DType> kTypes = {
        {"fp32", DType::F32}, {"fp16", DType::F16}, {"bf16", DType::BF16}};
    return kTypes.at(name);
}

// Without --dtype the weights stay as they are.
DType ownType(const TensorSource &weights)
{
    const auto names = weights.names();
    const auto first = names.empty() ? std::nullopt : weights.find(names.front());
    const bool isShort = first && (first->dtype == DType::F16 || first->dtype == DType::BF16);
    return isShort ? first->dtype : DType::F32;
}

Status exportControlNet(const ExportArguments &arguments)
{
    ARMATURE_TRY(const std::string layout, layoutFor(arguments));
    ARMATURE_TRY(const ControlNetSource source, openControlNet(arguments.controlNet));
    ControlNetWrite write;
    for (const std::string &name : source.weights->names()) {
        if (const auto view = source.weights->find(name))
            write.tensors.push_back({name, *view});
    }
    write.config = source.config;
    write.metadata = source.weights->metadata();
    write.dtype = arguments.dtype.empty() ? ownType(*source.weights) : typeFor(arguments.dtype);
    write.overwrite = arguments.overwrite;
    for (const std::string &note : source.notes)
        std::fprintf(stderr, "%s\n", note.c_str());
    ARMATURE_CHECK(layout == kSingleFile ? writeControlNetFile(write, arguments.target)
                                         : writeControlNetFolder(write, arguments.target));
    std::fprintf(stdout, "%s\n",
                 fmt::format("Wrote {} ({}, {}); read back and compared.", arguments.target, layout,
                             nameOf(write.dtype))
                     .c_str());
    return {};
}

} // namespace

void addExportCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command =
        app.add_subcommand("export", "Write a ControlNet in the layout that another program loads");
    const auto arguments = std::make_shared<ExportArguments>();
    command
        ->add_option("--controlnet", arguments->controlNet,
                     "The ControlNet: a diffusers folder, a checkpoint of a run, or a single file")
        ->required();
    command->add_option("--to", arguments->target, "Where to: a folder, or a file ending in .safetensors")
        ->required();
    command
        ->add_option("--layout", arguments->layout,
                     "diffusers (a folder) or single-file (WebUI, ComfyUI); default: by the ending of --to")
        ->check(CLI::IsMember({kDiffusers, kSingleFile}));
    command->add_option("--dtype", arguments->dtype, "fp32, fp16 or bf16; default: as the weights are")
        ->check(CLI::IsMember({"fp32", "fp16", "bf16"}));
    command->add_flag("--overwrite", arguments->overwrite, "Replace what is there");
    command->callback([arguments, &exitCode] {
        const Status status = exportControlNet(*arguments);
        exitCode = status ? kExitDone : report(status.error());
    });
}

} // namespace armature
